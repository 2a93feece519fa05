"""Ageing as a report: one row a currency, or a customer and currency, the largest first, with its sum in the base currency."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from ledger.asof import LedgerAsOf
from ledger.money import to_major
from portfolio.ageing import ageing, open_items
from portfolio.receivables import exact_sum, in_base

By = Literal["currency", "customer"]


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

    @property
    def place(self) -> tuple[str, int, str]:
        """Where it stands among the rows of a report: by currency, the largest balance first; unique."""
        return self.currency, -self.balance_minor, self.customer_id

    def as_dict(self) -> dict[str, Any]:
        """For JSON: amounts as decimal text."""
        of: dict[str, Any] = (
            {"customer_id": self.customer_id, "customer_name": self.customer_name} if self.customer_id else {}
        )
        return of | {
            "currency": self.currency,
            "buckets": [_text(minor, self.currency) for minor in self.buckets_minor],
            "open": _text(self.open_minor, self.currency),
            "unapplied": _text(self.unapplied_minor, self.currency),
            "balance": _text(self.balance_minor, self.currency),
        }


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """``without_rate``: open items that are not in ``base_open_minor``; ``unstated``: open items in no bucket at all."""

    closing_on: date
    by: By
    labels: tuple[str, ...]
    rows: tuple[AgeingRow, ...]
    base_currency: str
    base_open_minor: int
    without_rate: int
    unstated: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON: amounts as decimal text."""
        return self.summary() | {"rows": [row.as_dict() for row in self.rows]}

    def summary(self) -> dict[str, Any]:
        """The same without the rows."""
        return {
            "closing_on": self.closing_on.isoformat(),
            "by": self.by,
            "buckets": list(self.labels),
            "base_currency": self.base_currency,
            "open_in_base": _text(self.base_open_minor, self.base_currency),
            "items_without_rate": self.without_rate,
            "items_without_amount": self.unstated,
        }


def ageing_report(view: LedgerAsOf, by: By) -> AgeingReport:
    """Of a closing view, under the policies of its day."""
    arrays, policy = view.arrays, view.policy_then
    made, book = ageing(arrays, policy, view.crossings), open_items(arrays)
    names = dict(zip(arrays.customers.customer.tolist(), arrays.customers.name.tolist(), strict=True))
    rows = [
        AgeingRow(
            str(arrays.customer_id[customer]), names.get(customer, ""), arrays.currencies[currency], tuple(buckets), unapplied
        )
        for customer, currency, buckets, unapplied in zip(
            made.customer.tolist(), made.currency.tolist(), made.buckets.tolist(), made.unapplied.tolist(), strict=True
        )
    ]  # fmt: skip
    return AgeingReport(
        closing_on=view.as_of - timedelta(days=1),
        by=by,
        labels=made.labels,
        rows=tuple(sorted(rows, key=lambda row: row.place)) if by == "customer" else summed(rows),
        base_currency=policy.base_currency,
        base_open_minor=exact_sum(in_base(arrays, book)),
        without_rate=int((~arrays.items.base_known[book.version]).sum()),
        unstated=made.unstated,
    )


def summed(rows: Iterable[AgeingRow]) -> tuple[AgeingRow, ...]:
    """One row a currency, of all its customers, by its code."""
    of: defaultdict[str, list[AgeingRow]] = defaultdict(list)
    for row in rows:
        of[row.currency].append(row)
    return tuple(
        AgeingRow(
            "", "", currency, tuple(map(sum, zip(*(row.buckets_minor for row in mine), strict=True))),
            sum(row.unapplied_minor for row in mine),
        )
        for currency, mine in sorted(of.items())
    )  # fmt: skip


def _text(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):f}"
