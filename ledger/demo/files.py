"""The four files anyone can bring, with what the company knows at the end of `until` and nothing more."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ledger.demo.credits import Reductions, draw_reductions
from ledger.demo.notation import Notation, note_id, payment_id, references
from ledger.demo.parameters import SIMULATOR_VERSION
from ledger.demo.payments import CashEvents, Payments, draw_payments
from ledger.demo.simulation import Simulation
from ledger.whole_file import whole_file

CUSTOMER_COLUMNS = (
    "customer_id",
    "name",
    "country",
    "industry",
    "parent_id",
    "currency",
    "terms_days",
    "credit_limit",
    "email",
    "language",
    "natural_person",
    "registered_on",
    "size",
)
INVOICE_COLUMNS = (
    "invoice_id",
    "instalment",
    "customer_id",
    "document_type",
    "number",
    "issued_on",
    "due_on",
    "currency",
    "amount",
    "business_unit",
    "purchase_order",
    "disputed_on",
    "dispute_reason",
    "dispute_closed_on",
)
PAYMENT_COLUMNS = (
    "payment_id",
    "customer_id",
    "paid_on",
    "booked_on",
    "currency",
    "amount",
    "method",
    "reference",
)
ALLOCATION_COLUMNS = (
    "allocation_id",
    "kind",
    "payment_id",
    "credit_note_id",
    "invoice_id",
    "instalment",
    "allocated_on",
    "amount",
)


def write_files(simulation: Simulation, directory: Path) -> list[Path]:
    """Write customers.csv, invoices.csv, payments.csv and allocations.csv; returns their paths.

    UTF-8, comma, ISO dates, decimal point. The same simulation gives the same bytes.
    """
    directory.mkdir(parents=True, exist_ok=True)
    reductions = draw_reductions(simulation, np.random.default_rng([SIMULATOR_VERSION, simulation.seed, 10]))
    payments, events = draw_payments(
        simulation, reductions, np.random.default_rng([SIMULATOR_VERSION, simulation.seed, 11])
    )
    text = Notation(simulation)
    return [
        _write(directory / "customers.csv", CUSTOMER_COLUMNS, _customer_rows(simulation, text)),
        _write(directory / "invoices.csv", INVOICE_COLUMNS, _invoice_rows(simulation, reductions, text)),
        _write(directory / "payments.csv", PAYMENT_COLUMNS, _payment_rows(simulation, payments, events, text)),
        _write(
            directory / "allocations.csv",
            ALLOCATION_COLUMNS,
            _allocation_rows(simulation, reductions, payments, events, text),
        ),
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _customer_rows(simulation: Simulation, text: Notation) -> Iterator[Sequence[object]]:
    customers, parameters = simulation.customers, simulation.parameters
    registered = text.days(customers.registered_on)
    for n, customer_id in enumerate(text.customer_ids):
        code, _, _, language = parameters.countries[customers.country[n]]
        parent = customers.parent[n]
        yield (
            customer_id, customers.name[n], code, parameters.industries[customers.industry[n]][0],
            text.customer_ids[parent] if parent >= 0 else "", customers.currency[n], customers.terms_days[n],
            customers.credit_limit[n] // 100, f"accounts@{customer_id.lower()}.example", language,
            "true" if customers.natural[n] else "false", registered[n], parameters.sizes[customers.size[n]][0],
        )  # fmt: skip


def _invoice_rows(simulation: Simulation, reductions: Reductions, text: Notation) -> Iterator[Sequence[object]]:
    items, customers, parameters, outcome = (
        simulation.items, simulation.customers, simulation.parameters, simulation.outcome,
    )  # fmt: skip
    units = [unit for unit, *_ in parameters.business_units]
    rng = np.random.default_rng([SIMULATOR_VERSION, simulation.seed, 12])
    reasons = [reason for reason, _ in parameters.dispute_reasons]
    reason = rng.choice(len(reasons), len(items.customer), p=[weight for _, weight in parameters.dispute_reasons])
    disputed = text.days(outcome.disputed_on)
    closed = text.days(outcome.dispute_closed_on)
    for invoice, instalment, customer, issued, due, amount, unit, order, disputed_on, why, closed_on in zip(
        items.invoice.tolist(), items.instalment.tolist(), items.customer.tolist(), text.days(items.issued_on),
        text.due_days(items.due_on), text.amounts(items.amount), items.business_unit.tolist(),
        items.purchase_order.tolist(), disputed, reason.tolist(), closed, strict=True,
    ):  # fmt: skip
        yield (
            text.invoice_ids[invoice], instalment, text.customer_ids[customer], "invoice", text.numbers[invoice],
            issued, due, customers.currency[customer], amount, units[unit], f"PO-{order}" if order else "",
            disputed_on, reasons[why] if disputed_on else "", closed_on,
        )  # fmt: skip
    notes = reductions.credit_notes
    for n, (item, day, amount) in enumerate(
        zip(notes.item.tolist(), text.days(notes.issued_on), text.amounts(notes.amount), strict=True)
    ):
        customer = int(items.customer[item])
        if day:
            yield (
                note_id(n), 1, text.customer_ids[customer], "credit_note", f"CN-{day[:4]}-{n + 1:06d}", day, day,
                customers.currency[customer], amount, units[items.business_unit[item]], "", "", "", "",
            )  # fmt: skip


def _payment_rows(
    simulation: Simulation, payments: Payments, events: CashEvents, text: Notation
) -> Iterator[Sequence[object]]:
    customers = simulation.customers
    methods = [method for method, _ in simulation.parameters.methods]
    reference = references(simulation, payments, events, text)
    known = np.flatnonzero(payments.booked_on <= simulation.until)
    order = known[np.argsort(payments.booked_on[known], kind="stable")]
    rows = zip(
        order.tolist(), payments.customer[order].tolist(), text.days(payments.paid_on[order]),
        text.days(payments.booked_on[order]), text.amounts(payments.amount[order]), payments.method[order].tolist(),
        strict=True,
    )  # fmt: skip
    for n, customer, paid_on, booked_on, amount, method in rows:
        yield (
            payment_id(n), text.customer_ids[customer], paid_on, booked_on, customers.currency[customer], amount,
            methods[method], reference[n],
        )  # fmt: skip


def _allocation_rows(
    simulation: Simulation, reductions: Reductions, payments: Payments, events: CashEvents, text: Notation
) -> Iterator[Sequence[object]]:
    """Cash, credit notes, discounts and write-offs, in order of the day on which the company knew them."""
    items, outcome, notes = simulation.items, simulation.outcome, reductions.credit_notes
    cash = len(events.item)
    discount = np.flatnonzero(events.discounted & (reductions.discounted[events.item] > 0))
    lost = np.flatnonzero(outcome.written_off_on <= simulation.until)
    kind = np.repeat([0, 1, 2, 2], [cash, len(notes.item), len(discount), len(lost)])
    source = np.concatenate(
        [events.payment, np.arange(len(notes.item)), np.zeros(len(discount) + len(lost), dtype=int)]
    )
    item = np.concatenate([events.item, notes.item, events.item[discount], lost])
    day = np.concatenate(
        [events.allocated_on, notes.issued_on, events.allocated_on[discount], outcome.written_off_on[lost]]
    )
    amount = np.concatenate(
        [events.amount, notes.amount, reductions.discounted[events.item[discount]], items.amount[lost]]
    )
    known: npt.NDArray[np.intp] = np.flatnonzero(day <= simulation.until)
    order = known[np.argsort(day[known], kind="stable")]
    rows = zip(
        kind[order].tolist(), source[order].tolist(), items.invoice[item[order]].tolist(),
        items.instalment[item[order]].tolist(), text.days(day[order]), text.amounts(amount[order]), strict=True,
    )  # fmt: skip
    names = ("cash", "credit", "write_off")
    for n, (what, origin, invoice, instalment, allocated_on, money) in enumerate(rows, start=1):
        yield (
            f"ALC{n:07d}", names[what], payment_id(origin) if what == 0 else "", note_id(origin) if what == 1 else "",
            text.invoice_ids[invoice], instalment, allocated_on, money,
        )  # fmt: skip
