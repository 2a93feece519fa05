"""What was said with customers, read into arrays: disputes, promises to pay, and interactions of any kind."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, func

from ledger.arrays import NO_DAY, NO_DISPUTES, NO_INTERACTIONS, NO_PROMISES, Disputes, Interactions, Promises
from ledger.codes import Codes
from ledger.customer_reading import ends
from ledger.day import Days
from ledger.fact_query import Scope, rows_with_end
from ledger.tables import FACTS

InvoicesAmong = Callable[[set[str]], dict[str, int]]
"""Codes of those of some invoices that are known."""

_disputed, _promised, _said = FACTS["disputes"].c, FACTS["promises"].c, FACTS["interactions"].c
DISPUTES = rows_with_end(
    "disputes", _disputed.invoice_id, _disputed.customer_no, func.day_number(_disputed.known_on), _disputed.event,
    _disputed.amount_minor,
)  # fmt: skip
PROMISES = rows_with_end(
    "promises", _promised.promise_id, _promised.invoice_id, _promised.customer_no, func.day_number(_promised.known_on),
    _promised.event, func.day_number(_promised.promised_for), _promised.amount_minor,
    func.day_number(_promised.happened_on),
)  # fmt: skip
INTERACTIONS = rows_with_end(
    "interactions", _said.customer_no, _said.invoice_id, func.day_number(_said.known_on),
    func.day_number(_said.occurred_on), _said.interaction_kind,
)  # fmt: skip


def disputes(
    connection: Connection, scope: Scope, cut: int, invoices_among: InvoicesAmong, customer: Codes
) -> Disputes:
    """Disputes of invoices that are known; ``cut``: the day before whose start facts count."""
    rows = DISPUTES.rows(connection, scope)
    if not rows:
        return NO_DISPUTES
    code = invoices_among({row[0] for row in rows})
    rows = [row for row in rows if row[0] in code]
    told = [(*row[:-1], 1) for row in rows]
    told += [(*row[:2], row[-1], *row[3:-1], -1) for row in rows if row[-1] is not None and row[-1] < cut]
    if not told:
        return NO_DISPUTES
    ids, customer_no, known_on, event, amount, sign = zip(*told, strict=True)
    of, day = customer.of(np.array(customer_no, dtype=np.int64)), _integers(known_on)
    order = np.lexsort((day, of))
    return Disputes(
        invoice=_integers([code[value] for value in ids])[order],
        customer=of[order],
        known_on=day[order],
        opened=np.array([value == "opened" for value in event], dtype=np.int8)[order],
        sign=np.array(sign, dtype=np.int8)[order],
        amount=np.array([-1 if value is None else value for value in amount], dtype=np.int64)[order],
    )


def promises(
    connection: Connection, scope: Scope, cut: int, invoices_among: InvoicesAmong, customer: Codes
) -> Promises:
    """Promises of invoices that are known."""
    rows = PROMISES.rows(connection, scope)
    if not rows:
        return NO_PROMISES
    invoices = invoices_among({row[1] for row in rows})
    rows = [row for row in rows if row[1] in invoices]
    if not rows:
        return NO_PROMISES
    code = {name: number for number, name in enumerate(sorted({row[0] for row in rows}))}
    promise, known_on = _integers([code[row[0]] for row in rows]), _integers([row[3] for row in rows])
    until = ends([row[8] for row in rows], cut)
    made = np.array([row[4] == "made" for row in rows], dtype=np.bool_)
    order = _standing_order(promise, known_on, until)
    amount = np.array([-1 if row[6] is None else row[6] for row in rows], dtype=np.int64)
    return Promises(
        promise=promise[order],
        invoice=_integers([invoices[row[1]] for row in rows])[order],
        customer=customer.of(np.array([row[2] for row in rows], dtype=np.int64))[order],
        known_on=known_on[order],
        until=until[order],
        made=made[order],
        promised_for=_integers([NO_DAY if row[5] is None else row[5] for row in rows])[order],
        amount=amount[order],
        happened_on=_integers([row[7] for row in rows])[order],
    )


def interactions(
    connection: Connection, scope: Scope, cut: int, invoices_among: InvoicesAmong, customer: Codes
) -> Interactions:
    """All interactions with the customers asked for."""
    rows = INTERACTIONS.rows(connection, scope)
    if not rows:
        return NO_INTERACTIONS
    of, known_on = customer.of(np.array([row[0] for row in rows], dtype=np.int64)), _integers([row[2] for row in rows])
    invoices = invoices_among({row[1] for row in rows})
    until = ends([row[5] for row in rows], cut)
    kind = np.empty(len(rows), dtype=object)
    kind[:] = [row[4] for row in rows]
    order = _standing_order(of, known_on, until)
    return Interactions(
        customer=of[order],
        invoice=_integers([invoices.get(row[1], -1) for row in rows])[order],
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
