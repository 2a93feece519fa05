"""Open items out of the ledger: their numbers and names, and every version of what was known of them."""

from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, String, case, cast, literal_column

from ledger.arrays import ItemVersions
from ledger.codes import Codes, WordCodes
from ledger.customer_reading import from_json
from ledger.day import FOREVER, Days
from ledger.fact_query import FactQuery, PackedQuery, Scope, packed_facts
from ledger.money import exponent
from ledger.packing import NOT_STATED, Form, Values
from ledger.policy import Policy
from ledger.retracted_facts import with_ends
from ledger.tables import FACTS, items

Order = NDArray[np.intp] | slice
AS_TOLD = slice(None)
CREDIT_NOTE, HAS_ORDER = 2, 1
KNOWN_ON = 2
"""Place of the knowledge day among the columns of a version."""

_facts = FACTS["items"]
_flags = case(
    (_facts.c.document_type == literal_column("'credit_note'"), literal_column(str(CREDIT_NOTE))),
    else_=literal_column("0"),
) + case((_facts.c.purchase_order == literal_column("''"), literal_column("0")), else_=literal_column(str(HAS_ORDER)))
_VERSION: tuple[tuple[Form, ColumnElement[Any]], ...] = (
    ("number", _facts.c.item_no), ("number", _facts.c.customer_no), ("day", _facts.c.known_on),
    ("day", _facts.c.issued_on), ("day", _facts.c.due_on), ("number", _facts.c.amount_minor),
    ("number", _facts.c.base_minor), ("word", _facts.c.currency), ("digit", _flags),
)  # fmt: skip
_NAME: tuple[tuple[Form, ColumnElement[Any]], ...] = (("word", items.c.invoice_id), ("number", items.c.instalment))
VERSIONS = packed_facts("items", *_VERSION)
NAMED_VERSIONS = packed_facts(
    "items", *_VERSION, *_NAME, source=_facts.join(items, items.c.item_no == _facts.c.item_no)
)
ATTRIBUTES = FactQuery(
    _facts, _facts.c.fact_no, _facts.c.known_on, _facts.c.customer_no, (cast(_facts.c.attributes, String),)
)
NAMES = PackedQuery(
    FactQuery(items, items.c.item_no, None, None, (items.c.item_no, items.c.invoice_id, items.c.instalment)),
    ("number", "word", "number"),
)


@dataclass(frozen=True, slots=True)
class Items:
    """Items, shape (n,) each, in the order of their codes, and their versions."""

    code: Codes
    invoice_id: list[str]
    instalment: NDArray[np.int32]
    invoice: NDArray[np.int32]  # dense codes of the invoices
    versions: ItemVersions

    def invoices_among(self, ids: set[str]) -> dict[str, int]:
        """Codes of those of some invoices that are known."""
        return {self.invoice_id[at]: int(self.invoice[at]) for at in _places(self.invoice_id, ids)}


def read_items(
    connection: Connection,
    scope: Scope,
    retracted: set[str],
    customer: Codes,
    currencies: WordCodes,
    policy: Policy,
    *,
    attributes: bool,
) -> Items:
    """Everything known of the items; codes of new currencies are added to ``currencies``; ``attributes``: with those.

    A version that was taken back on the day it was told stood on no day: it, and an item that had no other, is left out.
    """
    everything = scope.customers is None
    query = VERSIONS if everything else NAMED_VERSIONS
    columns, until = with_ends(connection, scope, "items", query, retracted)
    told = from_json([row[0] for row in ATTRIBUTES.rows(connection, scope)]) if attributes else None
    if until is not None and not (until > columns[KNOWN_ON]).all():
        stood = until > columns[KNOWN_ON]
        columns, until = [_some(column, stood) for column in columns], until[stood]
        told = None if told is None else told[stood]
    item_no, customer_no, known_on, issued_on, due_on, amount, base, money, flags, *names = columns
    rising = bool((item_no[1:] > item_no[:-1]).all())
    numbers, first = (item_no, None) if rising else np.unique(item_no, return_index=True)
    code = Codes(numbers)
    item = np.arange(len(item_no), dtype=np.int32) if rising else code.of(item_no)
    if everything:
        ids, instalment = _names(connection, scope, code)
    else:
        ids, instalment = names if first is None else ([names[0][row] for row in first.tolist()], names[1][first])
    order = AS_TOLD if rising else in_order(known_on, item)
    if until is None:
        until = np.full(len(item), FOREVER, dtype=np.int32)
    currency = currencies.of(money)[order]
    tolerance = np.array([_tolerance(name, policy) for name in currencies.words] or [0], dtype=np.int64)
    amount, amount_known = stated(amount)
    base, base_known = stated(base)
    versions = ItemVersions(
        item=item[order],
        customer=customer.of(customer_no)[order],
        known_on=known_on[order],
        until=until[order],
        issued_on=issued_on[order],
        due_on=due_on[order],
        amount=amount[order],
        base=base[order],
        amount_known=amount_known[order],
        base_known=base_known[order],
        tolerance=tolerance[currency],
        currency=currency,
        credit_note=(flags >= CREDIT_NOTE)[order],
        purchase_order=(flags % CREDIT_NOTE == HAS_ORDER)[order],
        attributes=None if told is None else told[order],
    )
    return Items(code, ids, instalment.astype(np.int32), invoice_codes(ids, instalment), versions)


def _some(values: Values, kept: NDArray[np.bool_]) -> Values:
    return values[kept] if isinstance(values, np.ndarray) else list(compress(values, kept.tolist()))


def in_order(known_on: Days, thing: NDArray[np.int32]) -> Order:
    """Order by thing, then by knowledge day, then as told; ``AS_TOLD`` where that is it already."""
    keys = (thing.astype(np.int64) << 32) + known_on
    return AS_TOLD if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")


def stated(amount: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Amounts, 0 where not stated, and where they are."""
    known = amount != NOT_STATED
    return amount * known, known


def _names(connection: Connection, scope: Scope, code: Codes) -> tuple[list[str], NDArray[np.int64]]:
    item_no, ids, instalment = NAMES.read(connection, scope)
    known = code.holds(item_no)
    if known.all():
        return ids, instalment
    return list(compress(ids, known.tolist())), instalment[known]


def invoice_codes(ids: list[str], instalment: NDArray[np.int64]) -> NDArray[np.int32]:
    """Codes of the items' invoices, in the order in which they first come.

    No two items share id and instalment: those whose instalment is the first item's are of as many invoices, and only the
    ids of the others are looked for.
    """
    place = np.arange(len(ids), dtype=np.int32)
    others = np.flatnonzero(instalment != instalment[0]) if len(ids) else place
    if not len(others):
        return place
    first_place: dict[str, int] = {}
    shared = _places(ids, {ids[at] for at in others.tolist()})
    place[shared] = [first_place.setdefault(ids[at], at) for at in shared]
    is_first = place == np.arange(len(ids))
    return (np.cumsum(is_first, dtype=np.int32) - np.int32(1))[place]


def _places(ids: list[str], wanted: set[str]) -> list[int]:
    """Where any of ``wanted`` stands."""
    found = np.fromiter(map(wanted.__contains__, ids), dtype=np.bool_, count=len(ids))
    return np.flatnonzero(found).tolist()


def _tolerance(currency: str, policy: Policy) -> int:
    return round(policy.tolerance_major * int(10 ** exponent(currency)))
