"""Cash-in forecast: what the open book is expected to bring, week by week, from the items' own payment curves.

The interval is made by simulating the whole book, each item from its curve, and taking quantiles of the sums; it is never
a sum of medians. Items are drawn independently of each other: a shock that hits all customers at once is not in it. Sales not yet
invoiced are not in it either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ledger.curve import Curves, decode
from ledger.scores import Score

DRAWS = 1000
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class CashIn:
    """One period of the forecast in one currency, minor units; ``low``–``high`` is the 80 % interval of its cash."""

    from_on: date
    to_on: date
    currency: str
    expected_minor: int
    low_minor: int
    high_minor: int


def expected_cash(
    curves: Curves, open_minor: NDArray[np.int64], days: Sequence[int], part_share: float = 0.0, part_lead_days: int = 0
) -> NDArray[np.int64]:
    """Expected cash within days 0 … k of ``as_of`` for each k of ``days``, minor units, shape (n, len(days)).

    F is about full settlement. ``part_share`` of the cash came, in the past, as part payments that led the full settlement by
    ``part_lead_days`` on average: that share follows the curve that much earlier.
    """
    return np.rint(open_minor[:, None] * _cash_share(curves, days, part_share, part_lead_days)).astype(np.int64)


def cash_in_by_week(
    curves: Curves,
    open_minor: NDArray[np.int64],
    currency: str,
    as_of: date,
    *,
    weeks: int = 8,
    part_share: float = 0.0,
    part_lead_days: int = 0,
    seed: int = 0,
    draws: int = DRAWS,
) -> list[CashIn]:
    """The next ``weeks`` weeks from ``as_of`` (day 0 … 6 is the first) for items of one currency."""
    days = [7 * week + 6 for week in range(weeks)]
    share = _cash_share(curves, days, part_share, part_lead_days)
    expected = np.diff((open_minor[:, None] * share).sum(axis=0), prepend=0.0)
    totals = _simulate(share, open_minor, draws, np.random.default_rng(seed))
    low, high = np.quantile(totals, [0.1, 0.9], axis=0) if len(open_minor) else np.zeros((2, weeks))
    return [
        CashIn(
            from_on=as_of + timedelta(days=7 * week),
            to_on=as_of + timedelta(days=7 * week + 6),
            currency=currency,
            expected_minor=round(expected[week]),
            low_minor=round(low[week]),
            high_minor=round(high[week]),
        )
        for week in range(weeks)
    ]


def forecast_scores(scored: Sequence[Score], *, weeks: int = 8, seed: int = 0) -> list[CashIn]:
    """The forecast of a scored book (all of one as-of day), currency by currency, the largest first."""
    by_currency: dict[str, list[Score]] = {}
    for score in scored:
        by_currency.setdefault(score.currency, []).append(score)
    largest_first = sorted(by_currency.items(), key=lambda pair: -sum(score.open_minor for score in pair[1]))
    return [
        period
        for currency, mine in largest_first
        for period in cash_in_by_week(
            decode([score.curve for score in mine]),
            np.array([score.open_minor for score in mine], dtype=np.int64),
            currency,
            mine[0].as_of,
            weeks=weeks,
            part_share=mine[0].part_share,
            part_lead_days=mine[0].part_lead_days,
            seed=seed,
        )
    ]


def _cash_share(curves: Curves, days: Sequence[int], part_share: float, part_lead_days: int) -> NDArray[np.float64]:
    columns = [
        (1 - part_share) * curves.at(day) + part_share * curves.at(day + part_lead_days)
        if part_share
        else curves.at(day)
        for day in days
    ]
    return np.stack(columns, axis=1)


def _simulate(
    share: NDArray[np.float64], open_minor: NDArray[np.int64], draws: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Cash a week in each of ``draws`` possible futures, shape (draws, weeks): each item paid in one week, or later."""
    weeks = share.shape[1]
    totals = np.zeros((draws, weeks))
    for start in range(0, len(share), ROWS_AT_ONCE):
        part, money = share[start : start + ROWS_AT_ONCE], open_minor[start : start + ROWS_AT_ONCE].astype(np.float64)
        drawn = random.random((draws, len(part)))
        paid_by = np.stack([(drawn < part[:, week]) @ money for week in range(weeks)], axis=1)
        totals += np.diff(paid_by, axis=1, prepend=0.0)
    return totals
