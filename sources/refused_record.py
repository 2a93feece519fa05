"""What is said of a record that the ledger would not take, in the words of the file it came from."""

from collections.abc import Sequence

from ledger.findings import Finding
from ledger.recording import Refusal
from sources.dirt import CONFLICT, UNKNOWN_INVOICE

MOST_FIELDS = 5
"""Differing fields that a finding names."""
FIELD_NAMES = {
    "amount_minor": "amount", "base_minor": "base_amount", "credit_limit_minor": "credit_limit", "valued_on": "paid_on",
    "allocation_kind": "kind",
}  # fmt: skip
"""Fields of records that bear another name in a file (``sources/fields.py``)."""

KEYED_BY_DAY = frozenset({"rates", "customer_figures"})
"""Records whose key ends in a day: it is said as a file has it, not as a number."""


def refused_finding(refusal: Refusal, file: str, line: int, own: bool) -> Finding:
    """``own``: the record is what the row is, not something that follows from it."""
    record, (name, more) = refusal.record, refusal.record.key
    if record.kind in KEYED_BY_DAY:
        more = record.occurred_on.isoformat()
    value = name if more in {0, 1} else f"{name}/{more}"
    if refusal.reason == "unknown-invoice":
        reason, advice = (
            "its invoice is not in the ledger, nor in the files of this import",
            "import the invoice before",
        )
        return UNKNOWN_INVOICE.found(file, line, "invoice_id", value, reason, advice)
    fields = said_fields(refusal.differing)
    said = f" ({fields})" if fields else ""
    reason = f"{record.kind} {value!r} was already told otherwise in this import{said}"
    advice = "give each its own id, or leave the wrong row out" + ("" if own else "; the rest of the row was taken")
    return CONFLICT.found(file, line, "", value, reason, advice)


def said_fields(differing: Sequence[str]) -> str:
    """Names of a record's fields as a file has them; the first few."""
    fields = [FIELD_NAMES.get(name, name) for name in differing]
    return ", ".join(fields[:MOST_FIELDS]) + (" …" if len(fields) > MOST_FIELDS else "")
