"""Days that cannot be are refused under the name of their own column."""

from datetime import date

import pytest

from sources.cells import Cells
from sources.day_checks import DayChecks
from sources.dirt import BadCell
from sources.mapping import read_mapping

MAPPING = "[disputes]\ndispute_id = 'd'\ninvoice_id = 'i'\nopened_on = 'von'\nclosed_on = 'bis'\n"
HEADER = ["d", "i", "von", "bis"]
TODAY = date(2026, 7, 1)


@pytest.fixture
def checks() -> DayChecks:
    return DayChecks(Cells("f.csv", read_mapping(MAPPING, "m").sections["disputes"].within(HEADER), HEADER), TODAY)


def test_what_can_be(checks: DayChecks) -> None:
    checks.not_to_come(opened_on=TODAY, closed_on=None)
    checks.not_before(TODAY, "it was opened", closed_on=None)
    checks.not_before(TODAY, "it was opened", closed_on=TODAY)


def test_a_day_to_come(checks: DayChecks) -> None:
    with pytest.raises(BadCell, match="closed_on is 2026-07-02, after 2026-07-01, the day of this import") as bad:
        checks.not_to_come(opened_on=TODAY, closed_on=date(2026, 7, 2))
    assert (bad.value.dirt.code, bad.value.column, bad.value.value) == ("DQ008", "bis", "2026-07-02")


def test_a_day_before_the_one_it_follows(checks: DayChecks) -> None:
    with pytest.raises(BadCell, match="closed_on is 2026-06-30, before it was opened on 2026-07-01") as bad:
        checks.not_before(TODAY, "it was opened", closed_on=date(2026, 6, 30))
    assert (bad.value.dirt.code, bad.value.column) == ("DQ026", "bis")
