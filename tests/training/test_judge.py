"""The judge: figures of all forecasters on the same rows, by population, unfinished rows as the evaluation says."""

import numpy as np
import pytest

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.curve import HORIZON_DAYS
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.baseline import Forecasts, from_distribution
from training.evaluation import FollowUp
from training.judge import compare
from training.targets import outcomes
from training.verdict import OURS, Evaluation

CUT_BEFORE_END = 200


def asked(index: FeatureIndex) -> tuple[Subjects, FollowUp, int]:
    """Items of 100 days, at issue and two Mondays-like later days, with what became of them; who was paid before is out."""
    arrays = index.arrays
    cut = arrays.as_of - CUT_BEFORE_END
    issued = arrays.items.issued_on
    item = np.flatnonzero((issued >= cut) & (issued < cut + 100)).astype(np.int32)
    as_of = np.concatenate([issued[item] + shift for shift in (0, 10, 45)]).astype(np.int32)
    item = np.tile(item, 3)
    seen = FollowUp.of(outcomes(arrays, index.closings, item, arrays.as_of), as_of)
    rows = np.flatnonzero((seen.paid_day >= 0) & (seen.closed_day >= 0))
    return subjects_at(index, item[rows], as_of[rows]), seen.take(rows), cut


def knowing(seen: FollowUp, subjects: Subjects) -> Forecasts:
    """A forecaster who knows the day, within two days either way: no baseline can come near."""
    day = np.where(np.isfinite(seen.paid_day), seen.paid_day, HORIZON_DAYS + 99)
    days = np.arange(HORIZON_DAYS + 1)
    return from_distribution(lambda rows: np.clip((days - day[rows, None] + 3) / 5, 0.0, 1.0), subjects, 0)


@pytest.fixture(scope="module")
def found() -> Evaluation:
    index = FeatureIndex(small_ledger(customers=25, items=700, days=600), Policy())
    subjects, seen, cut = asked(index)
    return compare(knowing(seen, subjects), index, subjects, seen, cut, draws=200)


def test_populations_and_forecasters(found: Evaluation) -> None:
    assert list(found.counts) == ["at_issue", "mondays", "overdue"]
    names = {verdict.forecaster for verdict in found.verdicts}
    assert names == {
        OURS,
        "due_date",
        "customer_mean",
        "customer_median",
        "last_delay",
        "customer_distribution",
        "logistic_regression",
    }
    assert found.verdicts[0].forecaster == OURS


def test_who_knows_the_day_is_ahead_of_every_baseline(found: Evaluation) -> None:
    """And the interval of the difference says so; at issue PIT of one who knows too well is far too narrow."""
    for one in found.differences:
        if one.population == "at_issue" and one.figure in {"crps", "mae", "late_log_loss"}:
            assert one.value < 0
            assert one.low <= one.value <= one.high < 0
    assert found.figure("at_issue", OURS, "crps") < 1
    assert found.figure("at_issue", OURS, "late_auc") > 0.97
    assert found.figure("at_issue", OURS, "coverage_80") > 0.95
    assert found.pit["at_issue"].sum() == pytest.approx(1)


def test_overdue_is_judged_by_what_is_unpaid_in_thirty_days(found: Evaluation) -> None:
    figures = {one.figure for one in found.differences if one.population == "overdue"}
    assert figures == {"unpaid_30d_log_loss", "mae", "crps"}
    assert found.counts["overdue"]["late_judged"] == 0
    with pytest.raises(KeyError):
        found.figure("overdue", OURS, "late_auc")


def test_cash_is_judged_on_the_open_book_only(found: Evaluation) -> None:
    assert found.figure("mondays", OURS, "cash_wape_4w") < 0.5
    with pytest.raises(KeyError):
        found.figure("at_issue", OURS, "cash_wape_4w")


def test_rows_not_followed_are_left_out_and_counted() -> None:
    """Followed for 20 days only: lateness beyond it cannot be known, whoever has paid already."""
    index = FeatureIndex(small_ledger(customers=25, items=700, days=600), Policy())
    subjects, seen, cut = asked(index)
    short = FollowUp(seen.paid_day, seen.closed_day, np.minimum(seen.followed_days, 20))
    found = compare(knowing(seen, subjects), index, subjects, short, cut, draws=0)
    counted = found.counts["at_issue"]
    terms = (subjects.due_on - subjects.as_of)[subjects.as_of == subjects.issued_on]
    assert counted["late_judged"] == (terms <= 20).sum()
    assert counted["late_not_mature"] == (terms > 20).sum()
    assert counted["crps_days"] == 21
    assert found.differences == ()
