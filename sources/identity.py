"""Ids for invoices that have none: the digest of what never changes about them, and an ordinal among equals.

A later payment finds its invoice because the day of payment is no part of the digest. Equals are numbered by what names them
(currency, number, purchase order, …), then in the order in which they were paid, open ones last, then by all else they say:
by values, never by the text they are written in, so that another order of rows or columns, or another notation, gives the same
ids. Memory: about 60 bytes a row.
"""

from array import array
from datetime import date
from hashlib import blake2b

import numpy as np

NEVER = 2**31 - 1


class Identities:
    """First told every row of a file (``see``), then settled, then asked by the row's place."""

    def __init__(self, source: str):
        self._source = source
        self._places, self._digests = array("q"), array("Q")
        self._names, self._paid, self._contents = array("Q"), array("i"), array("Q")
        self._ordinals = np.zeros(0, dtype=np.int64)
        self._row_of = np.zeros(0, dtype=np.int64)

    def see(
        self,
        place: int,
        said: tuple[str, date, date, int | None],
        paid_on: date | None,
        names: tuple[str | int, ...] = (),
        contents: tuple[object, ...] = (),
    ) -> None:
        """``said``: customer, issued, due, amount in minor units. The others only settle ties: ``names`` is what tells equals
        apart for good, ``contents`` what may change."""
        customer_id, issued_on, due_on, amount = said
        identity = f"{self._source!a} {customer_id!a} {issued_on} {due_on} {amount}"
        self._places.append(place)
        self._digests.append(_digest(identity))
        self._names.append(_digest(ascii(names)))
        self._paid.append(NEVER if paid_on is None else paid_on.toordinal())
        self._contents.append(_digest(ascii(contents)))

    def settle(self) -> None:
        """Number the equals."""
        digests, places = np.array(self._digests, dtype=np.uint64), np.array(self._places, dtype=np.int64)
        if not len(places):
            return
        names, contents = (np.array(some, dtype=np.uint64) for some in (self._names, self._contents))
        order = np.lexsort((contents, np.array(self._paid), names, digests))
        ordered = digests[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        lengths = np.diff(np.r_[starts, len(ordered)])
        self._ordinals = np.empty(len(order), dtype=np.int64)
        self._ordinals[order] = np.arange(len(order)) - np.repeat(starts, lengths) + 1
        self._row_of = np.full(int(places.max()) + 1, -1, dtype=np.int64)
        self._row_of[places] = np.arange(len(places))

    def name(self, place: int) -> str:
        """The id of the row at this place of the file; "" of one that could not be read: it is rejected for its own reason."""
        row = int(self._row_of[place]) if place < len(self._row_of) else -1
        if row < 0:
            return ""
        return f"{self._digests[row]:016x}-{self._ordinals[row]}"


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
