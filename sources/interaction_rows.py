"""Interactions: calls, letters and notes, about a customer or one of its invoices."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast, get_args

from ledger.errors import InvalidValue
from ledger.records import Interaction, InteractionKind
from sources.cells import Cells, Row
from sources.dirt import MISSING_VALUE, PAID_IN_FUTURE, UNREADABLE_DATE, BadCell
from sources.rows import read_rows
from sources.source import Reading, SourceRow
from sources.table import Table
from sources.values import read_instant

A_DAY = timedelta(days=1)
"""East of Greenwich a day begins before it does in UTC, or the other way round."""


def interaction_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """An interactions file."""
    interaction_id, customer_id = cells.identity("interaction_id"), cells.identity("customer_id")
    at, invoice_id = cells.text("happened_at"), cells.text("invoice_id")
    kind = cells.word("kind", get_args(InteractionKind))
    by_whom, outcome, note = cells.text("by_whom"), cells.text("outcome"), cells.text("note")
    column = cells.column("happened_at")

    def row_of(place: int, row: Row) -> tuple[Interaction]:
        text = at(row)
        if not text:
            raise BadCell(MISSING_VALUE, column, "", "happened_at is missing", "fill it in and import again")
        try:
            happened_at = read_instant(text, cells.day_of)
        except InvalidValue as error:
            advice = "write it as 2026-03-31T14:30:00+02:00, or as a day"
            raise BadCell(UNREADABLE_DATE, column, text, f"{text[:60]!r} {error}", advice) from None
        if happened_at.date() > reading.recorded_on + A_DAY:
            reason = f"happened after {reading.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, column, text, reason, "correct the day")
        interaction = Interaction(
            interaction_id=interaction_id(row), customer_id=customer_id(row), invoice_id=invoice_id(row).strip(" "),
            happened_at=happened_at, interaction_kind=cast(InteractionKind, kind(row)), by_whom=by_whom(row),
            outcome=outcome(row), note=note(row),
        )  # fmt: skip
        return (interaction,)

    return read_rows(table, cells, row_of, reading.advance)
