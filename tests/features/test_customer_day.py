"""What is looked over on one day is what the streams of the index say, integer for integer."""

import numpy as np
import pytest

from features.customer_day import CustomerDay, open_columns
from features.index import WINDOWS, FeatureIndex, week_of
from features.streams import FEW_ASKED
from ledger.policy import Policy
from tests.features.plain import Plain, days, random_ledger


@pytest.fixture(params=range(4))
def index(request: pytest.FixtureRequest) -> FeatureIndex:
    return FeatureIndex(random_ledger(request.param).arrays(), Policy(grace_days=2))


def asked(index: FeatureIndex) -> list[tuple[np.ndarray, np.ndarray, CustomerDay]]:
    """Customers of the ledger, and one who is not in it, on days before, within and after it."""
    made = []
    for customer in range(-1, index.arrays.customer_count):
        for as_of in range(-20, 1200, 61):
            of, day = days([customer]), days([as_of])
            made.append((of, day, CustomerDay.of(index, of, day)))
    return made


def test_sums_are_those_of_the_streams(index):
    for of, as_of, day in asked(index):
        for window in (None, *WINDOWS):
            assert day.settled(window).tolist() == index.settled.sums(of, as_of, window)[0].tolist()
            assert day.known(window).tolist() == index.items.sums(of, as_of, window)[0].tolist()
        assert day.standing.tolist() == index.standing.before(of, as_of)[0].tolist()
        assert day.paid_weekdays.tolist() == index.weekdays.sums(of, as_of, None)[0].tolist()
        squares = index.month_days_squared.before(of, as_of)[0, 0]
        assert day.paid_month_days @ day.paid_month_days == squares


def test_what_cannot_be_summed_is_found_too(index):
    for of, as_of, day in asked(index):
        item = np.arange(-1, index.arrays.item_count, dtype=np.int32)
        many_of, many_as_of = np.repeat(of, len(item)), np.repeat(as_of, len(item))
        assert (day.earliest_due(item) == index.earliest_due.before(many_of, item, many_as_of)).all()
        row, found = day.own_open(item)
        spans = index.open_spans
        inside = (spans.customer == of) & (spans.start < as_of) & (spans.end >= as_of)
        assert sorted(row[found]) == np.flatnonzero(inside).tolist()
        assert (spans.item[row[found]] == item[found]).all()
        week = week_of(days(range(0, 1000, 7)))
        wanted = [[(inside & (week_of(spans.due_on) == one)).sum() for one in week]]
        assert day.due_in_week(week)[:, 0].tolist() == wanted[0]
        for past, codes in ((False, day.disputed), (True, day.ever_disputed)):
            by_customer, by_invoice = index.past_disputes if past else index.open_disputes
            assert len(codes) == by_customer.before(of, as_of)[0, 0]
            assert (by_invoice.before(codes, np.repeat(as_of, len(codes)))[:, 0] == 1).all()
        count, first, last = (column[0] for column in index.pay_days.before(of, as_of))
        assert day.paid_days[0] == count and (count == 0 or day.paid_days == (count, first, last))


def test_nothing_is_open_for_one_who_is_not_known(index):
    day = CustomerDay(index, -1, 400)
    assert not day.own_open(days([0]))[1].any() and len(open_columns(index, day.open_rows, 400)) == 0


def test_other_questions_are_for_the_streams(index, monkeypatch):
    assert CustomerDay.of(index, days([0, 0]), days([5, 5])) is not None
    assert CustomerDay.of(index, days([0, 1]), days([5, 5])) is None
    assert CustomerDay.of(index, days([0, 0]), days([5, 6])) is None
    assert CustomerDay.of(index, days([]), days([])) is None
    assert CustomerDay.of(index, days([0] * (FEW_ASKED + 1)), days([5] * (FEW_ASKED + 1))) is None
    monkeypatch.setattr("features.index.FEW_ENTRIES", 3)
    assert CustomerDay.of(index, days([0]), days([5])) is None


def test_an_empty_ledger_has_days_too():
    day = CustomerDay(FeatureIndex(Plain().arrays(), Policy()), 0, 100)
    assert day.paid_days == (0, 0, 0) and not day.settled(90).any() and not day.known(None).any()
    assert np.isnan(day.latest).all() and np.isnan(day.latest_median(90))
