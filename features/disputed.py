"""Invoices under dispute as stretches of knowledge: from when until when at least one dispute of them stood."""

import numpy as np

from features.spans import first_known, stretch
from features.streams import Integers, PrefixSums
from ledger.arrays import Codes, LedgerArrays
from ledger.day import FOREVER, Days
from ledger.settlement import periods_above_zero

ByCustomerAndInvoice = tuple[PrefixSums, PrefixSums]


def open_disputes(arrays: LedgerArrays) -> ByCustomerAndInvoice:
    """Invoices under an open dispute, counted by customer and by invoice; those by invoice with 1 + code of the customer that
    it is counted for: who was said to dispute it, though a correction may since have given the invoice to another."""
    return _periods(*dispute_changes(arrays, invoice_known(arrays), past=False))


def past_disputes(arrays: LedgerArrays) -> ByCustomerAndInvoice:
    """The same of invoices ever disputed (and not taken back as an error)."""
    return _periods(*dispute_changes(arrays, invoice_known(arrays), past=True))


def dispute_changes(arrays: LedgerArrays, heard_of: Days, *, past: bool) -> tuple[Codes, Codes, Days, Integers]:
    """What disputes add and take off: invoice, customer, since when it counts (once the invoice itself is known), ±1. An
    invoice is under dispute (with ``past``: was ever) while the sum of its changes is above 0. ``heard_of``: ``invoice_known``."""
    facts = arrays.disputes
    if past:
        kept = (facts.opened == 1).nonzero()[0]
        invoice, customer, known_on = facts.invoice.take(kept), facts.customer.take(kept), facts.known_on.take(kept)
        change = facts.sign.take(kept).astype(np.int64)
    else:
        invoice, customer, known_on = facts.invoice, facts.customer, facts.known_on
        change = np.where(facts.opened == 1, 1, -1) * facts.sign.astype(np.int64)
    return invoice, customer, np.maximum(known_on, heard_of[invoice]), change


def _periods(invoice: Codes, customer: Codes, known_on: Days, change: Integers) -> ByCustomerAndInvoice:
    if not len(invoice):
        return PrefixSums(invoice, known_on, [change]), PrefixSums(invoice, known_on, [change, change])
    start, end, of = periods_above_zero(invoice.astype(np.int64), known_on, change)
    counted = [np.ones(len(of), dtype=np.int64), customer[of].astype(np.int64) + 1]
    row, day, columns = stretch(np.arange(len(of)), start, end, counted)
    return PrefixSums(customer[of][row], day, columns[:1]), PrefixSums(invoice[of][row], day, columns)


def invoice_known(arrays: LedgerArrays, item_known: Days | None = None) -> Days:
    """Day on which each invoice became known: what is said of it counts from then on, shape (invoices,); ``item_known``:
    ``first_known``, if already worked out."""
    invoice = arrays.item_invoice
    known = np.full(int(invoice.max(initial=-1)) + 1, FOREVER, dtype=np.int32)
    np.minimum.at(known, invoice, first_known(arrays) if item_known is None else item_known)
    return known
