"""What a source told before and tells no more: payments, ends, instalments and disputes, in one import.

A file that says nothing of a thing takes nothing back; nothing is taken back before the last row of an import, because another row
may tell it after all.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.arrays import Flags
from ledger.findings import Finding
from ledger.marked_columns import MarkedColumns
from ledger.recording import Recorder
from sources.disputes_taken_back import DisputesTakenBack
from sources.endings_taken_back import EndingsTakenBack
from sources.instalments_taken_back import InstalmentsTakenBack
from sources.payments_taken_back import PaymentsTakenBack
from sources.source import Source, SourceRow


class TakenBack:
    """Of one import: told which file begins, shown every row taken, told which were rejected, then asked."""

    def __init__(self, recorder: Recorder):
        self._payments, self._endings = PaymentsTakenBack(recorder), EndingsTakenBack(recorder)
        self._instalments, self._disputes = InstalmentsTakenBack(recorder), DisputesTakenBack(recorder)
        self._file = ""
        self.rejected: set[str] = set()
        """Ids of rows that could not be taken."""

    def begin(self, source: Source, path: Path, kind: str) -> None:
        self._file = path.name
        for one in (self._endings, self._instalments, self._disputes):
            one.begin(source, path, kind)

    def see(self, rows: Sequence[SourceRow]) -> None:
        """Rows of the file whose records were recorded."""
        self._payments.see(rows, self._file)
        for one in (self._endings, self._instalments, self._disputes):
            one.see(rows)

    def see_columns(self, columns: MarkedColumns, taken: Flags) -> None:
        """Rows of the file that came as columns, of which ``taken`` were recorded so: they pay nothing and correct nothing."""
        self._endings.see_columns(columns, taken)
        self._instalments.see_columns(columns, taken)
        self._disputes.see_columns(columns, taken)

    def end(self) -> Iterator[Finding]:
        """Take back what is told no more, and say so."""
        yield from self._payments.end()
        yield from self._endings.end()
        yield from self._instalments.end(self.rejected)
        yield from self._disputes.end()
