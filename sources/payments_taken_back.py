"""Payments that a one-file ledger told before and tells no more: the money went back, or was never there.

Rows are seen a batch at a time; nothing ends before the last row of an import, because another row of it may tell the
payment after all (it then stands, whatever the order of rows and files). Memory: 8 bytes a paid row.
"""

from array import array
from collections.abc import Iterator, Sequence

from ledger.findings import Finding
from ledger.recording import CHUNK, Recorder
from ledger.records import Payment
from sources.dirt import PAYMENT_TAKEN_BACK
from sources.source import SourceRow, Unpaid


class PaymentsTakenBack:
    """Of one import: first shown every row taken, then asked."""

    def __init__(self, recorder: Recorder):
        self._recorder = recorder
        self._paid = array("q")
        self._unpaid: dict[str, tuple[Unpaid, str, int]] = {}

    def see(self, rows: Sequence[SourceRow], file: str) -> None:
        """Rows of ``file`` whose records were recorded."""
        open_rows = {row.unpaid.payment_id: (row.unpaid, file, row.line) for row in rows if row.unpaid is not None}
        self._paid.extend(hash(record.payment_id) for row in rows for record in row.records if type(record) is Payment)
        if open_rows:
            ids, recorder = list(open_rows), self._recorder
            standing = recorder.told_before("payments", ids).keys() | recorder.told_before("allocations", ids).keys()
            for payment_id in ids:
                if payment_id in standing:
                    self._unpaid.setdefault(payment_id, open_rows[payment_id])

    def end(self) -> Iterator[Finding]:
        """End what no row tells any more, payment and allocation, and say so."""
        if not self._unpaid:
            return
        marks = {hash(payment_id) for payment_id in self._unpaid}
        paid = {mark for mark in self._paid if mark in marks}
        ids = [payment_id for payment_id in self._unpaid if hash(payment_id) not in paid]
        for start in range(0, len(ids), CHUNK):
            ended: set[str] = set()
            for kind in ("allocations", "payments"):
                standing = self._recorder.told_before(kind, ids[start : start + CHUNK])
                self._recorder.retract(kind, *standing.values())
                ended |= standing.keys()
            yield from (self._found(payment_id) for payment_id in ids[start : start + CHUNK] if payment_id in ended)

    def _found(self, payment_id: str) -> Finding:
        unpaid, file, line = self._unpaid[payment_id]
        reason = (
            f"this source told before that {unpaid.item} was paid and tells it no more; "
            f"the payment ends and the invoice is open again from {self._recorder.recorded_on}"
        )
        advice = "if the money is there after all, fill the day in and import again"
        return PAYMENT_TAKEN_BACK.found(file, line, unpaid.column, unpaid.item, reason, advice)
