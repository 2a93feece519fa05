"""Payments: money that came in, whether allocated or not, and money that went back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from ledger.records import RETURNED, Payment
from sources.blocks import read_blocks
from sources.cells import Cells, Row
from sources.dirt import CONTRADICTING_DAYS, MISSING_VALUE, PAID_IN_FUTURE, BadCell
from sources.payment_columns import PaymentColumns
from sources.rows import read_rows
from sources.source import Block, Reading, SourceRow
from sources.table import Table


def payment_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow | Block]:
    """A payments file."""
    payment_id, customer_id = cells.identity("payment_id"), cells.identity("customer_id")
    paid_day, booked_day = cells.required_day("paid_on"), cells.day("booked_on")
    currency, amount_of = cells.currency(), cells.amount("amount")
    method, reference = cells.text("method"), cells.text("reference")
    column = cells.column("amount")

    returned_day = cells.day("returned_on")

    def row_of(place: int, row: Row) -> tuple[Payment, ...]:
        code, paid_on, booked_on = currency(row), paid_day(row), booked_day(row)
        amount = amount_of(row, code)
        if amount is None:
            raise BadCell(MISSING_VALUE, column, "", "the amount is missing", "fill it in and import again")
        advice = "of money that went back give the payment with its day in returned_on, its allocations in reversed_on"
        cells.above_zero("amount", amount, code, advice)
        latest = max(paid_on, booked_on or paid_on)
        if latest > reading.recorded_on:
            reason = f"paid or booked on {latest}, after {reading.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, cells.column("paid_on"), str(latest), reason, "correct the day")
        payment = Payment(
            payment_id=payment_id(row), customer_id=customer_id(row), paid_on=paid_on, booked_on=booked_on, currency=code,
            amount_minor=amount, method=method(row), reference=reference(row),
        )  # fmt: skip
        returned_on = returned_day(row)
        return (payment,) if returned_on is None else (payment, _returned(payment, returned_on))

    def _returned(payment: Payment, returned_on: date) -> Payment:
        """The money went back: a fact of its own, of the same value date, known from the day it went."""
        if not payment.paid_on <= returned_on <= reading.recorded_on:
            reason = f"money paid on {payment.paid_on} cannot go back on {returned_on}"
            raise BadCell(CONTRADICTING_DAYS, cells.column("returned_on"), str(returned_on), reason, "correct the day")
        name, amount = f"{payment.payment_id}{RETURNED}", -(payment.amount_minor or 0)
        return replace(payment, payment_id=name, booked_on=returned_on, amount_minor=amount)

    if reading.in_blocks:
        read_odd = partial(read_rows, table, cells, row_of, None)
        return read_blocks(table, PaymentColumns(cells, reading.recorded_on), read_odd, reading)
    return read_rows(table, cells, row_of, reading.advance)
