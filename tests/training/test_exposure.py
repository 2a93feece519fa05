"""Rows of the hazards: right-censored, unbiased, within their budget."""

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.exposure import Exposure, exposure
from training.snapshots import snapshots
from training.targets import CASH_IN, OPEN, WITHOUT_CASH, Outcomes, outcomes


@pytest.fixture(scope="module")
def asked() -> tuple[Subjects, Outcomes]:
    arrays = small_ledger()
    index = FeatureIndex(arrays, Policy())
    ends = outcomes(arrays, index.closings, np.arange(arrays.item_count, dtype=np.int32), arrays.as_of)
    found = snapshots(arrays, index.closings, ends, arrays.as_of)
    return subjects_at(index, found.item, found.as_of), ends.take(found.item)


def whole(asked: tuple[Subjects, Outcomes], cause: int = CASH_IN) -> Exposure:
    return exposure(*asked, cause, 10**9, 0)


def test_an_item_is_at_risk_until_it_ends_or_is_not_seen_any_more(asked: tuple[Subjects, Outcomes]) -> None:
    subjects, ends = asked
    rows = whole(asked)
    day = subjects.as_of[rows.row] + rows.start
    assert (day <= ends.ended_on[rows.row]).all()
    assert (subjects.as_of[rows.row] + rows.end <= ends.seen_until[rows.row]).all()
    inside = (ends.ended_on[rows.row] >= day) & (ends.ended_on[rows.row] < subjects.as_of[rows.row] + rows.end)
    assert np.array_equal(rows.happened, inside & (ends.cause[rows.row] == CASH_IN))
    assert (np.unique(rows.row[ends.cause[rows.row] == OPEN]).size) > 0, "open items are rows too"


def test_an_item_ends_once(asked: tuple[Subjects, Outcomes]) -> None:
    for cause in (CASH_IN, WITHOUT_CASH):
        rows = whole(asked, cause)
        assert np.bincount(rows.row[rows.happened]).max() == 1
        assert rows.rate == 1.0


def test_a_bin_not_seen_to_its_end_is_left_out_whatever_happened_in_it(asked: tuple[Subjects, Outcomes]) -> None:
    """Whether an item ended in its last, half-seen bin must not decide whether the bin is a row."""
    subjects, ends = asked
    cut = int(ends.seen_until[0])
    rows = whole(asked)
    assert (subjects.as_of[rows.row] + rows.end).max() <= cut


def test_near_bins_are_those_of_all_that_begin_in_the_first_days(asked: tuple[Subjects, Outcomes]) -> None:
    every, near = whole(asked), exposure(*asked, CASH_IN, 10**9, 0, before_day=8)
    first = np.flatnonzero(every.start < 8)
    for column in ("row", "start", "end", "happened"):
        assert np.array_equal(getattr(near, column), getattr(every, column)[first])


def test_negatives_are_thinned_alike_and_positives_kept(asked: tuple[Subjects, Outcomes]) -> None:
    every = whole(asked)
    thin = exposure(*asked, CASH_IN, len(every) // 3, 0)
    assert thin.happened.sum() == every.happened.sum()
    assert len(thin) == pytest.approx(len(every) / 3, rel=0.03)
    kept = (~thin.happened).sum() / (~every.happened).sum()
    assert kept == pytest.approx(thin.rate, rel=0.03)
    early = every.start < 7
    share = (~thin.happened & (thin.start < 7)).sum() / (~every.happened & early).sum()
    assert share == pytest.approx(thin.rate, rel=0.05)


def test_the_hazard_of_the_rows_is_the_hazard_of_the_items(asked: tuple[Subjects, Outcomes]) -> None:
    """Kaplan–Meier from the rows at issue gives the share paid of the items fully seen."""
    subjects, ends = asked
    issue = np.flatnonzero((subjects.as_of == subjects.issued_on) & (subjects.due_on - subjects.issued_on == 30))
    issue = issue[subjects.as_of[issue] + 150 < ends.seen_until[issue]]
    rows = exposure(subjects.take(issue), ends.take(issue), CASH_IN, 10**9, 0)
    stays = 1.0
    for start in np.unique(rows.start[rows.end <= 31]):
        mine = rows.start == start
        stays *= 1 - rows.happened[mine].mean()
    other = ends.take(issue)
    paid = ((other.cause == CASH_IN) & (other.ended_on <= subjects.due_on[issue])).mean()
    assert 1 - stays == pytest.approx(paid, abs=0.04)
