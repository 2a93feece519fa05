"""Some thousand rows of a file as columns of texts, and which of them are odd."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any


class Chunk:
    """Rows under a header as columns of texts; ``odd`` gathers places of rows that must be read one by one."""

    def __init__(self, lines: Sequence[int], rows: Sequence[list[str]], width: int):
        self.lines, self._rows = lines, rows
        self.odd: set[int] = set()
        if set(map(len, rows)) != {width}:
            self.odd_where(rows, lambda row: len(row) != width)
        blank = [""] * width
        whole = [blank if place in self.odd else row for place, row in enumerate(rows)] if self.odd else rows
        self.texts: list[Sequence[str]] = list(zip(*whole, strict=True))
        for texts in self.texts:
            if "\0" in "".join(texts):
                self.odd_where(texts, lambda text: "\0" in text)

    @classmethod
    def of_columns(cls, lines: Sequence[int], texts: list[Sequence[str]]) -> "Chunk":
        """Of rows that all have the header's width and hold no NUL, given as columns."""
        made = cls.__new__(cls)
        made.lines, made.texts, made.odd, made._rows = lines, texts, set(), ()
        return made

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, place: int) -> list[str]:
        """The cells of one row, as they stand in the file."""
        return self._rows[place] if self._rows else [texts[place] for texts in self.texts]

    def odd_where(self, values: Iterable[Any], is_odd: Callable[[Any], bool]) -> None:
        """Rows whose value is odd, values of all rows given."""
        self.odd.update(place for place, value in enumerate(values) if is_odd(value))
