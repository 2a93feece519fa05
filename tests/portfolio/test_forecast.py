"""The forecast adds up to what the curves say, and its interval holds what the simulated book brings."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ledger.curve import Curves, bin_starts
from portfolio.forecast import cash_in_by_week, expected_cash, forecast_scores
from tests.ledger.test_scores import SCORE

AS_OF = date(2026, 3, 2)


def book(count: int, seed: int = 0) -> tuple[Curves, np.ndarray]:
    random = np.random.default_rng(seed)
    past_due = random.integers(-40, 40, count).astype(np.int32)
    anchor = np.full(count, 30, dtype=np.int32)
    starts = bin_starts(past_due, anchor)
    weight = random.gamma(0.5, size=starts.shape) * (starts <= 365) * np.exp(-starts / 40)
    cdf = np.cumsum(weight, axis=1)
    return Curves(past_due, anchor, starts, cdf / cdf[:, -1:] * 0.95), random.integers(1_000, 900_000, count)


def test_weeks_sum_to_the_expected_cash() -> None:
    curves, money = book(200)
    weeks = cash_in_by_week(curves, money, "EUR", AS_OF, weeks=8)
    assert sum(week.expected_minor for week in weeks) == pytest.approx(
        expected_cash(curves, money, [55]).sum(), abs=200
    )
    assert [week.from_on for week in weeks[:2]] == [date(2026, 3, 2), date(2026, 3, 9)]
    assert weeks[-1].to_on == date(2026, 4, 26)


def test_the_interval_holds_about_80_percent_of_what_happens() -> None:
    """Draw the book's future from the same curves 400 times: each week's cash lies in the interval 80 % of the time."""
    curves, money = book(150)
    weeks = cash_in_by_week(curves, money, "EUR", AS_OF, weeks=4, draws=2000)
    ends = np.stack([curves.at(7 * week + 6) for week in range(4)], axis=1)
    drawn = np.random.default_rng(9).random((400, 150, 1))
    came = np.diff(((drawn < ends[None]) * money[None, :, None]).sum(axis=1), axis=1, prepend=0)
    inside = [(came[:, week] >= weeks[week].low_minor) & (came[:, week] <= weeks[week].high_minor) for week in range(4)]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.04)
    assert all(week.low_minor <= week.expected_minor <= week.high_minor for week in weeks)


def test_part_payments_come_earlier() -> None:
    curves, money = book(50)
    without, with_parts = expected_cash(curves, money, [7, 30]), expected_cash(curves, money, [7, 30], 0.2, 10)
    assert (with_parts >= without).all()
    assert (with_parts <= money[:, None]).all()
    assert with_parts.sum() > without.sum()


def test_an_empty_book_brings_nothing() -> None:
    curves, money = book(0)
    weeks = cash_in_by_week(curves, money, "EUR", AS_OF, weeks=3)
    assert [(week.expected_minor, week.low_minor, week.high_minor) for week in weeks] == [(0, 0, 0)] * 3


def test_the_same_seed_gives_the_same_interval() -> None:
    curves, money = book(30)
    assert cash_in_by_week(curves, money, "EUR", AS_OF) == cash_in_by_week(curves, money, "EUR", AS_OF)


def test_a_scored_book_is_forecast_by_currency() -> None:
    """Stored curves give what the curves themselves give; the larger currency comes first."""
    curves, money = book(40)
    scored = [
        replace(
            SCORE,
            invoice_id=str(row),
            currency="USD" if row < 5 else "EUR",
            open_minor=int(money[row]),
            curve=curves.encode(row),
        )
        for row in range(40)
    ]
    periods = forecast_scores(scored, weeks=2)
    assert [period.currency for period in periods] == ["EUR", "EUR", "USD", "USD"]
    euros = cash_in_by_week(curves.take(np.arange(5, 40)), money[5:], "EUR", SCORE.as_of, weeks=2)
    assert [period.expected_minor for period in periods[:2]] == pytest.approx(
        [week.expected_minor for week in euros], abs=100
    )
    assert forecast_scores([]) == []
