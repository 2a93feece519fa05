"""What was said with customers, read into arrays: promises to pay, and interactions of any kind."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import func

from ledger.arrays import NO_DAY, NO_INTERACTIONS, NO_PROMISES, Interactions, Promises
from ledger.day import FOREVER, Days
from ledger.tables import FACTS

ReadFacts = Callable[..., list[Any]]
"""(kind, columns…) → rows of them and the day of retraction or None, of facts known before the day."""


def promises(facts: ReadFacts, cut: int, invoice_code: dict[str, int], customer_code: dict[int, int]) -> Promises:
    """Promises of invoices that are known; ``cut``: the day before whose start facts count."""
    table = FACTS["promises"].c
    rows = facts(
        "promises", table.promise_id, table.invoice_id, table.customer_no, func.day_number(table.known_on),
        table.event, func.day_number(table.promised_for), table.amount_minor, func.day_number(table.happened_on),
    )  # fmt: skip
    rows = [row for row in rows if row[1] in invoice_code]
    if not rows:
        return NO_PROMISES
    code = {name: number for number, name in enumerate(sorted({row[0] for row in rows}))}
    promise, known_on = _integers([code[row[0]] for row in rows]), _integers([row[3] for row in rows])
    until = _ends([row[8] for row in rows], cut)
    made = np.array([row[4] == "made" for row in rows], dtype=np.bool_)
    order = _standing_order(promise, known_on, until)
    amount = np.array([-1 if row[6] is None else row[6] for row in rows], dtype=np.int64)
    return Promises(
        promise=promise[order],
        invoice=_integers([invoice_code[row[1]] for row in rows])[order],
        customer=_integers([customer_code[row[2]] for row in rows])[order],
        known_on=known_on[order],
        until=until[order],
        made=made[order],
        promised_for=_integers([NO_DAY if row[5] is None else row[5] for row in rows])[order],
        amount=amount[order],
        happened_on=_integers([row[7] for row in rows])[order],
    )


def interactions(
    facts: ReadFacts, cut: int, invoice_code: dict[str, int], customer_code: dict[int, int]
) -> Interactions:
    """All interactions with the customers asked for."""
    table = FACTS["interactions"].c
    rows = facts(
        "interactions", table.customer_no, table.invoice_id, func.day_number(table.known_on),
        func.day_number(table.occurred_on), table.interaction_kind,
    )  # fmt: skip
    if not rows:
        return NO_INTERACTIONS
    customer, known_on = _integers([customer_code[row[0]] for row in rows]), _integers([row[2] for row in rows])
    until = _ends([row[5] for row in rows], cut)
    kind = np.empty(len(rows), dtype=object)
    kind[:] = [row[4] for row in rows]
    order = _standing_order(customer, known_on, until)
    return Interactions(
        customer=customer[order],
        invoice=_integers([invoice_code.get(row[1], -1) for row in rows])[order],
        known_on=known_on[order],
        until=until[order],
        happened_on=_integers([row[3] for row in rows])[order],
        kind=kind[order],
    )


def _standing_order(group: Days, known_on: Days, until: Days) -> Any:
    """Rows by (group, knowledge day), without those that ended on the day they became known."""
    order = np.lexsort((known_on, group))
    return order[until[order] > known_on[order]]


def _integers(values: Sequence[Any]) -> Days:
    return np.array(values, dtype=np.int32)


def _ends(values: Sequence[int | None], cut: int) -> Days:
    return _integers([FOREVER if value is None or value >= cut else value for value in values])
