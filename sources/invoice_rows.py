"""Invoices: a row is an open item, and in a one-file ledger also its payment, its dispute and its customer."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from ledger.records import Allocation, Customer, DisputeEvent, Item, Payment, Record
from ledger.told_disputes import dispute_id
from sources.blocks import read_blocks
from sources.cells import Cells, Row
from sources.customer_rows import CustomerCells
from sources.dirt import (
    ABSURD_DELAY,
    DISPUTE_DAYS,
    DUE_BEFORE_ISSUE,
    ISSUED_IN_FUTURE,
    LONG_TERMS,
    MISSING_AMOUNT,
    MISSING_RATE,
    PAID_BEFORE_ISSUE,
    PAID_IN_FUTURE,
    BadCell,
)
from sources.identity import Identities
from sources.invoice_columns import DOCUMENT_TYPES, YEAR, InvoiceColumns
from sources.rows import read_rows
from sources.source import Block, Reading, SourceRow, Unpaid
from sources.table import Table


def invoice_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow | Block]:
    """An invoices file; read twice where rows have no number, or say something of their customers: once before this returns."""
    read = _InvoiceRow(cells, reading)
    if read.needs_survey:
        for place, (_, row) in enumerate(table.rows()):
            if len(row) == len(table.header):
                read.survey(place, row)
        cells.warnings.clear()
        read.identities.settle()
        read.customers.settle()
    elif reading.in_blocks and InvoiceColumns.can_read(cells):
        read_odd = partial(read_rows, table, cells, read, None)
        return read_blocks(table, InvoiceColumns(cells, reading), read_odd, reading)
    rows = read_rows(table, cells, read, reading.advance)
    return _with_unpaid(rows, cells.column("paid_on")) if cells.has("paid_on") else rows


def _with_unpaid(rows: Iterator[SourceRow], column: str) -> Iterator[SourceRow]:
    """A row without a payment says that there is none: one told before was taken back."""
    for row in rows:
        item, paid = row.records[0] if row.records else None, len(row.records) > 1 and type(row.records[1]) is Payment
        if paid or not isinstance(item, Item):
            yield row
        else:
            unpaid = Unpaid(_payment_id(item), f"{item.invoice_id}/{item.instalment}", column)
            yield SourceRow(row.line, row.records, row.findings, unpaid)


def _payment_id(item: Item) -> str:
    """Of the one payment of an item in a one-file ledger, and of its allocation."""
    return f"{item.invoice_id}/{item.instalment}:paid"


class _InvoiceRow:
    def __init__(self, cells: Cells, reading: Reading):
        self.cells, self.recorded_on, self.base_currency = cells, reading.recorded_on, reading.base_currency
        self.references = reading.references
        self.numbered = cells.has("invoice_id")
        self.identities = Identities(reading.source)
        self.customers = reading.customers
        self.details = CustomerCells(cells, reading.base_currency)
        self.invoice_id = cells.identity("invoice_id") if self.numbered else None
        self.customer_id = cells.identity("customer_id")
        self.instalment = cells.instalment()
        self.document_type = cells.word("document_type", DOCUMENT_TYPES)
        self.issued_on, self.due_on = cells.required_day("issued_on"), cells.required_day("due_on")
        self.currency, self.amount = cells.currency(), cells.amount("amount")
        self.base_amount = cells.amount("base_amount")
        self.paid_on = cells.day("paid_on", frozenset(cells.section.notation.open))
        self.booked_on = cells.day("booked_on")
        self.number, self.business_unit = cells.text("number"), cells.text("business_unit")
        self.purchase_order = cells.text("purchase_order")
        self.dispute = _DisputeCells(cells, reading.recorded_on)
        self.attributes = cells.attributes(cells.section.attributes)

    @property
    def needs_survey(self) -> bool:
        return not self.numbered or self.details.any

    def survey(self, place: int, row: Row) -> None:
        """The first reading: who the rows without a number are, and what is said of customers."""
        try:
            customer_id, issued_on = self.customer_id(row), self.issued_on(row)
            self.cells.warnings.clear()
            customer = self.details(row, customer_id, self.cells.section.currency) if self.details.any else None
            warnings = self.cells.warnings.copy()
            if not self.numbered:
                self._number(place, row, customer)
            if customer is not None:
                self.customers.see(customer, issued_on, warnings)
        except BadCell:
            return  # the second reading says what is wrong

    def _number(self, place: int, row: Row, customer: Customer | None) -> None:
        """Tell of a row without a number all that tells it from its equals."""
        item = self._item(row, "")
        said = (item.customer_id, item.issued_on, item.due_on, item.amount_minor)
        names = (
            item.currency, item.instalment, item.document_type, item.number, item.business_unit, item.purchase_order,
        )  # fmt: skip
        disputes = [event.digest for event in self.dispute(row, "")]
        contents = (item.digest, self.booked_on(row), disputes, 0 if customer is None else customer.digest)
        self.identities.see(place, said, self.paid_on(row), names, contents)
        self.cells.warnings.clear()

    def __call__(self, place: int, row: Row) -> tuple[Record, ...]:
        item = self._item(row, self.identities.name(place) if self.invoice_id is None else self.invoice_id(row))
        records: list[Record] = [item]
        if (paid_on := self.paid_on(row)) is not None and item.document_type == "invoice":
            records += self._payment(item, paid_on, self.booked_on(row))
        records += self.dispute(row, item.invoice_id)
        # last, once nothing can reject the row any more: the customer is told by one row only
        if self.details.any and (customer := self.customers.take(item.customer_id, self.cells)) is not None:
            records.append(customer)
        return tuple(records)

    def _item(self, row: Row, invoice_id: str) -> Item:
        customer_id, currency = self.customer_id(row), self.currency(row)
        issued_on, due_on = self.issued_on(row), self.due_on(row)
        amount = self.amount(row, currency)
        self._check_amount(amount, currency)
        self._check_days(issued_on, due_on)
        return Item(
            invoice_id=invoice_id,
            instalment=self.instalment(row),
            customer_id=customer_id,
            document_type="credit_note" if self.document_type(row) == "credit_note" else "invoice",
            number=self.number(row),
            issued_on=issued_on,
            due_on=due_on,
            currency=currency,
            amount_minor=amount,
            base_minor=self._base(row, currency, amount, issued_on),
            business_unit=self.business_unit(row),
            purchase_order=self.purchase_order(row),
            attributes=self.attributes(row),
        )

    def _check_amount(self, amount: int | None, currency: str) -> None:
        column = self.cells.column("amount")
        if amount is None:
            advice = "fill it in: until then the invoice counts for habits, not for sums"
            self.cells.warn(MISSING_AMOUNT, column, "", "the amount is missing", advice)
        else:
            advice = "write a credit as document_type credit_note with a positive amount; leave out invoices of nothing"
            self.cells.above_zero("amount", amount, currency, advice)

    def _check_days(self, issued_on: date, due_on: date) -> None:
        warn, column = self.cells.warn, self.cells.column("due_on")
        if due_on < issued_on:
            warn(DUE_BEFORE_ISSUE, column, str(due_on), f"due before it was issued on {issued_on}", "check both days")
        elif due_on - issued_on > YEAR:
            warn(
                LONG_TERMS, column, str(due_on), f"due {(due_on - issued_on).days} days after issue", "check both days"
            )
        if issued_on > self.recorded_on:
            reason = f"issued after {self.recorded_on}, the day of this import"
            warn(ISSUED_IN_FUTURE, self.cells.column("issued_on"), str(issued_on), reason, "check the day")

    def _base(self, row: Row, currency: str, amount: int | None, issued_on: date) -> int | None:
        """The amount in the base currency as the source states it; else the ledger's rates tell it when it is asked for."""
        if amount is None or currency == self.base_currency:
            return amount
        base = self.base_amount(row, self.base_currency)
        if base is None and not self.references.rated(currency, self.base_currency, issued_on):
            reason = f"{currency} has no amount in the base currency {self.base_currency}, and {issued_on} no rate"
            advice = f"give a column base_amount in {self.base_currency}, or import the rate of the day of issue"
            self.cells.warn(MISSING_RATE, self.cells.column("currency"), currency, reason, advice)
        return base

    def _payment(self, item: Item, paid_on: date, booked_on: date | None) -> tuple[Payment, Allocation]:
        """A one-file ledger says of each invoice when all of it was paid: one payment, one allocation."""
        column, latest = self.cells.column("paid_on"), max(paid_on, booked_on or paid_on)
        if latest > self.recorded_on:
            reason = f"paid or booked on {latest}, after {self.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, column, str(latest), reason, "correct the day, or leave it empty while open")
        if paid_on < item.issued_on:
            reason = f"paid before it was issued on {item.issued_on}"
            self.cells.warn(PAID_BEFORE_ISSUE, column, str(paid_on), reason, "check both days; a prepayment is fine")
        if abs(paid_on - item.due_on) > YEAR:
            reason = f"paid {(paid_on - item.due_on).days} days after due"
            self.cells.warn(ABSURD_DELAY, column, str(paid_on), reason, "check both days")
        name = _payment_id(item)
        payment = Payment(
            payment_id=name, customer_id=item.customer_id, paid_on=paid_on, booked_on=booked_on, currency=item.currency,
            amount_minor=item.amount_minor,
        )  # fmt: skip
        allocation = Allocation(
            allocation_id=name, payment_id=name, invoice_id=item.invoice_id, instalment=item.instalment,
            valued_on=paid_on, allocated_on=booked_on, amount_minor=item.amount_minor,
        )  # fmt: skip
        return payment, allocation


