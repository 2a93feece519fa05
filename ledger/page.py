"""One customer's facts as one value: what ``ledger/customer_pages.py`` keeps and one read brings back.

A page holds facts as the database tells them, whatever the day, each with its knowledge day and the day of its retraction: it
answers for any as-of day, and what is read from it goes the same way as what is read from the facts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ledger.day import FOREVER, Days
from ledger.packing import Form, Values, dtype_of

LAYOUT = 1
"""Raised when the bytes or the columns change: a page of another layout counts as missing."""
KINDS: dict[str, tuple[Form, ...]] = {
    "items": ("number", "day", "day", "day", "number", "number", "word", "digit", "word", "number"),
    "allocations": ("number", "day", "day", "number", "digit"),
    "payments": ("word", "day", "day", "number"),
}
"""Kind of packed facts → forms of its columns (``ledger/packing.py``), but for the customer's number."""
KNOWN_ON = 1
"""Place of the knowledge day among the columns of each kind."""
_HEADER = 8
"""Bytes that hold the layout and the length of what is JSON."""


@dataclass(frozen=True, slots=True)
class Page:
    """Packed columns by kind, their retraction days (``FOREVER``: it stands), and rows by kind as (knowledge day, row)."""

    columns: Mapping[str, list[Values]]
    until: Mapping[str, Days]
    rows: Mapping[str, Sequence[tuple[int, Sequence[Any]]]]

    def known(self, kind: str, cut: int) -> tuple[list[Any], Days | None]:
        """The columns of facts known before the day ``cut``, and the day each ended before it; None where all stand."""
        columns, until = list(self.columns[kind]), self.until[kind]
        early = columns[KNOWN_ON] < cut  # type: ignore[operator]
        if not early.all():
            columns = [column[early] if isinstance(column, np.ndarray) else _kept(column, early) for column in columns]
            until = until[early]
        if (until >= cut).all():
            return columns, None
        return columns, np.where(until < cut, until, np.int32(FOREVER))

    def known_rows(self, kind: str, cut: int) -> list[Any]:
        """Rows known before the day ``cut``, in the order in which they were told."""
        return [row for known_on, row in self.rows.get(kind, ()) if known_on < cut]


def _kept(words: list[str], mask: NDArray[np.bool_]) -> list[str]:
    return [word for word, keep in zip(words, mask.tolist(), strict=True) if keep]


def to_bytes(page: Page) -> bytes:
    """Layout and length of the head (uint32 each), the head as JSON, then the numbers of each kind, widest first."""
    words: dict[str, list[Any]] = {}
    parts: list[bytes] = []
    for kind, forms in KINDS.items():
        columns = page.columns[kind]
        words[kind] = [_short(column) for column, form in zip(columns, forms, strict=True) if form == "word"]
        for place, dtype in _PLACES[kind]:
            column = page.until[kind] if place < 0 else columns[place]
            parts.append(np.ascontiguousarray(column, dtype=dtype).tobytes())
        parts.append(bytes(_padding(kind, len(page.until[kind]))))
    counts = [len(page.until[kind]) for kind in KINDS]
    head = json.dumps([counts, words, {kind: rows for kind, rows in page.rows.items() if rows}]).encode()
    head += b" " * (-len(head) % 8)
    return np.array([LAYOUT, len(head)], dtype="<u4").tobytes() + head + b"".join(parts)


def from_bytes(told: bytes) -> Page | None:
    """The page; None where it is of another layout, or cut off: what is derived from facts must not keep anyone from them."""
    try:
        return _read(told)
    except ValueError:
        return None


def _read(told: bytes) -> Page | None:
    layout, length = np.frombuffer(told, dtype="<u4", count=2).tolist()
    if layout != LAYOUT:
        return None
    at = _HEADER + length
    counts, words, rows = json.loads(told[_HEADER:at])
    columns: dict[str, list[Values]] = {}
    until: dict[str, Days] = {}
    for (kind, forms), count in zip(KINDS.items(), counts, strict=True):
        mine: list[Any] = [None] * len(forms)
        spelled = iter(words[kind])
        for place, dtype in _PLACES[kind]:
            values = np.frombuffer(told, dtype=dtype, count=count, offset=at)
            at += count * dtype.itemsize
            if place < 0:
                until[kind] = values
            else:
                mine[place] = values
        at += _padding(kind, count)
        columns[kind] = [
            _long(next(spelled), count) if form == "word" else numbers
            for form, numbers in zip(forms, mine, strict=True)
        ]
    return Page(columns, until, rows)


def _short(words: Values) -> Any:
    """One word where all are the same: a currency, most often."""
    told = list(words)
    return told[0] if told and told.count(told[0]) == len(told) else told


def _long(words: Any, count: int) -> list[str]:
    return [words] * count if isinstance(words, str) else words


def _places(forms: tuple[Form, ...]) -> list[tuple[int, np.dtype[Any]]]:
    """Place of each column of numbers, -1 for the retraction days, and its type: the widest first, so that all are aligned."""
    places = [(place, dtype_of(form)) for place, form in enumerate(forms) if form != "word"]
    return sorted([*places, (-1, dtype_of("day"))], key=lambda one: -one[1].itemsize)


_PLACES = {kind: _places(forms) for kind, forms in KINDS.items()}
_WIDTH = {kind: sum(dtype.itemsize for _, dtype in places) for kind, places in _PLACES.items()}


def _padding(kind: str, count: int) -> int:
    """Bytes after a kind's numbers, so that the next begin aligned."""
    return -(count * _WIDTH[kind]) % 8
