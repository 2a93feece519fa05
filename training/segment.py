"""What answers when there is no model: the payment days of a customer's segment, or a rule of thumb (basis segment, rule).

A prior is a hazard by bin of days past due (``ledger.curve.BOUNDS``), so that it speaks of an item still open on any day.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Codes, LedgerArrays, version_at
from ledger.curve import BOUNDS, HORIZON_DAYS, Curves, bin_starts
from ledger.day import Days
from training.targets import CASH_IN, WITHOUT_CASH, Outcomes

FIRST_DAY, LAST_DAY = -140, 420
SHRINKAGE_ITEMS = 30.0
"""A segment's hazard counts as this many items of the market's (the market's as this many of the rule)."""
FEWEST_OF_A_SEGMENT = 20

_FIRST = int(np.searchsorted(BOUNDS, FIRST_DAY, side="right")) - 1
_LAST = int(np.searchsorted(BOUNDS, LAST_DAY, side="right")) - 1
STARTS = BOUNDS[_FIRST : _LAST + 1]
LENGTHS = np.diff(BOUNDS[_FIRST : _LAST + 2]).astype(np.float64)


@dataclass(frozen=True, slots=True)
class SegmentPrior:
    """Hazard of cash and of closing without cash in each bin; row 0 is the market (name ""), shape (segments, bins)."""

    segments: tuple[str, ...]
    cash: NDArray[np.float64]
    other: NDArray[np.float64]

    def curves(
        self, segment: NDArray[np.object_], days_past_due: NDArray[np.int32], anchor: NDArray[np.int32]
    ) -> tuple[Curves, NDArray[np.float64]]:
        """Curves of items still open at as_of, and P(closed without cash by the horizon), shape (n,) each."""
        place = {name: row for row, name in enumerate(self.segments)}
        row = np.array([place.get(name, 0) for name in segment], dtype=np.int64)
        starts = bin_starts(days_past_due, anchor)
        end = np.concatenate([starts[:, 1:], np.full((len(starts), 1), HORIZON_DAYS + 1)], axis=1)
        past_due = starts + days_past_due[:, None]
        column = np.clip(np.searchsorted(STARTS, past_due, side="right") - 1, 0, len(STARTS) - 1)
        part = (end - starts) / LENGTHS[column]
        cash = 1.0 - (1.0 - self.cash[row[:, None], column]) ** part
        other = 1.0 - (1.0 - self.other[row[:, None], column]) ** part
        cdf, closed = two_ends(cash, other)
        return Curves(days_past_due, anchor, starts, cdf), closed


def two_ends(cash: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From the hazards of each bin, (n, m): F of cash at each bin's end (n, m), and P(closed without cash) at the last (n,)."""
    stays = np.cumprod((1.0 - cash) * (1.0 - other), axis=1)
    before = np.concatenate([np.ones((len(stays), 1)), stays[:, :-1]], axis=1)
    cdf = np.cumsum(before * cash, axis=1)
    closed = np.cumsum(before * (1.0 - cash) * other, axis=1)[:, -1] if stays.shape[1] else np.zeros(len(stays))
    return np.clip(cdf, 0.0, 1.0), closed


def rule_of_thumb() -> SegmentPrior:
    """Two thirds pay by the due date, most of the rest within a month, 3 % much later: a wide curve for no history at all."""
    late = np.array([-140.0, -30, -14, -7, -1, 0, 3, 7, 14, 30, 60, 90, 180, 420])
    paid = np.array([0.0, 0.03, 0.08, 0.18, 0.42, 0.62, 0.72, 0.79, 0.85, 0.92, 0.955, 0.97, 0.98, 0.99])
    ends = STARTS + LENGTHS - 1
    survival = 1.0 - np.interp(ends, late, paid)
    before = np.concatenate([[1.0], survival[:-1]])
    other = 1.0 - (1.0 - 2e-5) ** LENGTHS
    return SegmentPrior(("",), (1.0 - survival / before)[None, :], other[None, :])


def segment_names(arrays: LedgerArrays, customer: Codes, as_of: Days) -> NDArray[np.object_]:
    """ "country/industry" of each customer as known before ``as_of``, shape (n,); "" where neither is known."""
    versions = arrays.customers
    out = np.full(len(customer), "", dtype=object)
    if not len(versions.customer):
        return out
    row = version_at(versions.customer, versions.known_on, customer, as_of)
    found = row >= 0
    country, industry = versions.country[row[found]], versions.industry[row[found]]
    named = (country != "") | (industry != "")
    out[found] = np.where(named, country + "/" + industry, "")
    return out


def segment_prior(segment: NDArray[np.object_], issued_on: Days, due_on: Days, ends: Outcomes) -> SegmentPrior:
    """Kaplan–Meier-like hazards of days past due by segment, open items censored, shrunk to the market and the rule.

    One row an item, shape (n,), at risk from its issue day. Segments of fewer than 20 settled items answer as the market.
    """
    thumb = rule_of_thumb()
    whole_cash, whole_other, risk = _counts(issued_on, due_on, ends)
    cash = [(whole_cash + SHRINKAGE_ITEMS * thumb.cash[0]) / (risk + SHRINKAGE_ITEMS)]
    other = [(whole_other + SHRINKAGE_ITEMS * thumb.other[0]) / (risk + SHRINKAGE_ITEMS)]
    names = [""]
    for name in sorted(set(segment.tolist()) - {""}):
        mine = np.flatnonzero(segment == name)
        own = ends.take(mine)
        if int((own.cause == CASH_IN).sum()) < FEWEST_OF_A_SEGMENT:
            continue
        own_cash, own_other, own_risk = _counts(issued_on[mine], due_on[mine], own)
        names.append(name)
        cash.append((own_cash + SHRINKAGE_ITEMS * cash[0]) / (own_risk + SHRINKAGE_ITEMS))
        other.append((own_other + SHRINKAGE_ITEMS * other[0]) / (own_risk + SHRINKAGE_ITEMS))
    return SegmentPrior(tuple(names), np.stack(cash), np.stack(other))


def _counts(issued_on: Days, due_on: Days, ends: Outcomes) -> tuple[NDArray[np.float64], ...]:
    """Cash and other closings, and items at risk, in each bin of days past due; a bin half seen counts by half."""
    first = np.clip(issued_on.astype(np.int64) - due_on, STARTS[0], LAST_DAY)
    last = np.clip(np.minimum(ends.ended_on, ends.seen_until).astype(np.int64) - due_on, STARTS[0], LAST_DAY)
    bins = len(STARTS)
    enter = np.searchsorted(STARTS, first, side="right") - 1
    leave = np.searchsorted(STARTS, last, side="right") - 1
    kept = last >= first
    at_risk = np.cumsum(
        np.bincount(enter[kept], minlength=bins + 1)[:bins]
        - np.r_[0, np.bincount(leave[kept], minlength=bins)[: bins - 1]]
    ).astype(np.float64)
    open_at_end = kept & (ends.cause == 0)
    at_risk -= 0.5 * np.bincount(leave[open_at_end], minlength=bins)[:bins]
    ended = [
        np.bincount(leave[kept & (ends.cause == cause)], minlength=bins)[:bins].astype(np.float64)
        for cause in (CASH_IN, WITHOUT_CASH)
    ]
    return ended[0], ended[1], np.maximum(at_risk, 0.0)
