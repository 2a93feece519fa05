"""Snapshots: issue day and every Monday, chosen without a look at the outcome."""

import numpy as np
import pytest

from ledger.arrays import LedgerArrays
from ledger.day import weekday
from ledger.settlement import closings
from tests.training.small_ledger import small_ledger
from training.snapshots import FOLDS, Snapshots, fold_of, snapshots
from training.targets import Outcomes, outcomes


@pytest.fixture(scope="module")
def arrays() -> LedgerArrays:
    return small_ledger()


def ends_of(arrays: LedgerArrays, cut: int) -> Outcomes:
    return outcomes(arrays, closings(arrays), np.arange(arrays.item_count, dtype=np.int32), cut)


def made(arrays: LedgerArrays, cut: int, first: int | None = None) -> Snapshots:
    return snapshots(arrays, closings(arrays), ends_of(arrays, cut), cut, first=first)


def test_issue_day_and_every_monday_while_open(arrays: LedgerArrays) -> None:
    cut = arrays.as_of
    found, ends, issued = made(arrays, cut), ends_of(arrays, cut), arrays.items.issued_on
    expected = set()
    for item in range(arrays.item_count):
        last = min(ends.ended_on[item], ends.seen_until[item] - 1, cut - 1)
        if issued[item] <= last:
            expected.add((item, int(issued[item])))
        expected |= {(item, day) for day in range(issued[item] + 1, last + 1) if (day + 3) % 7 == 0}
    assert set(zip(found.item.tolist(), found.as_of.tolist(), strict=True)) == expected
    assert (weekday(found.as_of[~found.at_issue]) == 0).all()
    assert (found.as_of[found.at_issue] == issued[found.item[found.at_issue]]).all()


def test_a_window_is_a_part_of_the_whole(arrays: LedgerArrays) -> None:
    cut = arrays.as_of
    whole, part = made(arrays, cut), made(arrays, cut, first=cut - 100)
    kept = whole.between(cut - 100, cut)
    assert np.array_equal(kept.item, part.item) and np.array_equal(kept.as_of, part.as_of)


def test_a_sample_keeps_every_pair_with_the_same_probability(arrays: LedgerArrays) -> None:
    """Whatever became of the item: over many seeds the share kept is the same for paid and open, early and late."""
    whole = made(arrays, arrays.as_of)
    times = np.zeros(len(whole))
    key = whole.item.astype(np.int64) << 20 | whole.as_of
    for seed in range(60):
        part = whole.sampled(len(whole) // 3, seed)
        times[np.isin(key, part.item.astype(np.int64) << 20 | part.as_of)] += 1
    still_open = ends_of(arrays, arrays.as_of).cause[whole.item] == 0
    for flags in (still_open, whole.at_issue, whole.as_of > np.median(whole.as_of)):
        assert times[flags].mean() == pytest.approx(20.0, abs=1.0)
    assert whole.sampled(10**9, 0) is whole


def test_no_twin_of_an_item_is_in_another_fold(arrays: LedgerArrays) -> None:
    item = np.arange(1000, dtype=np.int32)
    invoice = (item // 2).astype(np.int32)
    fold = fold_of(item, invoice, seed=3)
    assert (fold[::2] == fold[1::2]).all()
    assert np.bincount(fold, minlength=FOLDS).min() > 120
    assert (fold_of(item, invoice, seed=4) != fold).any()


def test_what_was_paid_before_its_issue_day_is_left_out_and_counted(arrays: LedgerArrays) -> None:
    before = small_ledger(items=40)
    moves = before.allocations
    item = int(moves.item[0])
    moves.valued_on[0] = before.items.issued_on[item] - 3
    moves.known_on[0] = before.items.issued_on[item]
    found = made(before, before.as_of)
    whole_in_one = (moves.item == item).sum() == 1
    assert found.ended_before_issue == int(whole_in_one)
    assert (item in found.item) != whole_in_one


def test_an_empty_ledger_has_none() -> None:
    nothing = small_ledger(items=0)
    assert len(made(nothing, nothing.as_of)) == 0
