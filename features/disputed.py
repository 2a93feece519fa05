"""Invoices under dispute as stretches of knowledge: from when until when at least one dispute of them stood."""

import numpy as np

from features.spans import first_known, stretch
from features.streams import AnyInteger, Integers, PrefixSums
from ledger.arrays import LedgerArrays
from ledger.day import FOREVER, Days
from ledger.settlement import periods_above_zero

ByCustomerAndInvoice = tuple[PrefixSums, PrefixSums]


def open_disputes(arrays: LedgerArrays) -> ByCustomerAndInvoice:
    """Invoices under an open dispute, counted by customer and by invoice."""
    facts = arrays.disputes
    change = np.where(facts.opened == 1, 1, -1) * facts.sign.astype(np.int64)
    return _periods(arrays, facts.invoice, facts.customer, facts.known_on, change)


def past_disputes(arrays: LedgerArrays) -> ByCustomerAndInvoice:
    """Invoices ever disputed (and not taken back as an error), counted by customer and by invoice."""
    facts = arrays.disputes
    kept = facts.opened == 1
    change = facts.sign[kept].astype(np.int64)
    return _periods(arrays, facts.invoice[kept], facts.customer[kept], facts.known_on[kept], change)


def _periods(
    arrays: LedgerArrays, invoice: AnyInteger, customer: AnyInteger, known_on: Days, change: Integers
) -> ByCustomerAndInvoice:
    """Invoices whose changes sum to above 0, each from when the invoice itself is known."""
    if not len(invoice):
        none = PrefixSums(invoice, known_on, [change])
        return none, none
    heard_of = invoice_known(arrays)
    start, end, of = periods_above_zero(invoice.astype(np.int64), np.maximum(known_on, heard_of[invoice]), change)
    row, day, columns = stretch(np.arange(len(of)), start, end, [np.ones(len(of), dtype=np.int64)])
    return PrefixSums(customer[of][row], day, columns), PrefixSums(invoice[of][row], day, columns)


def invoice_known(arrays: LedgerArrays) -> Days:
    """Day on which each invoice became known: what is said of it counts from then on, shape (invoices,)."""
    invoice = arrays.item_invoice
    known = np.full(int(invoice.max(initial=-1)) + 1, FOREVER, dtype=np.int32)
    np.minimum.at(known, invoice, first_known(arrays))
    return known
