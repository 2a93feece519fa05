"""Ids for invoices that have none: the digest of what never changes about them, and an ordinal among equals.

A later payment finds its invoice because the day of payment is no part of the digest. Equals are numbered in the order in
which they were paid, open ones last, so that a shuffled file gives the same ids. Memory: about 50 bytes a row.
"""

from array import array
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

import numpy as np

NEVER = 2**31 - 1


class Identities:
    """First told every row of a file (``see``), then settled, then asked by the row's place."""

    def __init__(self, source: str):
        self._source = source
        self._places, self._digests = array("q"), array("Q")
        self._paid, self._contents = array("i"), array("Q")
        self._ordinals = np.zeros(0, dtype=np.int64)
        self._row_of = np.zeros(0, dtype=np.int64)

    def see(
        self, place: int, said: tuple[str, date, date, int | None], paid_on: date | None, row: Sequence[str]
    ) -> None:
        """``said``: customer, issued, due, amount in minor units. The row's whole text only settles ties."""
        customer_id, issued_on, due_on, amount = said
        identity = f"{self._source!a} {customer_id!a} {issued_on} {due_on} {amount}"
        self._places.append(place)
        self._digests.append(_digest(identity))
        self._paid.append(NEVER if paid_on is None else paid_on.toordinal())
        self._contents.append(_digest("\x1f".join(row)))

    def settle(self) -> None:
        """Number the equals."""
        digests, places = np.array(self._digests, dtype=np.uint64), np.array(self._places, dtype=np.int64)
        if not len(places):
            return
        order = np.lexsort((np.array(self._contents, dtype=np.uint64), np.array(self._paid), digests))
        ordered = digests[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        lengths = np.diff(np.r_[starts, len(ordered)])
        self._ordinals = np.empty(len(order), dtype=np.int64)
        self._ordinals[order] = np.arange(len(order)) - np.repeat(starts, lengths) + 1
        self._row_of = np.full(int(places.max()) + 1, -1, dtype=np.int64)
        self._row_of[places] = np.arange(len(places))

    def name(self, place: int) -> str:
        """The id of the row at this place of the file."""
        row = int(self._row_of[place])
        return f"{self._digests[row]:016x}-{self._ordinals[row]}"


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
