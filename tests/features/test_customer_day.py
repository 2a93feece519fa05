"""What is looked over on one day is what the streams of the index say, integer for integer."""

from itertools import product

import numpy as np
import pytest

from features.customer_day import CustomerDay
from features.frame import build
from features.further import columns
from features.index import WINDOWS, FeatureIndex, week_of
from features.streams import FEW_ASKED
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.contract import FURTHER, POLICY, assert_same
from tests.features.plain import Plain, days, given_away, random_ledger

NOBODY = days([-1])


@pytest.fixture(params=range(4))
def index(request: pytest.FixtureRequest) -> FeatureIndex:
    return FeatureIndex(random_ledger(request.param).arrays(), Policy(grace_days=2))


def asked(index: FeatureIndex) -> list[tuple[np.ndarray, np.ndarray, CustomerDay]]:
    """Customers of the ledger, and one who is not in it, on days before, within and after it."""
    made = []
    for customer, as_of in product(range(-1, index.arrays.customer_count), range(-20, 1200, 61)):
        of, day = days([customer]), days([as_of])
        made.append((of, day, CustomerDay.of(index, of, day)))
    return made


def test_sums_are_those_of_the_streams(index):
    for of, as_of, day in asked(index):
        for window in (None, *WINDOWS):
            assert day.settled(window).tolist() == index.settled.sums(of, as_of, window)[0].tolist()
            assert day.known(window).tolist() == index.items.sums(of, as_of, window)[0].tolist()
        assert day.standing(NOBODY)[0].tolist() == index.standing.before(of, as_of)[0].tolist()
        assert day.paid_weekdays.tolist() == index.weekdays.sums(of, as_of, None)[0].tolist()
        squares = index.month_days_squared.before(of, as_of)[0, 0]
        assert day.paid_month_days @ day.paid_month_days == squares


def test_what_cannot_be_summed_is_found_too(index):
    for of, as_of, day in asked(index):
        item = np.arange(-1, index.arrays.item_count, dtype=np.int32)
        many_of, many_as_of = np.repeat(of, len(item)), np.repeat(as_of, len(item))
        assert (day.earliest_due(item) == index.earliest_due.before(many_of, item, many_as_of)).all()
        for past, codes in ((False, day.disputed), (True, day.ever_disputed)):
            by_customer, by_invoice = index.past_disputes if past else index.open_disputes
            assert len(codes) == by_customer.before(of, as_of)[0, 0]
            assert (by_invoice.before(codes, np.repeat(as_of, len(codes)))[:, 0] == 1).all()
        count, first, last = (column[0] for column in index.pay_days.before(of, as_of))
        assert day.paid_days[0] == count and (count == 0 or day.paid_days == (count, first, last))


def test_the_items_asked_about_are_left_out(index):
    spans, week = index.open_spans, week_of(days(range(0, 1000, 7)))
    for of, as_of, day in asked(index):
        inside = (spans.customer == of) & (spans.start < as_of) & (spans.end >= as_of)
        for item in spans.item[inside][:3]:
            others = inside & (spans.item != item)
            count, value = day.standing(days([item]))[0, :2]
            assert [count, value] == [others.sum(), spans.value[others].sum()]
            same = others & (week_of(spans.due_on) == week[:, None])
            expected = np.stack([same.sum(axis=1), (same * spans.value).sum(axis=1)], axis=1)
            assert (day.due_in_week(week, np.repeat(days([item]), len(week))) == expected).all()


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
    assert not day.standing(NOBODY).any() and len(day.disputed) == 0
    assert np.isnan(day.latest).all() and np.isnan(day.latest_median(90))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("as_of", [-30_000, 150, 400, 5_000])
def test_several_items_of_one_customer_are_as_among_all(seed: int, as_of: int):
    """Some were given to another customer, with what was said of them."""
    index, every = FeatureIndex(given_away(random_ledger(seed), seed).arrays(), POLICY), columns(FURTHER)
    item = np.arange(index.arrays.item_count, dtype=np.int32)
    together = subjects_at(index, item, np.full_like(item, as_of))
    assert CustomerDay.of(index, together.customer, together.as_of) is None
    frame = build(index, together, every)
    assert np.nanmin(frame[:, [one.unit in ("count", "share") for one in every]]) >= 0
    for customer, many in product(np.unique(together.customer), (1, 7, FEW_ASKED, FEW_ASKED + 1)):
        rows = np.flatnonzero(together.customer == customer)[:many]
        some = subjects_at(index, item[rows], together.as_of[rows])
        assert_same(build(index, some, every), frame[rows], every, f"asking about {len(rows)} of one customer")
