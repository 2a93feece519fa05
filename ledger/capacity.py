"""Amounts are added up as 64-bit integers everywhere: a ledger takes no more than can be added up exactly.

One amount may reach ``LARGEST_MINOR``; all of a kind together ``MOST_MINOR``, less than half of what 64 bits hold. To know the
whole sum after every payment would take a look at every fact, so small and large are told apart: all facts below
``large_from`` cannot come to more than ``MOST_MINOR``, however they are, and the large ones, which are few, are added up
whenever there is a new one.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, cast, func, literal, select, union_all

from ledger.audit import read_head
from ledger.errors import ImportRefused
from ledger.tables import FACTS

MOST_MINOR = 4 * 10**18
"""Of all facts of a kind, corrected ones too: twice that is still below 2⁶³."""
_items = FACTS["items"].c
SUMS: tuple[tuple[str, str, ColumnElement[Any]], ...] = (
    ("items", "amounts of invoices and credit notes", _items.amount_minor),
    ("items", "amounts of invoices and credit notes in the base currency", _items.base_minor),
    ("payments", "payments", FACTS["payments"].c.amount_minor),
    ("allocations", "allocations", FACTS["allocations"].c.amount_minor),
)


def large_from(count: int) -> int:
    """A power of ten: ``count`` amounts below it come to less than ``MOST_MINOR``."""
    return int(10 ** (len(str(MOST_MINOR // max(count, 1))) - 1))


def check_capacity(connection: Connection) -> None:
    """Asked before an import is sealed; ``ImportRefused`` where with it the ledger could not be added up exactly any more."""
    sealed = read_head(connection).sealed or {}
    newest = (
        select(literal(place), func.max(FACTS[kind].c.fact_no), func.max(func.abs(amount))).where(
            FACTS[kind].c.fact_no > sealed.get(kind, 0)
        )
        for place, (kind, _, amount) in enumerate(SUMS)
    )
    for place, last, largest in connection.execute(union_all(*newest)).all():
        kind, named, amount = SUMS[place]
        if last is None:
            continue
        before, are_small = sealed.get(kind, 0), (largest or 0) < large_from(last)
        if are_small and (not before or large_from(last) == large_from(before)):
            continue  # and no earlier one became a large one
        total = select(func.sum(cast(func.abs(amount), Float))).where(func.abs(amount) >= large_from(last))
        if (connection.scalar(total) or 0) > MOST_MINOR:
            raise ImportRefused(
                f"with this import the {named} would come to more than {MOST_MINOR:,} minor units (hundredths of a euro), beyond "
                f"which sums are not exact; its largest has {largest:,}. Nothing was kept: is the decimal mark read right?"
            )
