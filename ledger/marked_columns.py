"""Records as columns with the marks and digests by which they are looked up; of known ones no more than these."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ledger.columns import Columns
from ledger.marks import Ints, sorted_contains


@dataclass(frozen=True, slots=True)
class MarkedColumns:
    """``columns``, marks and digests of (n,) records; and (m,) marks and digests of others that stand in the ledger as told."""

    columns: Columns
    marks: Ints
    digests: Ints
    known_marks: Ints
    known_digests: Ints

    def __len__(self) -> int:
        return len(self.marks) + len(self.known_marks)


def marked(columns: Columns, held: Ints | None = None) -> tuple[MarkedColumns, NDArray[np.bool_]]:
    """``held``: sorted digests of facts that stand; of records among them, told once here, only the marks are kept. And which
    of the records have columns, shape (len(columns),)."""
    marks, digests = columns.marks(), columns.digests()
    known = np.zeros(len(marks), dtype=np.bool_)
    if held is not None and len(held):
        known = sorted_contains(held, digests) & once(marks)
    others = ~known
    made = MarkedColumns(columns.kept(others), marks[others], digests[others], marks[known], digests[known])
    return made, others


def once(marks: Ints) -> NDArray[np.bool_]:
    """Which marks occur once, shape as given."""
    order = np.argsort(marks, kind="stable")
    ordered = marks[order]
    same = ordered[1:] == ordered[:-1]
    found = np.ones(len(marks), dtype=np.bool_)
    found[order[1:][same]] = False
    found[order[:-1][same]] = False
    return found
