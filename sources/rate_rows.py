"""Rates of exchange: one unit of ``currency`` is ``rate`` units of ``base_currency`` on a day."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from ledger.errors import InvalidValue
from ledger.money import exponent
from ledger.records import Rate
from sources.cells import Cells, Row
from sources.dirt import MISSING_VALUE, NOT_POSITIVE, PAID_IN_FUTURE, UNKNOWN_CURRENCY, UNREADABLE_AMOUNT, BadCell
from sources.rows import read_rows
from sources.source import Reading, SourceRow
from sources.table import Table
from sources.values import A_MAPPING

LARGEST = Decimal(10) ** 9
MOST_DECIMALS = 12


def rate_rows(table: Table, cells: Cells, reading: Reading) -> Iterator[SourceRow]:
    """A rates file."""
    currency, base_currency = _code(cells, "currency"), _code(cells, "base_currency")
    quoted_day, rate_of = cells.required_day("quoted_on"), _rate(cells)

    def row_of(place: int, row: Row) -> tuple[Rate]:
        code, base, quoted_on = currency(row), base_currency(row), quoted_day(row)
        if code == base:
            reason = f"a rate of {code} to itself says nothing"
            raise BadCell(UNKNOWN_CURRENCY, cells.column("base_currency"), base, reason, "leave the row out")
        if quoted_on > reading.recorded_on:
            reason = f"quoted on {quoted_on}, after {reading.recorded_on}, the day of this import"
            raise BadCell(PAID_IN_FUTURE, cells.column("quoted_on"), str(quoted_on), reason, "correct the day")
        return (Rate(currency=code, base_currency=base, quoted_on=quoted_on, rate=rate_of(row)),)

    return read_rows(table, cells, row_of, reading.advance)


def _code(cells: Cells, name: str) -> Callable[[Row], str]:
    text, column = cells.identity(name), cells.column(name)

    def read(row: Row) -> str:
        code = text(row).upper()
        try:
            exponent(code)
        except InvalidValue:
            reason = f"{code[:60]!r} is not a currency code of ISO 4217"
            raise BadCell(UNKNOWN_CURRENCY, column, code, reason, "write three letters such as EUR") from None
        return code

    return read


def _rate(cells: Cells) -> Callable[[Row], str]:
    """The rate as an exact decimal without an exponent or idle zeros, so that equal rates are equal texts."""
    text, column = cells.text("rate"), cells.column("rate")

    def read(row: Row) -> str:
        said = text(row)
        if not said:
            raise BadCell(MISSING_VALUE, column, "", "rate is missing", "fill it in and import again")
        try:
            value = cells.amounts.decimal(said)
        except InvalidValue as error:
            advice = f"correct the rate, or say decimal_mark and thousands_mark {A_MAPPING}"
            raise BadCell(UNREADABLE_AMOUNT, column, said, f"{said[:60]!r} {error}", advice) from None
        if not 0 < value <= LARGEST or value != round(value, MOST_DECIMALS):
            reason = f"{said[:60]!r} is no rate: above 0, at most {LARGEST:,}, at most {MOST_DECIMALS} decimals"
            raise BadCell(NOT_POSITIVE, column, said, reason, "correct the rate")
        return format(value.normalize(), "f")

    return read
