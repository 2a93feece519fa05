"""What a controller asks of each open item: how much is open, whether it is disputed or promised, what lies unapplied.

Works on any view; on ``LedgerAsOf.live`` it is the state of this second.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ledger.arrays import LedgerArrays, Minor
from ledger.day import day_of
from ledger.policy import Policy
from ledger.promises import OPEN, STATES, JudgedPromises, judged_promises
from portfolio.ageing import open_items


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """The newest promise of an invoice."""

    state: str  # open, kept, partially kept, broken, withdrawn
    promised_for: date
    amount_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class LiveItem:
    """An open item; a dispute and a promise are those of its whole invoice. Money in minor units of ``currency``."""

    invoice_id: str
    instalment: int
    customer_id: str
    currency: str
    issued_on: date
    due_on: date
    open_minor: int
    disputed: bool
    disputed_minor: int | None  # None: no dispute, or one of no stated amount
    promise: PromiseStatus | None

    @property
    def is_promised(self) -> bool:
        """Whether a promise is still to be waited for."""
        return self.promise is not None and self.promise.state == STATES[OPEN]


def live_items(arrays: LedgerArrays, policy: Policy) -> list[LiveItem]:
    """Every open item at the start of ``arrays.as_of``, by customer, due day, invoice."""
    book, promised = open_items(arrays), _newest(judged_promises(arrays, policy))
    disputed, amounts = disputes_of_invoices(arrays)
    found = []
    for item, customer, currency, due_on, minor, row in zip(
        book.item.tolist(), book.customer.tolist(), book.currency.tolist(), book.due_on.tolist(), book.open.tolist(),
        book.version.tolist(), strict=True,
    ):  # fmt: skip
        invoice = int(arrays.item_invoice[item])
        stated = int(amounts[invoice])
        found.append(
            LiveItem(
                str(arrays.invoice_id[item]), int(arrays.instalment[item]), str(arrays.customer_id[customer]),
                arrays.currencies[currency], day_of(int(arrays.items.issued_on[row])), day_of(due_on), minor,
                bool(disputed[invoice]), stated if disputed[invoice] and stated >= 0 else None, promised.get(invoice),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.customer_id, one.due_on, one.invoice_id, one.instalment))


def disputes_of_invoices(arrays: LedgerArrays) -> tuple[NDArray[np.bool_], Minor]:
    """(is there an open dispute, the amount it states, −1: none), shape (n invoices,) each."""
    events, invoices = arrays.disputes, int(arrays.item_invoice.max(initial=-1)) + 1
    count, stated, latest = (np.zeros(invoices, dtype=np.int64) for _ in range(3))
    np.add.at(count, events.invoice, np.where(events.opened == 1, 1, -1) * events.sign)
    latest[:] = -1
    opened = np.flatnonzero(events.opened == 1)
    for row in opened[np.argsort(events.known_on[opened], kind="stable")].tolist():
        if events.sign[row] > 0:
            latest[events.invoice[row]] = events.amount[row]
    stated[:] = latest
    return count > 0, stated


def _newest(judged: JudgedPromises) -> dict[int, PromiseStatus]:
    """Invoice → its newest promise; they come by invoice and day."""
    return {
        int(invoice): PromiseStatus(STATES[state], day_of(int(day)), int(amount), int(paid))
        for invoice, state, day, amount, paid in zip(
            judged.invoice, judged.state, judged.promised_for, judged.amount, judged.paid, strict=True
        )
    }
