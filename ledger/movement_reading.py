"""Allocations and payments out of the ledger: what moved, and what was taken back."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, case, literal_column

from ledger.arrays import CASH, CREDIT, WRITE_OFF, Allocations, Payments
from ledger.codes import Codes, WordCodes
from ledger.day import FOREVER, Days
from ledger.fact_query import Scope, packed_facts
from ledger.item_reading import in_order, stated
from ledger.retracted_facts import with_ends
from ledger.tables import FACTS

ALLOCATION_KINDS = {"cash": CASH, "credit": CREDIT, "write_off": WRITE_OFF}
NO_KIND = 9

_moved, _paid = FACTS["allocations"].c, FACTS["payments"].c
_kind = case(
    *(
        (_moved.allocation_kind == literal_column(f"'{kind}'"), literal_column(str(code)))
        for kind, code in ALLOCATION_KINDS.items()
    ),
    else_=literal_column(str(NO_KIND)),
)
ALLOCATIONS = packed_facts(
    "allocations", ("number", _moved.item_no), ("number", _moved.customer_no), ("day", _moved.known_on),
    ("day", _moved.valued_on), ("number", _moved.amount_minor), ("digit", _kind),
)  # fmt: skip
PAYMENTS = packed_facts(
    "payments", ("number", _paid.customer_no), ("word", _paid.currency), ("day", _paid.known_on),
    ("day", _paid.paid_on), ("number", _paid.amount_minor),
)  # fmt: skip


def read_allocations(
    connection: Connection, scope: Scope, retracted: set[str], item_code: Codes, customer_code: Codes
) -> Allocations:
    """Allocations to items that are known, and a row of its own for each that was taken back."""
    columns, until = with_ends(connection, scope, "allocations", ALLOCATIONS, retracted)
    known = item_code.holds(columns[0])
    if not known.all():
        columns = [column[known] for column in columns]
        until = None if until is None else until[known]
    item_no, customer_no, known_on, valued_on, amount, kind = columns
    item, customer = item_code.of(item_no), customer_code.of(customer_no)
    minor, amount_known = stated(amount)
    sign = np.ones(len(item), dtype=np.int8)
    if until is not None:
        known_on, sign, (item, customer, valued_on, minor, amount_known, kind) = _with_reversals(
            known_on, until, (item, customer, valued_on, minor, amount_known, kind)
        )
    order = in_order(known_on, item)
    return Allocations(
        item[order], customer[order], known_on[order], valued_on[order], (minor * sign)[order], amount_known[order],
        kind.astype(np.int8)[order], np.where(minor < 0, -sign, sign)[order],
    )  # fmt: skip


def read_payments(
    connection: Connection, scope: Scope, retracted: set[str], customer_code: Codes, currencies: WordCodes
) -> Payments:
    """Payments, and a row of its own for each that was taken back."""
    columns, until = with_ends(connection, scope, "payments", PAYMENTS, retracted)
    customer_no, money, known_on, paid_on, amount = columns
    customer, currency, minor = customer_code.of(customer_no), currencies.of(money), stated(amount)[0]
    sign = np.ones(len(customer), dtype=np.int8)
    if until is not None:
        known_on, sign, (customer, paid_on, minor, currency) = _with_reversals(
            known_on, until, (customer, paid_on, minor, currency)
        )
    order = in_order(known_on, customer)
    return Payments(
        customer[order], known_on[order], paid_on[order], np.abs(minor)[order], currency[order],
        np.where(minor < 0, -sign, sign)[order],
    )  # fmt: skip


def _with_reversals(
    known_on: Days, until: Days, columns: tuple[NDArray[Any], ...]
) -> tuple[Days, NDArray[np.int8], list[NDArray[Any]]]:
    """One more row a retraction, of sign -1, known on its day; the others' sign is 1."""
    ended = np.flatnonzero(until < FOREVER)
    sign = np.repeat(np.array([1, -1], dtype=np.int8), [len(until), len(ended)])
    longer = [np.concatenate([column, column[ended]]) for column in columns]
    return np.concatenate([known_on, until[ended]]), sign, longer
