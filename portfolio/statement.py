"""The statement of account (对账单) as data: what a customer owed, what happened since, what it owes, and by what items.

Everything is as known at the end of the closing day; a document counts on the day it became known, so that the
statement of a past day is what it was on that day. It is told two ways, by documents and by open items, and is given out only
where both agree to the cent.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger.account import Entry
from ledger.acquaintance import check_known
from ledger.asof import LedgerAsOf
from ledger.crossings import linked_customers
from ledger.errors import InvalidValue, SumsDisagree
from portfolio.ageing import Ageing, ageing, bucket_labels
from portfolio.live_state import LiveItem, live_items

if TYPE_CHECKING:
    from sqlalchemy import Connection  # only a name here: SQL lives in the ledger


@dataclass(frozen=True, slots=True)
class Line:
    """A document that changed the balance; ``amount_minor`` > 0: the customer owes more."""

    known_on: date
    occurred_on: date
    kind: str  # invoice, credit_note, payment, write_off, transfer
    document: str
    number: str
    amount_minor: int
    correction: bool
    balance_minor: int  # after it


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An item that is open at the end of the closing day."""

    invoice_id: str
    instalment: int
    number: str
    issued_on: date
    due_on: date
    days_overdue: int  # 0: not yet due
    open_minor: int
    disputed: bool
    promised_for: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Of one customer in one currency; money in its minor units.

    ``opening_minor`` + lines = ``closing_minor`` = open items − ``unapplied_minor``; the buckets add up to the open items.
    """

    customer_id: str
    customer_name: str
    currency: str
    from_on: date
    closing_on: date
    opening_minor: int
    lines: tuple[Line, ...]
    closing_minor: int
    open_items: tuple[OpenLine, ...]
    bucket_labels: tuple[str, ...]
    buckets_minor: tuple[int, ...]
    unapplied_minor: int

    @property
    def totals_minor(self) -> dict[str, int]:
        """Kind of document → its sum in the period."""
        sums: defaultdict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[line.kind] += line.amount_minor
        return dict(sums)


def first_of_month(day: date) -> date:
    """From where a statement begins if nobody says."""
    return day.replace(day=1)


def statements(
    connection: "Connection", customer_id: str, closing_on: date, from_on: date | None = None
) -> list[Statement]:
    """One a currency, by its code, from the closing view of the day; ``from_on``: the first of its month if not said.

    A currency without a balance, an open item or a document in the period is left out. ``UnknownCustomer`` where nothing was known
    of the customer by then; ``InvalidValue`` where the period ends before it begins; ``SumsDisagree`` where documents and
    open items do not tie.
    """
    from_on = from_on or first_of_month(closing_on)
    if from_on > closing_on:
        raise InvalidValue(f"the period begins on {from_on}, after it ends on {closing_on}; give an earlier first day")
    check_known(connection, customer_id, closing_on)
    linked = linked_customers(connection, customer_id, closing_on + timedelta(days=1))
    view = LedgerAsOf.reported(connection, closing_on, linked)
    arrays, policy = view.arrays, view.policy_then
    names = [str(arrays.customers.name[row]) for row in range(len(arrays.customers.name))
             if arrays.customer_id[arrays.customers.customer[row]] == customer_id]  # fmt: skip
    crossings = view.crossings if len(linked) > 1 else ()
    aged, items = ageing(arrays, policy, crossings), live_items(arrays, policy)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in view.account.entries:
        if entry.customer_id == customer_id:
            entries[entry.currency].append(entry)
    labels = bucket_labels(policy.ageing_cuts_days)
    rows = _by_currency(aged, customer_id, list(arrays.customer_id), arrays.currencies)
    found = []
    for currency in sorted(entries.keys() | rows.keys()):
        mine = [item for item in items if item.currency == currency and item.customer_id == customer_id]
        numbers = {entry.document: entry.number for entry in entries[currency] if entry.kind == "invoice"}
        buckets, unapplied = rows.get(currency, ((0,) * len(labels), 0))
        opening, lines = _lines(entries[currency], from_on)
        made = Statement(
            customer_id, names[-1] if names else "", currency, from_on, closing_on, opening, lines,
            lines[-1].balance_minor if lines else opening, tuple(_open_line(item, numbers, closing_on) for item in mine),
            labels, buckets, unapplied,
        )  # fmt: skip
        _must_tie(made)
        if made.lines or made.opening_minor or made.open_items or made.unapplied_minor:
            found.append(made)
    return found


def _by_currency(
    aged: Ageing, customer_id: str, customer_ids: list[str], currencies: tuple[str, ...]
) -> dict[str, tuple[tuple[int, ...], int]]:
    rows = zip(
        aged.customer.tolist(), aged.currency.tolist(), aged.buckets.tolist(), aged.unapplied.tolist(), strict=True
    )
    return {
        currencies[currency]: (tuple(buckets), unapplied)
        for customer, currency, buckets, unapplied in rows
        if customer_ids[customer] == customer_id
    }


def _lines(entries: list[Entry], from_on: date) -> tuple[int, tuple[Line, ...]]:
    """(opening balance, the documents since)."""
    opening = balance = sum(entry.amount_minor for entry in entries if entry.known_on < from_on)
    lines = []
    for entry in entries:
        if entry.known_on >= from_on:
            balance += entry.amount_minor
            lines.append(
                Line(
                    entry.known_on, entry.occurred_on, entry.kind, entry.document, entry.number, entry.amount_minor,
                    entry.correction, balance,
                )
            )  # fmt: skip
    return opening, tuple(lines)


def _open_line(item: LiveItem, numbers: dict[str, str], closing_on: date) -> OpenLine:
    document = item.invoice_id if item.instalment == 1 else f"{item.invoice_id}/{item.instalment}"
    promised_for = item.promise.promised_for if item.promise is not None and item.is_promised else None
    return OpenLine(
        item.invoice_id, item.instalment, numbers.get(document, ""), item.issued_on, item.due_on,
        max((closing_on - item.due_on).days, 0), item.open_minor, item.disputed, promised_for,
    )  # fmt: skip


def _must_tie(made: Statement) -> None:
    by_items, by_buckets = sum(item.open_minor for item in made.open_items), sum(made.buckets_minor)
    if by_items != by_buckets or by_buckets - made.unapplied_minor != made.closing_minor:
        raise SumsDisagree(
            f"customer {made.customer_id!r}, {made.currency}, end of {made.closing_on}: documents come to {made.closing_minor}, "
            f"open items to {by_items}, buckets to {by_buckets}, unapplied to {made.unapplied_minor} minor units; no statement "
            "is given: run duecast doctor, and report this"
        )
