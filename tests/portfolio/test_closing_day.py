"""Reports close on a day that has begun."""

from datetime import date

import pytest

from ledger.errors import InvalidValue
from portfolio.closing_day import closing_day

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(("asked", "day"), [(None, TODAY), (TODAY, TODAY), (date(2020, 2, 29), date(2020, 2, 29))])
def test_today_and_days_past(asked: date | None, day: date) -> None:
    assert closing_day(asked, TODAY) == day


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"2026-04-01 is still to come.* up to 2026-03-31"):
        closing_day(date(2026, 4, 1), TODAY)
