"""The parts of a ledger add up to its market table."""

from dataclasses import replace

import numpy as np
import pytest

from features.index import FeatureIndex
from features.market import MarketTable
from features.market_part import added_up
from features.partition import part_of_market
from ledger.policy import Policy
from tests.features.plain import days, random_ledger


@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_whole(seed):
    plain = random_ledger(seed)
    first = next(one for one in plain.who if one.parent)  # one group of companies; the other customers stand alone
    plain.who = [
        one if (one.customer, one.parent) == (first.customer, first.parent) else replace(one, parent="")
        for one in plain.who
    ]
    arrays = plain.arrays()
    whole = FeatureIndex(arrays, Policy()).market
    families: dict[str, str] = {name: name for name in arrays.customer_id.tolist()}
    for one in plain.who:
        if one.parent:
            old, new = families[one.customer], families.get(one.parent, one.parent)
            families = {name: new if family == old else family for name, family in families.items()}
    parts = [
        part_of_market(plain.arrays(only={name for name in families if families[name] == family}), Policy())
        for family in sorted(set(families.values()))
    ]
    assert len(parts) > 1
    together = MarketTable.of([added_up(parts)])
    asked = np.arange(-20, 900, 3)
    for name, number in whole.numbers.items():
        for window in (30, 90, 365):
            mine = together.levels(days([together.numbers[name]] * len(asked)), days(asked), window)
            assert (mine == whole.levels(days([number] * len(asked)), days(asked), window)).all()
    assert (together.habits(days(asked)) == whole.habits(days(asked))).all()
    assert (together.open_worth(days(asked)) == whole.open_worth(days(asked))).all()
