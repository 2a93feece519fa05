"""Many records of one kind as columns: the same keys and digests as record by record, at a fraction of the time."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from itertools import compress, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ledger.marks import Ints, marks_of
from ledger.records import KINDS, Record, digests

KEYS = {
    "items": ("invoice_id", "instalment"),
    "payments": ("payment_id",),
    "allocations": ("allocation_id",),
}
"""Kinds that may come as columns, and the fields of their keys."""
DAYS = {
    "items": ("issued_on", None),
    "payments": ("paid_on", "booked_on"),
    "allocations": ("valued_on", "allocated_on"),
}
"""The fields that say when it happened, and when it was first known if that is told."""

DAY_FIELDS = {kind: {field.name for field in fields(kind) if field.type in {date, date | None}} for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Columns:
    """``count`` records; ``values`` holds a column a field, each (count,); a field left out has its default throughout."""

    kind: type[Record]
    count: int
    values: dict[str, Sequence[Any]]

    def __len__(self) -> int:
        return self.count

    def column(self, name: str) -> Iterable[Any]:
        """Values of a field."""
        return self.values[name] if name in self.values else repeat(_default(self.kind, name), self.count)

    def record(self, place: int) -> Record:
        """One of the records."""
        return self.kind(**{name: values[place] for name, values in self.values.items()})

    def ids(self) -> Iterable[str]:
        """The first part of each key."""
        return self.column(KEYS[self.kind.kind][0])

    def kept(self, mask: NDArray[np.bool_]) -> "Columns":
        """Those where ``mask``, shape (count,), is true."""
        if mask.all():
            return self
        if not mask.any():
            return Columns(self.kind, 0, {})
        chosen = mask.tolist()
        values: dict[str, Sequence[Any]] = {
            name: list(compress(column, chosen)) for name, column in self.values.items()
        }
        return Columns(self.kind, int(mask.sum()), values)

    def marks(self) -> Ints:
        """Marks of the records' keys, shape (count,)."""
        first, *second = KEYS[self.kind.kind]
        more = self.column(second[0]) if second else repeat(0)
        return marks_of(zip(self.column(first), more, strict=False), self.count)

    def days(self) -> tuple[Sequence[date], Sequence[date]]:
        """``occurred_on`` and ``first_known_on`` of the records."""
        occurred, known = DAYS[self.kind.kind]
        occurred_on = list(self.column(occurred))
        if known is None:
            return occurred_on, occurred_on
        return occurred_on, [told or day for told, day in zip(self.column(known), occurred_on, strict=True)]

    def digests(self) -> Ints:
        """Digests of the records, shape (count,)."""
        if not self.count:
            return np.zeros(0, dtype=np.int64)
        return digests(self.kind, [self._said(field.name) for field in fields(self.kind)])

    def _said(self, name: str) -> Iterable[Any]:
        """A column as it is digested: attributes in order, of days their texts, each made once."""
        if name not in self.values:
            default = _default(self.kind, name)
            return repeat(sorted(default.items()) if name == "attributes" else default, self.count)
        values = self.values[name]
        if name == "attributes":
            return [sorted(value.items()) for value in values]
        if name in DAY_FIELDS[self.kind]:
            texts = {day: str(day) for day in set(values)}
            return [texts[value] for value in values]
        return values


def _default(kind: type[Record], name: str) -> Any:
    field = next(field for field in fields(kind) if field.name == name)
    return field.default if field.default_factory is MISSING else field.default_factory()