class _DisputeCells:
    """A dispute told by columns of its invoice: one fact when it opened, one when it closed."""

    def __init__(self, cells: Cells, recorded_on: date):
        self.cells, self.recorded_on = cells, recorded_on
        self.any = cells.has("disputed_on")
        self.opened_on, self.closed_on = cells.day("disputed_on"), cells.day("dispute_closed_on")
        self.reason, self.outcome = cells.text("dispute_reason"), cells.text("dispute_outcome")

    def __call__(self, row: Row, invoice_id: str) -> list[DisputeEvent]:
        if not self.any:
            return []
        opened_on, closed_on = self.opened_on(row), self.closed_on(row)
        if opened_on is None:
            if closed_on is not None:
                self._left_out("dispute_closed_on", closed_on, "a dispute closed that was never opened")
            return []
        if opened_on > self.recorded_on:
            self._left_out("disputed_on", opened_on, "a dispute opened after the day of this import")
            return []
        name, reason = dispute_id(invoice_id, opened_on), self.reason(row)
        events = [
            DisputeEvent(dispute_id=name, event="opened", invoice_id=invoice_id, happened_on=opened_on, reason=reason)
        ]
        if closed_on is None:
            return events
        if not opened_on <= closed_on <= self.recorded_on:
            self._left_out("dispute_closed_on", closed_on, f"a dispute opened on {opened_on} cannot close then")
            return events
        closed = DisputeEvent(
            dispute_id=name, event="closed", invoice_id=invoice_id, happened_on=closed_on, reason=reason,
            outcome=self.outcome(row),
        )  # fmt: skip
        return [*events, closed]

    def _left_out(self, name: str, day: date, reason: str) -> None:
        self.cells.warn(DISPUTE_DAYS, self.cells.column(name), str(day), reason, "correct the day and import again")
