"""What ends a thing is a fact of its own: money went back, an allocation was reversed, a dispute closed, a promise withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from ledger.bulk import among
from ledger.records import RETURNED, REVERSED, Allocation, DisputeEvent, Payment, PromiseEvent, Record
from ledger.standing import stands
from ledger.tables import FACTS, imports


@dataclass(frozen=True, slots=True)
class _Ending:
    """How the endings of a kind are told from its other facts; ``suffix`` follows the thing's own id."""

    key: ColumnElement[str]
    is_one: ColumnElement[bool]
    suffix: str = ""


_paid, _moved, _disputed, _promised = (FACTS[kind].c for kind in ("payments", "allocations", "disputes", "promises"))
ENDINGS = {
    "payments": _Ending(_paid.payment_id, (_paid.amount_minor < 0) & _paid.payment_id.endswith(RETURNED), RETURNED),
    "allocations": _Ending(
        _moved.allocation_id, (_moved.amount_minor < 0) & _moved.allocation_id.endswith(REVERSED), REVERSED
    ),
    "disputes": _Ending(_disputed.dispute_id, _disputed.event == "closed"),
    "promises": _Ending(_promised.promise_id, _promised.event == "withdrawn"),
}
"""Kinds whose things end by a fact of their own."""


def thing_of(record: Record) -> tuple[str, bool] | None:
    """(id of the thing that a record speaks of, whether the record ends it); None: its kind has no such endings."""
    if isinstance(record, Payment | Allocation):
        name, suffix = str(record.key[0]), ENDINGS[record.kind].suffix
        is_ending = (record.amount_minor or 0) < 0 and name.endswith(suffix)
        return (name.removesuffix(suffix), True) if is_ending else (name, False)
    if isinstance(record, DisputeEvent | PromiseEvent):
        return str(record.key[0]), record.event in ("closed", "withdrawn")
    return None


def endings_told(
    connection: Connection, kind: str, source: str, import_no: int, things: Sequence[str] | None
) -> dict[str, int]:
    """Id of a thing → number of the fact that ended it and stands as an earlier import of ``source`` told it.

    ``things``: ids of those asked about; None: all of the kind, for which the whole table is looked through.
    """
    table, ending = FACTS[kind], ENDINGS[kind]
    query = (
        select(ending.key, table.c.fact_no)
        .join_from(table, imports)
        .where(ending.is_one, stands(kind), imports.c.source == source, imports.c.import_no != import_no)
    )
    if things is not None:
        query = query.where(among(connection, ending.key, [f"{name}{ending.suffix}" for name in things]))
    return {row[0].removesuffix(ending.suffix): row[1] for row in connection.execute(query)}
