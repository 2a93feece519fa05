"""What an import's allocations add up to, looked at once all of it is recorded: findings of no single row.

Taken as told, because only the company knows which side is wrong.
"""

from collections.abc import Iterator

from ledger.findings import Finding
from ledger.money import to_major
from ledger.over_allocation import over_allocated
from ledger.reconciliation import across_currencies
from ledger.recording import Recorder, Tally
from sources.dirt import ACROSS_CURRENCIES, ITEM_EXCEEDED, MONEY_EXCEEDED


def allocation_findings(recorder: Recorder, limit: int) -> Iterator[Finding]:
    """At most ``limit`` of each kind."""
    told = recorder.tallies.get("allocations", Tally())
    is_allocated = told.new + told.corrected > 0
    if is_allocated:
        yield from _crossed(recorder, limit)
    others = [recorder.tallies.get(kind, Tally()) for kind in ("items", "payments")]
    if is_allocated or any(one.corrected for one in others) or others[1].new:
        yield from _exceeded(recorder, limit)


def _crossed(recorder: Recorder, limit: int) -> Iterator[Finding]:
    """Money of one currency settles an item of another: it counts for its amount in the item's currency."""
    for one in across_currencies(recorder.connection, recorder.import_no, limit):
        reason = (
            f"{one.of!r} is in {one.of_currency}, what it settles, {one.item!r}, in {one.item_currency}: the amount counts in "
            f"{one.item_currency} as it stands, and {one.of!r} stays unapplied in {one.of_currency}"
        )
        advice = (
            f"tell {one.of!r} in {one.item_currency}, by what it was worth there, and import it again; where it settles items of "
            "both currencies, tell it as two"
        )
        yield ACROSS_CURRENCIES.found("", None, "allocation_id", one.allocation_id, reason, advice)


def _exceeded(recorder: Recorder, limit: int) -> Iterator[Finding]:
    """More was settled than there is."""
    for excess in over_allocated(recorder.connection, recorder.import_no, limit):
        dirt, column = (ITEM_EXCEEDED, "item_id") if excess.of == "item" else (MONEY_EXCEEDED, "payment_id")
        column = "credit_note_id" if excess.of == "credit note" else column
        allocated, amount = (
            to_major(minor, excess.currency) for minor in (excess.allocated_minor, excess.amount_minor)
        )
        reason = f"{allocated} {excess.currency} allocated, but the {excess.of} is {amount} {excess.currency}"
        yield dirt.found("", None, column, excess.name, reason, "check its allocations")
