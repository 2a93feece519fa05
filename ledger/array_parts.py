"""A ledger's arrays taken apart by customers: what is worked out of a part stays near the processor."""

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import Codes, LedgerArrays

KINDS = ("customers", "items", "allocations", "payments", "disputes", "promises", "interactions", "figures")
Cut = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows by part, and where each part begins; the end of the last."""


def customer_parts(arrays: LedgerArrays, at_once: int) -> list[LedgerArrays]:
    """Arrays of their own, customers in the order of their codes, cut where the items of a part reach ``at_once``.

    Companies of one group, and customers that an invoice was moved between, stand together, at the place of the lowest code.
    """
    if arrays.item_count <= at_once or not arrays.customer_count:
        return [arrays]
    family = _families(arrays)
    held = np.bincount(family[arrays.items.customer], minlength=len(family))
    numbers, part = np.unique(((held.cumsum() - held) // at_once)[family], return_inverse=True)
    count = len(numbers)
    of_item = _part_of(arrays.items.item, part[arrays.items.customer], arrays.item_count)
    cut_items = _cut(of_item, count)
    codes = {
        "customer": _within(_cut(part, count)),
        "item": _within(cut_items),
        "invoice": _within(_cut(_part_of(arrays.item_invoice, of_item), count)),
        "promise": _within(_cut(_part_of(arrays.promises.promise, part[arrays.promises.customer]), count)),
    }
    codes["parent"] = codes["customer"]
    facts = [_apart(getattr(arrays, kind), part, codes, count) for kind in KINDS]
    customer_id = _slices([arrays.customer_id], _cut(part, count))
    of_items = [arrays.invoice_id, arrays.instalment, codes["invoice"].take(arrays.item_invoice)]
    return [
        replace(
            arrays, customer_id=names, invoice_id=invoice_id, instalment=instalment, item_invoice=invoice,
            **dict(zip(KINDS, kinds, strict=True)),
        )
        for (names,), (invoice_id, instalment, invoice), *kinds in zip(
            customer_id, _slices(of_items, cut_items), *facts, strict=True
        )
    ]  # fmt: skip


def _families(arrays: LedgerArrays) -> NDArray[np.int64]:
    """Lowest code that each customer hangs together with, shape (customers,)."""
    versions = arrays.customers
    child, parent = [versions.customer], [versions.parent]
    owner = np.zeros(arrays.item_count, dtype=np.int32)
    owner[arrays.items.item] = arrays.items.customer
    of_invoice = np.append(np.zeros(int(arrays.item_invoice.max(initial=-1)) + 1, dtype=np.int32), np.int32(-1))
    of_invoice[arrays.item_invoice] = owner
    for customer, holder in (
        (arrays.items.customer, owner[arrays.items.item]),
        (owner, of_invoice[arrays.item_invoice]),
        (arrays.allocations.customer, owner[arrays.allocations.item]),
        *(
            (facts.customer, of_invoice[facts.invoice])
            for facts in (arrays.disputes, arrays.promises, arrays.interactions)
        ),
    ):
        moved = customer != holder
        child.append(customer[moved])
        parent.append(holder[moved])
    one, other = np.concatenate(child), np.concatenate(parent)
    one, other = one[other >= 0], other[other >= 0]
    family = np.arange(arrays.customer_count)
    while True:
        before = family.copy()
        lowest = np.minimum(family[one], family[other])
        np.minimum.at(family, one, lowest)
        np.minimum.at(family, other, lowest)
        if (family == before).all():
            return family


def _part_of(code: Codes, part: NDArray[np.int64], count: int | None = None) -> NDArray[np.int64]:
    """Part of each code, by the rows that have it."""
    parts = np.zeros(int(code.max(initial=-1)) + 1 if count is None else count, dtype=np.int64)
    parts[code] = part
    return parts


def _cut(part: NDArray[np.int64], count: int) -> Cut:
    order = part.astype(np.int16 if count < 1 << 15 else np.int64).argsort(
        kind="stable"
    )  # of int16: in one pass or two
    return order, np.append(0, np.bincount(part, minlength=count).cumsum())


def _within(cut: Cut) -> Codes:
    """Place of each code among those of its part; −1 as the last, for −1."""
    order, starts = cut
    place = np.full(len(order) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order)) - starts[:-1].repeat(np.diff(starts))
    return place


def _slices(columns: list[Any], cut: Cut) -> list[list[Any]]:
    """The columns of each part; None stays None."""
    order, starts = cut
    sorted_columns = [None if column is None else column.take(order) for column in columns]
    return [
        [None if column is None else column[first:last] for column in sorted_columns]
        for first, last in pairwise(starts.tolist())
    ]


def _apart(facts: Any, part: NDArray[np.int64], codes: dict[str, Codes], count: int) -> list[Any]:
    """Facts of one kind, part by part, with the codes of the part."""
    columns = {one.name: getattr(facts, one.name) for one in fields(facts)}
    cut = _cut(part[facts.customer], count)
    for name in codes.keys() & columns.keys():
        columns[name] = codes[name].take(columns[name])
    return [type(facts)(*slices) for slices in _slices(list(columns.values()), cut)]
