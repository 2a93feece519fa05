"""What invoices say of their customers: one description a customer and import, whatever the order of files and rows.

The row of the latest invoice counts, over all files of the import; of one day the one whose content has the larger digest. Where
a customers file ever told of the customer, that counts, and what invoices say of it is left out.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from ledger.records import Customer
from sources.cells import Cells
from sources.dirt import CUSTOMER_VARIES, BadCell
from sources.refused_record import said_fields

Described = Callable[[Collection[str]], Mapping[str, Mapping[str, Any]]]
"""(ids) → what stands of those whom a customers file told of (``ledger/descriptions.py``)."""
TOGETHER = 5_000


class _Said(NamedTuple):
    """By the invoice of a day; ``warnings``: what could not be read of it, to be said where the customer is taken."""

    issued_on: date
    digest: int
    customer: Customer
    warnings: list[BadCell]


class CustomersOfInvoices:
    """Of one import: every file is seen whole before a customer of it is taken."""

    def __init__(self, described: Described = lambda ids: {}):
        self._described = described
        self._latest: dict[str, _Said] = {}
        self._varying: set[str] = set()
        self._settled: set[str] = set()
        self._otherwise: dict[str, str] = {}

    def see(self, customer: Customer, issued_on: date, warnings: list[BadCell]) -> None:
        """A row says this; the same rows may be seen again."""
        name = customer.customer_id
        if "\0" in name or (name in self._settled and name not in self._latest):
            return  # its rows are rejected; or it was taken already, or told by a customers file
        mine = _Said(issued_on, customer.digest, customer, warnings)
        seen = self._latest.setdefault(name, mine)
        if seen.digest != mine.digest:
            self._varying.add(name)
        if seen[:2] < mine[:2]:  # also where it says the same: its day is later
            self._latest[name] = mine

    def settle(self) -> None:
        """A file was seen whole: leave out whom a customers file told of."""
        unsettled = [name for name in self._latest if name not in self._settled]
        for start in range(0, len(unsettled), TOGETHER):
            for name, stands in self._described(unsettled[start : start + TOGETHER]).items():
                fields = said_fields(_differing(self._latest.pop(name).customer, stands))
                if fields:
                    self._otherwise[name] = fields
        self._settled.update(unsettled)

    def take(self, customer_id: str, cells: Cells) -> Customer | None:
        """The customer, the first time it is asked for."""
        fields = self._otherwise.pop(customer_id, "")
        if fields:
            reason = f"a customers file says otherwise of {fields}; what it says counts"
            _warn(cells, customer_id, reason, "make them say the same, or give the customers file what it lacks")
        found = self._latest.pop(customer_id, None)
        if found is None:
            return None
        cells.warnings += found.warnings
        if customer_id in self._varying:
            reason = "the rows of this customer describe it differently; the latest invoice's row was taken"
            _warn(cells, customer_id, reason, "make them say the same")
        return found.customer


def _warn(cells: Cells, customer_id: str, reason: str, advice: str) -> None:
    cells.warn(CUSTOMER_VARIES, cells.column("customer_id"), customer_id, reason, advice)


def _differing(customer: Customer, stands: Mapping[str, Any]) -> list[str]:
    """Fields and attributes that the invoice states, and of which something else stands."""
    attributes = stands.get("attributes") or {}
    found = [
        name
        for name, standing in stands.items()
        if name != "attributes" and (said := getattr(customer, name)) not in ("", None) and said != standing
    ]
    return found + [
        name for name, value in customer.attributes.items() if value is not None and attributes.get(name) != value
    ]
