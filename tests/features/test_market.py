"""The table of the whole book: whose closings count where, and from when."""

import pickle

from features.index import FeatureIndex
from features.market import BOOK, DELAY_BOUNDS, delay_bucket
from ledger.policy import Policy
from tests.features.plain import ALWAYS, Move, Plain, What, Who, days, money64


def table():
    who = [
        Who("A", ALWAYS, 50, industry="food"), Who("A", 50, industry="steel"), Who("B", parent="P", country="DE"), Who("P"),
    ]  # fmt: skip
    what = [What(f"{name}{due}", name, 0, due, 500_00) for name in "ABP" for due in (10, 60)]
    moves = [
        Move("A10", 12, 500_00),
        Move("A60", 61, 500_00),
        Move("B10", 10, 500_00),
        Move("P10", 20, 500_00, until=90),
    ]
    return FeatureIndex(Plain(who=who, what=what, moves=moves).arrays(), Policy()).market


def test_a_closing_belongs_to_the_industry_its_customer_was_in_when_it_was_known():
    market = table()
    food, steel = market.numbers["industry", "food"], market.numbers["industry", "steel"]
    assert market.levels(days([food, steel]), days([99, 99]), 365).tolist() == [[1, 2, 1], [1, 1, 1]]


def test_a_group_is_the_parent_and_its_companies_and_a_reversal_leaves_it():
    market = table()
    group = market.numbers["parent", "P"]
    assert market.levels(days([group] * 2), days([90, 91]), 365).tolist() == [[2, 10, 1], [1, 0, 0]]
    assert list(market.parents) == ["B"]


def test_the_book_counts_everyone_in_its_window_and_no_group_counts_nothing():
    market = table()
    assert market.levels(days([BOOK, BOOK, -1]), days([21, 62, 62]), 30).tolist() == [[3, 12, 2], [1, 1, 1], [0, 0, 0]]
    assert market.habits(days([99]))[0].sum() == 2 * 3


def test_a_delay_lies_within_the_bounds_of_its_bucket():
    delays = money64(range(-90, 366))
    bucket = delay_bucket(delays)
    assert (DELAY_BOUNDS[bucket] <= delays).all() and (delays < DELAY_BOUNDS[bucket + 1]).all()


def test_it_can_be_pickled():
    market = pickle.loads(pickle.dumps(table()))
    assert market.levels(days([BOOK]), days([99]), None)[0, 0] == 3
