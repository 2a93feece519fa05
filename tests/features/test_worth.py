"""Amounts of any currency on one scale."""

from features.worth import LARGEST, base_decimals, currency_decimals, part_of, worth
from ledger.policy import Policy
from tests.features.plain import Plain, money64


def test_the_base_amount_counts_where_it_is_stated_and_a_rate_of_one_elsewhere():
    known = money64([1, 0, 0, 0]) > 0
    value = worth(money64([5, 700, 700, 7000]), money64([900, 0, 0, 0]), known, money64([2, 2, 0, 3]), 2)
    assert value.tolist() == [900, 700, 70000, 700]
    assert worth(money64([10**17]), money64([0]), known[1:2], money64([2]), 2).tolist() == [LARGEST]


def test_a_part_is_worth_its_share_of_the_whole():
    assert part_of(money64([900, 900, 900]), money64([5, 10, 0]), money64([10, 10, 0])).tolist() == [450, 900, 900]


def test_decimals_of_currencies():
    assert currency_decimals(Plain().arrays()).tolist() == [2, 0, 3]
    assert base_decimals(Policy(base_currency="JPY")) == 0
