"""How the simulator's rows are spelt in the files: ids, invoice numbers, dates, amounts, payment references."""

from datetime import date, timedelta

import numpy as np

from ledger.demo.arrays import Days, Money
from ledger.demo.payments import CashEvents, Payments
from ledger.demo.simulation import Simulation


class Notation:
    """The ids, dates and amounts of one simulation."""

    def __init__(self, simulation: Simulation) -> None:
        start = simulation.first_on - 4_000
        first = date(1970, 1, 1) + timedelta(days=start)
        self.start = start
        self.until = simulation.until
        self.iso = [(first + timedelta(days=n)).isoformat() for n in range(simulation.until - start + 1)]
        self.customer_ids = [f"C{n:06d}" for n in range(1, len(simulation.customers.name) + 1)]
        invoices = int(simulation.items.invoice[-1]) + 1
        self.invoice_ids = [f"INV{n:07d}" for n in range(1, invoices + 1)]
        first_item = np.flatnonzero(simulation.items.instalment == 1)
        year = [self.iso[day - start][:4] for day in simulation.items.issued_on[first_item].tolist()]
        self.numbers = [f"{y}-{n:07d}" for n, y in enumerate(year, start=1)]

    def days(self, days: Days) -> list[str]:
        """ISO dates; empty for what lies after `until`."""
        return [self.iso[day - self.start] if day <= self.until else "" for day in days.tolist()]

    def due_days(self, days: Days) -> list[str]:
        """ISO dates, also after `until`."""
        return [str(day) for day in np.datetime_as_string(days.astype("datetime64[D]"))]

    @staticmethod
    def amounts(amounts: Money) -> list[str]:
        """Two decimals after a point."""
        return [f"{minor // 100}.{minor % 100:02d}" for minor in amounts.tolist()]


def invoice_id(place: int) -> str:
    """The id of the invoice at a place of `Simulation.items.invoice`."""
    return f"INV{place + 1:07d}"


def note_id(place: int) -> str:
    """The id of the credit note at a place of `CreditNotes`."""
    return f"CRN{place + 1:07d}"


def payment_id(place: int) -> str:
    """The id of the payment at a place of `Payments`."""
    return f"PAY{place + 1:07d}"


def references(simulation: Simulation, payments: Payments, events: CashEvents, text: Notation) -> list[str]:
    """The invoice numbers, at most four; sometimes nothing; sometimes the digits run together without the year."""
    numbers: list[list[str]] = [[] for _ in payments.paid_on]
    for payment, invoice in zip(events.payment.tolist(), simulation.items.invoice[events.item].tolist(), strict=True):
        if len(numbers[payment]) < 4:
            numbers[payment].append(text.numbers[invoice])
    return [_reference(kind, found) for kind, found in zip(payments.reference_kind.tolist(), numbers, strict=True)]


def _reference(kind: int, numbers: list[str]) -> str:
    if kind == 2:
        return " ".join(f"RE{number[5:].lstrip('0')}" for number in numbers)
    return (", ".join(numbers), "", "", "on account")[kind]
