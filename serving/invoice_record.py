"""What is known of one invoice and of how its customer has paid before: the content of its page and of the API's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from ledger.arrays import CASH, CREDIT
from ledger.day import day_number, day_of
from ledger.scores import Score
from serving.book import BookView

State = Literal["open", "settled", "closed_without_cash"]
MOST_HISTORY = 12


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An instalment's facts now. ``days_late``: when settled, or so far while open; None when closed without cash."""

    code: int
    invoice_id: str
    instalment: int
    customer_id: str
    customer_name: str
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int | None
    open_minor: int
    state: State
    closed_on: date | None
    days_late: int | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """One thing that came in for an item."""

    valued_on: date
    kind: Literal["cash", "credit", "write_off"]
    amount_minor: int


def item_record(view: BookView, code: int) -> ItemRecord:
    """Facts of one item of the ledger as they stand now."""
    versions, row = view.arrays.items, view.version[code]
    due = int(versions.due_on[row])
    closing = int(view.closing[code])
    state: State = "open"
    closed_on, days_late = None, day_number(view.today) - due
    if closing >= 0:
        settled = bool(view.closings.in_cash[closing])
        state = "settled" if settled else "closed_without_cash"
        closed_on = day_of(view.closings.settled_on[closing])
        days_late = int(view.closings.settled_on[closing]) - due
    customer = int(versions.customer[row])
    return ItemRecord(
        code=code,
        invoice_id=str(view.arrays.invoice_id[code]),
        instalment=int(view.arrays.instalment[code]),
        customer_id=str(view.arrays.customer_id[customer]),
        customer_name=view.customer_name(customer),
        issued_on=day_of(versions.issued_on[row]),
        due_on=day_of(due),
        currency=view.currency(code),
        amount_minor=int(versions.amount[row]) if versions.amount_known[row] else None,
        open_minor=int(view.open_minor[code]) if closing < 0 else 0,
        state=state,
        closed_on=closed_on,
        days_late=None if state == "closed_without_cash" else days_late,
        disputed=int(view.arrays.item_invoice[code]) in view.disputed,
    )


def customer_history(view: BookView, customer_id: str, but_not: str = "", most: int = MOST_HISTORY) -> list[ItemRecord]:
    """The customer's latest invoices by due date, newest first: those that are settled or due already."""
    customer = view.customer_codes.get(customer_id, -1)
    versions = view.arrays.items
    row = np.maximum(view.version, 0)
    mine = (view.version >= 0) & (versions.customer[row] == customer) & ~versions.credit_note[row]
    mine &= (view.closing >= 0) | (versions.due_on[row] < day_number(view.today))
    mine &= view.arrays.invoice_id != but_not
    codes = np.flatnonzero(mine)
    newest = codes[np.lexsort((codes, versions.due_on[row[codes]]))][::-1][:most]
    return [item_record(view, int(code)) for code in newest]


def settlements(view: BookView, code: int) -> list[Settlement]:
    """What came in for an item, oldest first; what was reversed is left out."""
    moves = view.arrays.allocations
    first, last = np.searchsorted(moves.item, [code, code + 1])
    found: list[Settlement] = []
    for row in range(int(first), int(last)):
        kind: Literal["cash", "credit", "write_off"] = (
            "cash" if moves.kind[row] == CASH else "credit" if moves.kind[row] == CREDIT else "write_off"
        )
        one = Settlement(day_of(moves.valued_on[row]), kind, abs(int(moves.amount[row])))
        if moves.sign[row] > 0:
            found.append(one)
        elif one in found:
            found.remove(one)
    return sorted(found, key=lambda one: one.valued_on)


def latest_score(stored: Sequence[Score], instalment: int) -> Score | None:
    """The newest score of an instalment among those of its invoice."""
    mine = [score for score in stored if score.instalment == instalment]
    return max(mine, key=lambda score: score.as_of) if mine else None
