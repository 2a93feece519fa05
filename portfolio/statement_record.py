"""A statement of account for programs: the same in ``duecast statement --json`` and the API. Money is decimal text."""

from typing import Any

from ledger.money import to_major
from portfolio.statement import Statement


def statement_record(made: Statement) -> dict[str, Any]:
    """Plain values for JSON; days as ISO text."""

    def money(minor: int) -> str:
        return f"{to_major(minor, made.currency):f}"

    return {
        "customer_id": made.customer_id,
        "customer_name": made.customer_name,
        "currency": made.currency,
        "from_on": made.from_on.isoformat(),
        "closing_on": made.closing_on.isoformat(),
        "opening_balance": money(made.opening_minor),
        "lines": [
            {
                "known_on": line.known_on.isoformat(),
                "dated_on": line.occurred_on.isoformat(),
                "kind": line.kind,
                "document": line.document,
                "number": line.number,
                "correction": line.correction,
                "amount": money(line.amount_minor),
                "balance": money(line.balance_minor),
            }
            for line in made.lines
        ],
        "totals": {kind: money(minor) for kind, minor in made.totals_minor.items()},
        "closing_balance": money(made.closing_minor),
        "open_items": [
            {
                "invoice_id": item.invoice_id,
                "instalment": item.instalment,
                "number": item.number,
                "issued_on": item.issued_on.isoformat(),
                "due_on": item.due_on.isoformat(),
                "days_overdue": item.days_overdue,
                "open": money(item.open_minor),
                "disputed": item.disputed,
                "promised_for": item.promised_for.isoformat() if item.promised_for else None,
            }
            for item in made.open_items
        ],
        "ageing": [
            {"bucket": label, "open": money(minor)}
            for label, minor in zip(made.bucket_labels, made.buckets_minor, strict=True)
        ],
        "unapplied": money(made.unapplied_minor),
    }
