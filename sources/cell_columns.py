"""The columns of a chunk under their fields: bound once like the cells of a row, with the same meaning."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sources.cells import Cells, Row
from sources.chunk import Chunk
from sources.dirt import BadCell

T = TypeVar("T")
MANY_TEXTS = 50_000
"""Different texts of a column that are remembered at once."""
ODD: Any = None
"""Stands where a row is odd."""
ReadColumn = Callable[[Chunk], Sequence[Any]]


class CellColumns:
    """Of one file. A column that the file does not have is None where the caller may leave its field out."""

    def __init__(self, cells: Cells):
        self._cells = cells

    def identity(self, name: str) -> ReadColumn:
        at, missing = self._cells.must(name), self._cells.missing

        def read(chunk: Chunk) -> Sequence[str]:
            ids = [text.strip(" ") for text in chunk.texts[at]]
            if not missing.isdisjoint(ids):
                chunk.odd_where(ids, missing.__contains__)
            return ids

        return read

    def text(self, name: str) -> ReadColumn | None:
        at, missing = self._cells.place(name), self._cells.missing - {""}
        if at is None:
            return None

        def read(chunk: Chunk) -> Sequence[str]:
            texts = chunk.texts[at]
            return texts if missing.isdisjoint(texts) else ["" if text in missing else text for text in texts]

        return read

    def repeated(self, name: str, read_cell: Callable[[Row], Any]) -> ReadColumn | None:
        """A column whose values depend on its text alone and come again and again: days, currencies, words."""
        at = self._cells.place(name)
        if at is None:
            return None
        values = _Values(self._cells, read_cell)

        def read(chunk: Chunk) -> Sequence[Any]:
            values.make_room()
            found = [values[text] for text in chunk.texts[at]]
            if values.odd and not values.odd.isdisjoint(chunk.texts[at]):
                chunk.odd_where(chunk.texts[at], values.odd.__contains__)
            return found

        return read

    def currency(self) -> ReadColumn:
        """The currency column, else the mapping's one currency."""
        read_cell = self._cells.currency()
        found = self.repeated("currency", read_cell)
        if found is not None:
            return found
        constant = _Values(self._cells, read_cell)

        def read(chunk: Chunk) -> Sequence[Any]:
            code = constant[""]
            if constant.odd:
                chunk.odd.update(range(len(chunk)))
            return [code] * len(chunk)

        return read

    def amount(self, name: str) -> Callable[[Chunk, Sequence[str]], Sequence[int]]:
        """Minor units of the currencies given; a row without an amount above 0 is odd."""
        at, read_cell, amounts = self._cells.must(name), self._cells.amount(name), self._cells.amounts

        def read_one(place: int, text: str, currency: str, chunk: Chunk) -> int:
            try:
                return read_cell(Everywhere(text), currency) or 0
            except BadCell:
                return 0

        def read(chunk: Chunk, currencies: Sequence[str]) -> Sequence[int]:
            texts = chunk.texts[at]
            minors = amounts.plain_minors(texts, currencies[0]) if len(set(currencies)) == 1 and currencies[0] else None
            if minors is None:
                minors = [
                    0 if place in chunk.odd else read_one(place, text, currency, chunk)
                    for place, (text, currency) in enumerate(zip(texts, currencies, strict=True))
                ]
            if min(minors) <= 0:
                chunk.odd_where(minors, lambda minor: minor <= 0)
            return minors

        return read


class Everywhere(Sequence[str]):
    """A row that has one text in all its cells."""

    def __init__(self, text: str):
        self._text = text

    def __getitem__(self, at: Any) -> Any:
        return self._text

    def __len__(self) -> int:
        return 1


class _Values(dict[str, Any]):
    """Text → what a cell's reader makes of it, asked once; ``odd`` are the texts that it refuses or warns of."""

    def __init__(self, cells: Cells, read: Callable[[Row], Any]):
        super().__init__()
        self._cells, self._read = cells, read
        self.odd: set[str] = set()

    def __missing__(self, text: str) -> Any:
        try:
            value = self._read(Everywhere(text))
        except BadCell:
            value = ODD
            self.odd.add(text)
        if self._cells.warnings:
            self._cells.warnings.clear()
            self.odd.add(text)
        self[text] = value
        return value

    def make_room(self) -> None:
        """Forget when there are too many."""
        if len(self) > MANY_TEXTS:
            self.clear()
            self.odd.clear()
