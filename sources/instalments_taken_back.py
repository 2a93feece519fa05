"""Instalments that a source told before and tells no more, of an invoice that it tells anew.

An invoice told in two instalments and later as one would stay open by the second for ever. What the import leaves untold is
taken back where the invoice is told anew as a whole: by a row of a file that has no column ``instalment``, or by amounts that
now come to what all instalments came to before. A file of some instalments only changes nothing about the others.

Such a row tells anew also where it is known already, if what it says was first said after the instalment was: so it is once the
money that held the instalment went back. One that was known before the instalment was told changes nothing, as any known row.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ledger.arrays import Flags
from ledger.findings import Finding
from ledger.instalments import (
    Instalment,
    allocated_to,
    corrected_by,
    standing_instalments,
    told_in_several,
    with_several,
)
from ledger.marked_columns import MarkedColumns
from ledger.marks import marks_of
from ledger.money import to_major
from ledger.recording import CHUNK, Recorder
from ledger.records import Item
from sources.dirt import INSTALMENT_LEFT, INSTALMENT_TAKEN_BACK
from sources.source import Source, SourceRow


class _Place(NamedTuple):
    """Where an invoice is told; ``is_whole``: by a row that cannot be a part of it."""

    file: str
    line: int | None
    column: str
    is_whole: bool


@dataclass(slots=True)
class _Untold:
    """Of one invoice: what of it this import left untold, and why that is no more, or may be no more."""

    place: _Place
    left: Sequence[Instalment]
    is_whole: bool
    is_new: bool = True
    """Something of the invoice was corrected: else all there is to say was said when it was."""


@dataclass(slots=True)
class InstalmentsTakenBack:
    """Of one import: told which file begins, shown every row taken, then asked."""

    recorder: Recorder
    _file: tuple[str, str, bool] | None = None
    _places: dict[str, _Place] = field(default_factory=dict)
    _corrected: int = 0
    _several: dict[int, str] | None = None
    """Mark of the first instalment → invoice, of all that this source told in several; read only where rows come as columns."""

    def begin(self, source: Source, path: Path, kind: str) -> None:
        self._file = None
        if kind == "invoices" and not self.recorder.was_empty("items"):
            section, header, _ = source.raw(path)
            column = section.columns.get("instalment", "")
            self._file = (path.name, section.columns.get("invoice_id", ""), column not in header)

    def see(self, rows: Sequence[SourceRow]) -> None:
        """Rows of the file whose records were recorded; where they may be parts, and nothing of them was corrected, no invoice is
        told anew."""
        tally = self.recorder.tallies.get("items")
        if self._file is None or tally is None:
            return
        name, column, is_whole = self._file
        if not is_whole and tally.corrected == self._corrected:
            return
        self._corrected = tally.corrected
        lines = {record.invoice_id: row.line for row in rows for record in row.records if type(record) is Item}
        for invoice_id in with_several(self.recorder.connection, lines) if lines else ():
            place = self._places.get(invoice_id)
            if place is None or (is_whole and not place.is_whole):
                self._places[invoice_id] = _Place(name, lines[invoice_id], column, is_whole)

    def see_columns(self, columns: MarkedColumns, taken: Flags) -> None:
        """Rows of the file that came as columns, of which ``taken`` were recorded so: they correct nothing."""
        if self._file is None or not self._file[2]:
            return
        if self._several is None:
            names = told_in_several(self.recorder.connection, self.recorder.source)
            self._several = dict(zip(marks_of(((name, 1) for name in names), len(names)).tolist(), names, strict=True))
        if self._several:
            name, column, is_whole = self._file
            wanted = np.fromiter(self._several, dtype=np.int64, count=len(self._several))
            for marks in (columns.marks[taken], columns.known_marks):
                for mark in wanted[np.isin(wanted, marks)].tolist():
                    self._places.setdefault(self._several[mark], _Place(name, None, column, is_whole))

    def end(self, rejected: Collection[str]) -> Iterator[Finding]:
        """Take back what is told no more, and say so; ``rejected``: ids of rows that could not be taken: what they say of an
        invoice is not known."""
        names = sorted(self._places.keys() - set(rejected))
        for start in range(0, len(names), CHUNK):
            untold = list(self._untold(names[start : start + CHUNK]))
            allocated = allocated_to(self.recorder.connection, [one.item_no for some in untold for one in some.left])
            gone = [
                one.fact_no for some in untold if some.is_whole for one in some.left if one.item_no not in allocated
            ]
            self.recorder.retract("items", *gone)
            for some in untold:
                for one in some.left:
                    if some.is_new or one.item_no not in allocated:
                        yield self._found(some, one, allocated)

    def _untold(self, names: Sequence[str]) -> Iterator[_Untold]:
        recorder = self.recorder
        standing = standing_instalments(recorder.connection, names)
        marks = marks_of((one.key for one in standing), len(standing))
        told = dict(zip(marks.tolist(), recorder.told["items"].among(marks).tolist(), strict=True))
        before = corrected_by(recorder.connection, recorder.import_no, [one.item_no for one in standing])
        for invoice_id, group in groupby(standing, attrgetter("invoice_id")):
            some = list(group)
            left = [one for one in some if not told[hash(one.key)] and one.source == recorder.source]
            now = [one for one in some if told[hash(one.key)] and one.import_no == recorder.import_no]
            was = [before[one.item_no] for one in now if one.item_no in before]
            place = self._places[invoice_id]
            if place.is_whole and not was:
                said_in = max((one.import_no for one in some if told[hash(one.key)]), default=0)
                left = [one for one in left if one.import_no < said_in]
            if not left or not (was or place.is_whole):
                continue
            if place.is_whole or _adds_up(now, [*was, *((one.currency, one.amount_minor) for one in left)]):
                yield _Untold(place, left, True, bool(was))
            elif any(before.get(one.item_no, (one.currency, one.amount_minor)) != (one.currency, one.amount_minor)
                     for one in now):  # fmt: skip
                yield _Untold(place, left, False)

    def _found(self, untold: _Untold, one: Instalment, allocated: dict[int, int | None]) -> Finding:
        place, on = untold.place, self.recorder.recorded_on
        name = f"{one.invoice_id}/{one.instalment}"
        said = f"this source told instalment {one.instalment} of invoice {one.invoice_id} before and tells it no more"
        if not untold.is_whole:
            reason = f"another instalment of invoice {one.invoice_id} changed its amount; {name} is not told and stays as it was"
            advice = "if it is no more, tell the invoice in a file without a column for instalments, or credit the instalment"
            return INSTALMENT_LEFT.found(place.file, place.line, place.column, name, reason, advice)
        if one.item_no not in allocated:
            advice = "if it is still owed, tell every instalment of the invoice, each with its number"
            reason = f"{said}, but the invoice without it; it is owed no more from {on} on"
            return INSTALMENT_TAKEN_BACK.found(place.file, place.line, place.column, name, reason, advice)
        total = allocated[one.item_no]
        amount = "an amount that is not stated" if total is None else f"{to_major(total, one.currency)} {one.currency}"
        reason = f"{said}, but the invoice without it; it stays because {amount} stands allocated to it"
        then = "import again" if place.is_whole else "tell the invoice in a file without a column for instalments"
        advice = f"take it back (its reversed_on, or an empty paid_on of this instalment), then {then}"
        return INSTALMENT_LEFT.found(place.file, place.line, place.column, name, reason, advice)


def _adds_up(now: Sequence[Instalment], was: Sequence[tuple[str, int | None]]) -> bool:
    """Whether what was told anew comes to what it was before together with what was left untold."""
    currencies = {one.currency for one in now} | {currency for currency, _ in was}
    amounts = [one.amount_minor for one in now]
    stated = [amount for amount in amounts if amount is not None]
    earlier = [amount for _, amount in was if amount is not None]
    if len(currencies) > 1 or len(stated) < len(amounts) or len(earlier) < len(was):
        return False
    return sum(stated) == sum(earlier)
