"""Ageing as a report: one row a currency, or a customer and currency, the largest first, with its sum in the base currency."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from ledger.asof import LedgerAsOf
from ledger.money import to_major
from portfolio.ageing import ageing, open_items
from portfolio.receivables import in_base


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """Money in minor units of ``currency``; ``customer_id`` empty: all customers."""

    customer_id: str
    customer_name: str
    currency: str
    buckets_minor: tuple[int, ...]
    unapplied_minor: int

    @property
    def open_minor(self) -> int:
        return sum(self.buckets_minor)

    @property
    def balance_minor(self) -> int:
        return self.open_minor - self.unapplied_minor


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """``without_rate``: open items that are not in ``base_open_minor``; ``unstated``: open items in no bucket at all."""

    closing_on: date
    by: Literal["currency", "customer"]
    labels: tuple[str, ...]
    rows: tuple[AgeingRow, ...]
    base_currency: str
    base_open_minor: int
    without_rate: int
    unstated: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON: amounts as decimal text."""
        return {
            "closing_on": self.closing_on.isoformat(),
            "by": self.by,
            "buckets": list(self.labels),
            "rows": [_row(row) for row in self.rows],
            "base_currency": self.base_currency,
            "open_in_base": _text(self.base_open_minor, self.base_currency),
            "items_without_rate": self.without_rate,
            "items_without_amount": self.unstated,
        }


def ageing_report(view: LedgerAsOf, by: Literal["currency", "customer"]) -> AgeingReport:
    """Of a closing view, under the policies of its day."""
    arrays, policy = view.arrays, view.policy_then
    made, book = ageing(arrays, policy, view.crossings), open_items(arrays)
    names = dict(zip(arrays.customers.customer.tolist(), arrays.customers.name.tolist(), strict=True))
    if by == "customer":
        rows = [
            AgeingRow(
                str(arrays.customer_id[customer]), names.get(customer, ""), arrays.currencies[currency], tuple(buckets), unapplied
            )
            for customer, currency, buckets, unapplied in zip(
                made.customer.tolist(), made.currency.tolist(), made.buckets.tolist(), made.unapplied.tolist(), strict=True
            )
        ]  # fmt: skip
    else:
        rows = []
        for code in np.unique(made.currency).tolist():
            mine = made.currency == code
            buckets = made.buckets[mine].sum(axis=0).tolist()
            rows.append(AgeingRow("", "", arrays.currencies[code], tuple(buckets), int(made.unapplied[mine].sum())))
    rows.sort(key=lambda row: (row.currency, -row.balance_minor, row.customer_id))
    return AgeingReport(
        closing_on=view.as_of - timedelta(days=1),
        by=by,
        labels=made.labels,
        rows=tuple(rows),
        base_currency=policy.base_currency,
        base_open_minor=int(in_base(arrays, book).sum()),
        without_rate=int((~arrays.items.base_known[book.version]).sum()),
        unstated=made.unstated,
    )


def _row(row: AgeingRow) -> dict[str, Any]:
    said: dict[str, Any] = (
        {"customer_id": row.customer_id, "customer_name": row.customer_name} if row.customer_id else {}
    )
    return said | {
        "currency": row.currency,
        "buckets": [_text(minor, row.currency) for minor in row.buckets_minor],
        "open": _text(row.open_minor, row.currency),
        "unapplied": _text(row.unapplied_minor, row.currency),
        "balance": _text(row.balance_minor, row.currency),
    }


def _text(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):f}"
