"""Instalments that a source told before and tells no more, of an invoice that it tells anew.

An invoice told in two instalments and later as one would stay open by the second for ever. What the import leaves untold is
taken back where the invoice is told anew as a whole: by a row of a file that has no column ``instalment``, or by amounts that
now come to what all instalments came to before. A file of some instalments only changes nothing about the others.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from ledger.findings import Finding
from ledger.instalments import Instalment, allocated_to, corrected_by, standing_instalments, with_several
from ledger.marks import marks_of
from ledger.money import to_major
from ledger.recording import CHUNK, Recorder
from ledger.records import Item
from sources.dirt import INSTALMENT_LEFT, INSTALMENT_TAKEN_BACK
from sources.source import Source, SourceRow


class _Place(NamedTuple):
    """Where an invoice is told; ``is_whole``: by a row that cannot be a part of it."""

    file: str
    line: int
    column: str
    is_whole: bool


@dataclass(slots=True)
class _Untold:
    """Of one invoice: what of it this import left untold, and why that is no more, or may be no more."""

    place: _Place
    left: Sequence[Instalment]
    is_whole: bool


@dataclass(slots=True)
class InstalmentsTakenBack:
    """Of one import: told which file begins, shown every row taken, then asked.

    Rows that come as columns need not be shown: they correct nothing.
    """

    recorder: Recorder
    _file: tuple[str, str, bool] | None = None
    _places: dict[str, _Place] = field(default_factory=dict)
    _corrected: int = 0

    def begin(self, source: Source, path: Path, kind: str) -> None:
        self._file = None
        if kind == "invoices" and not self.recorder.was_empty("items"):
            section, header, _ = source.raw(path)
            column = section.columns.get("instalment", "")
            self._file = (path.name, section.columns.get("invoice_id", ""), column not in header)

    def see(self, rows: Sequence[SourceRow]) -> None:
        """Rows of the file whose records were recorded; where nothing of them was corrected, no invoice is told anew."""
        tally = self.recorder.tallies.get("items")
        if self._file is None or tally is None or tally.corrected == self._corrected:
            return
        self._corrected = tally.corrected
        name, column, is_whole = self._file
        lines = {record.invoice_id: row.line for row in rows for record in row.records if type(record) is Item}
        for invoice_id in with_several(self.recorder.connection, lines) if lines else ():
            place = self._places.get(invoice_id)
            if place is None or (is_whole and not place.is_whole):
                self._places[invoice_id] = _Place(name, lines[invoice_id], column, is_whole)

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
            if not left or not was:
                continue
            place = self._places[invoice_id]
            if place.is_whole or _adds_up(now, [*was, *((one.currency, one.amount_minor) for one in left)]):
                yield _Untold(place, left, True)
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
            reason = f"{said}, but the invoice anew; it is owed no more from {on} on"
            return INSTALMENT_TAKEN_BACK.found(place.file, place.line, place.column, name, reason, advice)
        total = allocated[one.item_no]
        amount = "an amount that is not stated" if total is None else f"{to_major(total, one.currency)} {one.currency}"
        reason = f"{said}, but the invoice anew; it stays because {amount} stands allocated to it"
        advice = "take it back (its reversed_on, or an empty paid_on of this instalment), then change the invoice again"
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
