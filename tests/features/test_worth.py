"""Amounts of any currency on one scale."""

from features.worth import LARGEST, base_decimals, currency_decimals, part_of, worth
from ledger.policy import Policy
from tests.features.plain import Plain, money64


def test_the_base_amount_counts_and_a_missing_rate_is_never_one():
    known = money64([1, 0, 1]) > 0
    assert worth(money64([900, 700, 10**17]), known, 2).tolist() == [900, 0, LARGEST]
    assert worth(money64([900, 0, 0]), known, 0).tolist() == [90000, 0, 0]
    assert worth(money64([9009, 0, 0]), known, 3).tolist() == [900, 0, 0]


def test_a_part_is_worth_its_share_of_the_whole():
    assert part_of(money64([900, 900, 900]), money64([5, 10, 0]), money64([10, 10, 0])).tolist() == [450, 900, 900]


def test_decimals_of_currencies():
    assert currency_decimals(Plain().arrays()).tolist() == [2, 0, 3]
    assert base_decimals(Policy(base_currency="JPY")) == 0
