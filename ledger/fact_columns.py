"""Which columns a fact of each kind has, in the order in which it is written: its numbers, its record's own, its stamps."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from ledger.records import KINDS, Record
from ledger.tables import FACTS

STAMPS = ("occurred_on", "known_on", "recorded_at", "backfilled", "import_no", "digest")
NUMBERED = {
    "customers": ("customer_no",),
    "items": ("item_no", "customer_no"),
    "payments": ("customer_no",),
    "allocations": ("item_no", "customer_no"),
    "disputes": ("customer_no",),
    "interactions": ("customer_no",),
    "promises": ("customer_no",),
    "rates": (),
    "customer_figures": ("customer_no",),
}
"""The numbers that stand before a kind's own columns."""


def _values(kind: type[Record]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of a record that are columns of its kind's facts, in the order of ``OWN_NAMES``."""
    names = OWN_NAMES[kind.kind]
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    if names[-1] != "attributes":
        return values
    return lambda record: (*values(record)[:-1], dict(record.attributes) or None)


OWN_NAMES = {kind.kind: [field.name for field in fields(kind) if field.name in FACTS[kind.kind].c] for kind in KINDS}
OWN_VALUES = {kind.kind: _values(kind) for kind in KINDS}
"""Kind → the values of a record that are columns of its facts, in the order of ``OWN_NAMES``."""
FACT_NAMES = {kind: [*NUMBERED[kind], *OWN_NAMES[kind], *STAMPS] for kind in FACTS}
"""Kind → all columns of a fact that is written."""
