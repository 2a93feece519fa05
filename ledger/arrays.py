"""The ledger as column arrays: what features, KPIs and models work on.

Made by ``LedgerAsOf`` (``ledger/asof.py``) only. Every fact keeps its knowledge day, so that one set of arrays answers for
every earlier day too: a reader at day t looks at rows with ``known_on < t`` (and, for versions, ``t <= until``… see
``version_at``). Days are int32 since 1970-01-01, money is int64 minor units, codes are dense from 0.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ledger.day import Days

if TYPE_CHECKING:
    from ledger.exchange import Quotes

Codes = NDArray[np.int32]
Minor = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

CASH, CREDIT, WRITE_OFF = 0, 1, 2
"""Kinds of an allocation."""
NO_DAY = np.int32(-(2**31))
"""A date that is not known."""


@dataclass(frozen=True, slots=True)
class CustomerVersions:
    """What was known of customers, shape (n,), sorted by (customer, known_on); ``until`` is the day it was superseded."""

    customer: Codes
    known_on: Days
    until: Days
    name: Texts
    country: Texts
    industry: Texts
    parent: Codes  # code of the parent in this set of arrays, -1: none
    natural_person: NDArray[np.int8]  # 1, 0, -1: not known
    credit_limit: Minor  # minor units of the customer's currency; -1: none
    registered_on: Days  # NO_DAY: not known
    attributes: Texts  # dict or None
    currency: Texts  # of the credit limit; "": the base currency


@dataclass(frozen=True, slots=True)
class ItemVersions:
    """What was known of open items (invoices, instalments), shape (n,), sorted by (item, known_on)."""

    item: Codes
    customer: Codes
    known_on: Days
    until: Days
    issued_on: Days
    due_on: Days
    amount: Minor  # minor units of its currency; 0 where not stated
    base: Minor  # minor units of the base currency; 0 where not stated or no rate
    amount_known: Flags
    base_known: Flags
    tolerance: Minor  # minor units of its currency
    currency: Codes  # into LedgerArrays.currencies
    credit_note: Flags
    purchase_order: Flags
    attributes: Texts | None = None  # dict or None; None as a whole: no column of invoices is declared as a feature


@dataclass(frozen=True, slots=True)
class Allocations:
    """What settled what, shape (n,), sorted by (item, known_on); a reversal is a row of its own with a negative amount."""

    item: Codes
    customer: Codes
    known_on: Days
    valued_on: Days
    amount: Minor  # minor units of the item's currency; negative: reversal
    amount_known: Flags  # False: settles in full an item whose amount is not stated
    kind: NDArray[np.int8]  # CASH, CREDIT, WRITE_OFF
    sign: NDArray[np.int8]  # +1, or -1 for a reversal


@dataclass(frozen=True, slots=True)
class Payments:
    """Money that came in, shape (n,), sorted by (customer, known_on); a retraction is a row with sign -1."""

    customer: Codes
    known_on: Days
    paid_on: Days
    amount: Minor  # minor units of its own currency; 0 where not stated
    currency: Codes
    sign: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Disputes:
    """Disputes opened (+1) and closed (-1), shape (n,), sorted by (customer, known_on)."""

    invoice: Codes  # code of the invoice (LedgerArrays.item_invoice), not of an item
    customer: Codes
    known_on: Days
    opened: NDArray[np.int8]  # 1: opened, 0: closed
    sign: NDArray[np.int8]  # -1: the event was retracted
    amount: Minor  # minor units of the invoice's currency; -1: all of it


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises made and withdrawn, shape (n,), sorted by (promise, known_on); a row stands on days t, known_on < t <= until.

    Whether a promise was kept is derived: ``ledger/promises.py``.
    """

    promise: Codes  # dense code of the promise
    invoice: Codes  # code of the invoice (LedgerArrays.item_invoice), not of an item
    customer: Codes
    known_on: Days
    until: Days
    made: Flags  # False: withdrawn
    promised_for: Days  # NO_DAY of a withdrawal
    amount: Minor  # minor units of the invoice's currency; -1: all that was open
    happened_on: Days


@dataclass(frozen=True, slots=True)
class Interactions:
    """Contacts with customers, shape (n,), sorted by (customer, known_on); a row stands on days t, known_on < t <= until."""

    customer: Codes
    invoice: Codes  # code of the invoice; -1: none, or not known yet
    known_on: Days
    until: Days
    happened_on: Days
    kind: Texts  # note, call, e-mail, reminder, statement, meeting


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """Further columns of customers that hold from a day on, shape (n,), sorted by (customer, known_on); a row stands on
    days t, known_on < t <= until. Of those that stand the latest ``valid_from`` counts."""

    customer: Codes
    known_on: Days
    until: Days
    valid_from: Days
    attributes: Texts  # dict or None


_CODES, _MINOR, _FLAGS = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
_SIGNS = np.zeros(0, dtype=np.int8)
NO_DISPUTES = Disputes(_CODES, _CODES, _CODES, _SIGNS, _SIGNS, _MINOR)
NO_PROMISES = Promises(_CODES, _CODES, _CODES, _CODES, _CODES, _FLAGS, _CODES, _MINOR, _CODES)
NO_INTERACTIONS = Interactions(_CODES, _CODES, _CODES, _CODES, _CODES, np.zeros(0, dtype=object))
NO_FIGURES = CustomerFigures(_CODES, _CODES, _CODES, _CODES, np.zeros(0, dtype=object))


@dataclass(frozen=True, slots=True)
class LedgerArrays:
    """A ledger as of the start of ``as_of``: every fact in it has ``known_on < as_of``."""

    as_of: int
    customer_id: Texts  # (n customers,)
    invoice_id: Texts  # (n items,) id of the item's invoice
    instalment: NDArray[np.int32]  # (n items,)
    item_invoice: Codes  # (n items,) dense code of the item's invoice; equal for instalments of one
    currencies: tuple[str, ...]
    customers: CustomerVersions
    items: ItemVersions
    allocations: Allocations
    payments: Payments
    disputes: Disputes
    promises: Promises = NO_PROMISES
    interactions: Interactions = NO_INTERACTIONS
    figures: CustomerFigures = NO_FIGURES
    quotes: "Quotes | None" = None  # rates of exchange, where an amount or a credit limit is in another currency

    @property
    def customer_count(self) -> int:
        return len(self.customer_id)

    @property
    def item_count(self) -> int:
        return len(self.invoice_id)


def version_at(entity: Codes, known_on: Days, wanted: Codes, day: Days, *, first: bool = False) -> NDArray[np.int64]:
    """Row of the last version of ``wanted`` known before ``day``, shape (m,); -1 where there is none.

    ``entity`` and ``known_on`` are sorted together. With ``first`` an entity not yet known answers with its first
    version: an invoice at issue is the subject, passed in, though the ledger learns of it on that day.
    """
    if not len(entity):
        return np.full(len(wanted), -1, dtype=np.int64)
    row = item_day(entity, known_on).searchsorted(item_day(wanted, day)) - 1
    found = entity.take(row, mode="clip") == wanted
    found &= row >= 0
    if first:
        start = entity.searchsorted(wanted)
        exists = entity.take(start, mode="clip") == wanted
        return np.where(found, row, np.where(exists, start, -1))
    return np.where(found, row, -1)


def item_day(thing: Codes | Minor, day: Days) -> Minor:
    """(code, day) as one sortable integer, shape as given."""
    key: Minor = thing.astype(np.int64)
    key <<= 32
    key += day
    return key
