"""Every column of a fact has a place in what is written."""

import pytest

from ledger.fact_columns import FACT_NAMES, NUMBERED, OWN_NAMES, OWN_VALUES
from ledger.records import KINDS, Customer, Item
from ledger.tables import FACTS


@pytest.mark.parametrize("kind", [kind.kind for kind in KINDS])
def test_all_columns_are_written_once(kind: str) -> None:
    columns = {column.name for column in FACTS[kind].c if not column.nullable or column.name in FACT_NAMES[kind]}
    assert sorted(FACT_NAMES[kind]) == sorted(columns - {"fact_no"})
    assert FACT_NAMES[kind][: len(NUMBERED[kind])] == list(NUMBERED[kind])


def test_values_stand_in_the_order_of_their_names() -> None:
    said = Customer(customer_id="A", name="x", attributes={"size": "small"})
    told = dict(zip(OWN_NAMES["customers"], OWN_VALUES["customers"](said), strict=True))
    assert (told["name"], told["country"], told["attributes"]) == ("x", "", {"size": "small"})
    assert OWN_VALUES["customers"](Customer(customer_id="A"))[-1] is None, "no attributes are nothing"
    assert "customer_id" not in OWN_NAMES["items"] and Item.__name__
