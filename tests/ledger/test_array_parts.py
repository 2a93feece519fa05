"""Parts of a ledger's arrays hold every fact once, under the names it had."""

from dataclasses import fields
from typing import Any

import pytest

from ledger.array_parts import KINDS, customer_parts
from ledger.arrays import LedgerArrays
from tests.features.plain import Plain, What, Who, random_ledger


def told(arrays: LedgerArrays) -> list[tuple[Any, ...]]:
    """Every fact with names in place of codes."""
    invoice_of = dict(zip(arrays.item_invoice.tolist(), arrays.invoice_id.tolist(), strict=True))
    names = {
        "customer": arrays.customer_id.tolist(),
        "parent": [*arrays.customer_id.tolist(), None],
        "item": list(zip(arrays.invoice_id.tolist(), arrays.instalment.tolist(), strict=True)),
        "invoice": [*(invoice_of[code] for code in sorted(invoice_of)), None],
    }
    rows: list[tuple[Any, ...]] = []
    for kind in KINDS:
        facts = getattr(arrays, kind)
        columns = {one.name: getattr(facts, one.name) for one in fields(facts) if one.name != "promise"}
        values = [
            [names[name][code] for code in column.tolist()] if name in names else column.tolist()
            for name, column in columns.items()
            if column is not None
        ]
        rows += [(kind, *map(str, row)) for row in zip(*values, strict=True)]
    return sorted(rows)


@pytest.mark.parametrize("seed", [0, 9, 10, 12])
@pytest.mark.parametrize("at_once", [1, 7])
def test_every_fact_is_in_one_part(seed: int, at_once: int) -> None:
    arrays = random_ledger(seed).arrays()
    parts = customer_parts(arrays, at_once)
    assert len(parts) > 1
    assert told(arrays) == sorted(row for part in parts for row in told(part))
    for part in parts:
        for kind, code in (("items", "item"), ("promises", "promise"), ("customers", "customer")):
            codes = getattr(getattr(part, kind), code).tolist()
            assert codes == sorted(codes) and set(codes) == set(range(len(set(codes))))


def test_companies_of_one_group_and_customers_of_one_invoice_stand_together() -> None:
    plain = Plain(
        who=[Who("A"), Who("B"), Who("C", parent="A"), Who("D"), Who("E")],
        what=[
            What("1", "A", 0, 30, 100), What("2", "B", 0, 30, 100), What("3", "C", 0, 30, 100),
            What("4", "D", 0, 30, 100, known=0, until=9), What("4", "B", 0, 30, 100, known=9), What("5", "E", 0, 30, 100),
        ],
    )  # fmt: skip
    parts = customer_parts(plain.arrays(), 1)
    assert [part.customer_id.tolist() for part in parts] == [["A", "C"], ["B", "D"], ["E"]]
    assert parts[0].customers.parent.tolist() == [-1, 0]


def test_a_small_ledger_is_one_part() -> None:
    arrays = random_ledger(0).arrays()
    assert customer_parts(arrays, arrays.item_count) == [arrays]
