"""Ageing of receivables at the end of a day: what was open, by how long it was overdue, as it was known on that day.

Buckets − unapplied cash and credits = the ledger's balance, to the cent, per customer and currency.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import CASH, CREDIT, Codes, LedgerArrays, Minor, version_at
from ledger.crossings import Crossings
from ledger.policy import Policy
from ledger.settlement import balances, closings, open_on


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Items open at a moment, shape (n,): codes into the arrays, money in minor units of the item's currency."""

    item: Codes
    customer: Codes
    currency: Codes
    due_on: NDArray[np.int32]
    open: Minor
    version: NDArray[np.int64]  # row of the item's version in arrays.items


@dataclass(frozen=True, slots=True)
class Ageing:
    """Money per (customer, currency) pair, shape (n pairs,); ``buckets`` (n pairs, 2 + cuts): not due, 1–30, …, beyond."""

    customer: Codes
    currency: Codes
    labels: tuple[str, ...]
    buckets: Minor
    unapplied: Minor  # cash and credit notes not (fully) allocated, and what was settled beyond an invoice's amount
    unstated: int  # open items whose amount is not stated: in no bucket

    @property
    def balance(self) -> Minor:
        """What each customer owes in each currency, net of unapplied money, shape (n pairs,)."""
        net: Minor = self.buckets.sum(axis=1) - self.unapplied
        return net


def open_items(arrays: LedgerArrays) -> OpenItems:
    """Items open at the start of ``arrays.as_of`` (the end of the closing day before it)."""
    day = np.full(arrays.item_count, arrays.as_of, dtype=np.int32)
    item = np.arange(arrays.item_count, dtype=np.int32)
    row = version_at(arrays.items.item, arrays.items.known_on, item, day)
    amount, _ = open_on(balances(arrays), item, day)
    keep = (row >= 0) & (amount > 0)
    keep[keep] = (arrays.items.until[row[keep]] >= arrays.as_of) & ~arrays.items.credit_note[row[keep]]
    row, item = row[keep], item[keep]
    versions = arrays.items
    return OpenItems(item, versions.customer[row], versions.currency[row], versions.due_on[row], amount[keep], row)


def ageing(arrays: LedgerArrays, policy: Policy, crossings: Crossings = ()) -> Ageing:
    """Ageing at the end of the day before ``arrays.as_of`` (that is: ``LedgerAsOf.closing``).

    ``crossings`` (``LedgerAsOf.crossings``) tell whose money settled another customer's invoice: without them the unapplied
    money of such a pair of customers is right in sum only.
    """
    book = open_items(arrays)
    cuts = np.array(policy.ageing_cuts_days)
    overdue_days = arrays.as_of - 1 - book.due_on
    bucket = np.where(overdue_days <= 0, 0, 1 + np.searchsorted(cuts, overdue_days, side="left"))
    pairs = arrays.customer_count * max(len(arrays.currencies), 1)
    currencies = max(len(arrays.currencies), 1)
    table = np.zeros((pairs, len(cuts) + 2), dtype=np.int64)
    np.add.at(table, (book.customer * currencies + book.currency, bucket), book.open)
    unapplied = _unapplied(arrays, pairs, currencies) + _crossed(arrays, crossings, pairs, currencies)
    used = np.flatnonzero((table != 0).any(axis=1) | (unapplied != 0))
    unstated = _unstated(arrays)
    return Ageing(
        customer=(used // currencies).astype(np.int32),
        currency=(used % currencies).astype(np.int32),
        labels=bucket_labels(policy.ageing_cuts_days),
        buckets=table[used],
        unapplied=unapplied[used],
        unstated=unstated,
    )


def bucket_labels(cuts_days: tuple[int, ...]) -> tuple[str, ...]:
    """("not due", "1–30", "31–60", "61–90", "over 90") for cuts 30, 60, 90."""
    lows = (1, *(cut + 1 for cut in cuts_days))
    return ("not due", *(f"{low}–{high}" for low, high in zip(lows, cuts_days, strict=False)), f"over {cuts_days[-1]}")


def _unapplied(arrays: LedgerArrays, pairs: int, currencies: int) -> Minor:
    """Payments and credit notes − what was allocated of them + what invoices got beyond their amount, per pair."""
    total = np.zeros(pairs, dtype=np.int64)
    payments, moves, versions = arrays.payments, arrays.allocations, arrays.items
    np.add.at(total, payments.customer * currencies + payments.currency, payments.amount * payments.sign)
    item_pair = _pairs_of_items(arrays, currencies)
    money = (moves.kind == CASH) | (moves.kind == CREDIT)
    np.subtract.at(total, item_pair[moves.item][money], moves.amount[money])
    standing = versions.until >= arrays.as_of
    notes = versions.credit_note & standing
    np.add.at(total, (versions.customer * currencies + versions.currency)[notes], versions.amount[notes])
    beyond = np.zeros(arrays.item_count, dtype=np.int64)
    np.add.at(beyond, moves.item, moves.amount)
    invoices = standing & ~versions.credit_note
    np.subtract.at(beyond, versions.item[invoices], versions.amount[invoices])
    np.add.at(total, item_pair, np.maximum(beyond, 0))
    return total


def _crossed(arrays: LedgerArrays, crossings: Crossings, pairs: int, currencies: int) -> Minor:
    """What is to be taken from the payer of another's invoice instead of from the invoice's customer."""
    total = np.zeros(pairs, dtype=np.int64)
    standing = [crossing for crossing in crossings if crossing.known_on < arrays.as_of <= crossing.until]
    if not standing:
        return total
    customer = {name: code for code, name in enumerate(arrays.customer_id)}
    keys = zip(arrays.invoice_id.tolist(), arrays.instalment.tolist(), strict=True)
    item, pair = {key: code for code, key in enumerate(keys)}, _pairs_of_items(arrays, currencies)
    for crossing in standing:
        payer, code = customer.get(crossing.payer_id), item.get(crossing.item)
        if payer is not None and code is not None:
            owner_pair = int(pair[code])
            total[owner_pair] += crossing.amount_minor
            total[payer * currencies + owner_pair % currencies] -= crossing.amount_minor
    return total


def _pairs_of_items(arrays: LedgerArrays, currencies: int) -> NDArray[np.int64]:
    """(customer, currency) pair of each item's last version, shape (n items,)."""
    versions, pair = arrays.items, np.zeros(arrays.item_count, dtype=np.int64)
    pair[versions.item] = versions.customer.astype(np.int64) * currencies + versions.currency
    return pair


def _unstated(arrays: LedgerArrays) -> int:
    versions = arrays.items
    standing = ~versions.amount_known & (versions.until >= arrays.as_of) & ~versions.credit_note
    made = closings(arrays)
    closed = made.item[made.reopened_on >= arrays.as_of]
    return int((standing & ~np.isin(versions.item, closed)).sum())
