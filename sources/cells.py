"""The cells of a row under their fields: each field once bound to its column and format, then read row by row.

A bound field is a function of the row's cells. It raises ``BadCell`` where the row cannot be taken without it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from ledger.errors import InvalidValue
from ledger.findings import Finding
from ledger.money import exponent, to_major
from sources.dirt import (
    MISSING_VALUE,
    NOT_POSITIVE,
    UNKNOWN_CURRENCY,
    UNKNOWN_WORD,
    UNREADABLE_AMOUNT,
    UNREADABLE_DATE,
    UNREADABLE_DETAIL,
    BadCell,
    Dirt,
)
from sources.mapping import Attribute, Section
from sources.values import A_MAPPING, AmountReader, DayReader, read_flag, read_whole

Row = Sequence[str]
T = TypeVar("T")
LONGEST_SHOWN = 60


class Cells:
    """The fields of one file under its section; ``warnings`` gathers what was wrong with details of the current row."""

    def __init__(self, file: str, section: Section, header: Sequence[str]):
        self.file, self.section, self.header = file, section, header
        self.missing = frozenset(section.notation.missing)
        self.day_of = DayReader(section.notation.date_format)
        self.amounts = AmountReader(section.notation.decimal_mark, section.notation.thousands_mark)
        self.warnings: list[BadCell] = []

    def has(self, name: str) -> bool:
        return name in self.section.columns

    def column(self, name: str) -> str:
        return self.section.columns.get(name, name)

    def place(self, name: str) -> int | None:
        return self.header.index(self.section.columns[name]) if self.has(name) else None

    def identity(self, name: str) -> Callable[[Row], str]:
        """An id that must be there; blanks around it are no part of it."""
        at, column, missing = self.must(name), self.column(name), self.missing

        def read(row: Row) -> str:
            value = row[at].strip(" ")
            if value in missing:
                raise BadCell(MISSING_VALUE, column, row[at], f"{name} is missing", "fill it in and import again")
            return value

        return read

    def text(self, name: str) -> Callable[[Row], str]:
        """A text as it stands; empty where missing."""
        at, missing = self.place(name), self.missing
        if at is None:
            return lambda row: ""
        return lambda row: "" if row[at] in missing else row[at]

    def day(self, name: str, open_marks: frozenset[str] = frozenset()) -> Callable[[Row], date | None]:
        """A day; None where missing, or where one of ``open_marks`` stands."""
        at, column, empty, day_of = self.place(name), self.column(name), self.missing | open_marks, self.day_of
        if at is None:
            return lambda row: None

        def read(row: Row) -> date | None:
            text = row[at]
            if text in empty:
                return None
            try:
                return day_of(text)
            except InvalidValue as error:
                advice = f"correct the day, or say date_format {A_MAPPING}"
                raise BadCell(UNREADABLE_DATE, column, text, f"{_shown(text)} {error}", advice) from None

        return read

    def required_day(self, name: str) -> Callable[[Row], date]:
        optional, at, column = self.day(name), self.must(name), self.column(name)

        def read(row: Row) -> date:
            day = optional(row)
            if day is None:
                raise BadCell(MISSING_VALUE, column, row[at], f"{name} is missing", "fill it in and import again")
            return day

        return read

    def currency(self, fallback: str = "") -> Callable[[Row], str]:
        """The currency column, else the mapping's one currency, else ``fallback``."""
        at, column, constant = self.place("currency"), self.column("currency"), self.section.currency or fallback
        known: set[str] = set()

        def read(row: Row) -> str:
            code = constant if at is None else row[at].strip().upper() or constant
            if code not in known:
                try:
                    exponent(code)
                except InvalidValue:
                    reason = f"{_shown(code)} is not a currency code of ISO 4217" if code else "the currency is missing"
                    raise BadCell(UNKNOWN_CURRENCY, column, code, reason, "write three letters such as EUR") from None
                known.add(code)
            return code

        return read

    def amount(self, name: str) -> Callable[[Row, str], int | None]:
        """An amount in minor units of the currency given beside the row; None where missing."""
        at, column, missing, minor = self.place(name), self.column(name), self.missing, self.amounts.minor
        if at is None:
            return lambda row, currency: None

        def read(row: Row, currency: str) -> int | None:
            text = row[at]
            if text in missing:
                return None
            try:
                return minor(text, currency)
            except InvalidValue as error:
                reason = str(error) if str(error).startswith("amount") else f"{_shown(text)} {error}"
                advice = f"correct the amount, or say decimal_mark and thousands_mark {A_MAPPING}"
                raise BadCell(UNREADABLE_AMOUNT, column, text, reason, advice) from None

        return read

    def above_zero(self, name: str, amount: int, currency: str, advice: str) -> None:
        """``BadCell`` where an amount in minor units is not."""
        if amount <= 0:
            major = f"{to_major(amount, currency):f}"
            raise BadCell(
                NOT_POSITIVE, self.column(name), major, f"the amount is {major} {currency}, not above 0", advice
            )

    def word(self, name: str, allowed: Sequence[str]) -> Callable[[Row], str]:
        """One of a few words; the first where missing."""
        at, column, missing, first = self.place(name), self.column(name), self.missing, allowed[0]
        if at is None:
            return lambda row: first

        def read(row: Row) -> str:
            text = row[at]
            word = first if text in missing else text.strip().casefold()
            if word not in allowed:
                reason = f"{name} {_shown(text)} is not known"
                raise BadCell(UNKNOWN_WORD, column, text, reason, f"write one of {', '.join(allowed)}")
            return word

        return read

    def instalment(self) -> Callable[[Row], int]:
        """The number of the instalment; 1 where missing."""
        at, column, missing = self.place("instalment"), self.column("instalment"), self.missing
        if at is None:
            return lambda row: 1

        def read(row: Row) -> int:
            text = row[at]
            try:
                number = 1 if text in missing else read_whole(text)
            except InvalidValue:
                number = 0
            if not 1 <= number <= 999:
                reason = f"{_shown(text)} is no number of an instalment"
                raise BadCell(UNKNOWN_WORD, column, text, reason, "write 1, 2, 3 …")
            return number

        return read

    def detail(self, name: str, read: Callable[[str], T]) -> Callable[[Row], T | None]:
        """Something the row can be taken without: unreadable, it is left empty, with a warning."""
        at = self.place(name)
        return (lambda row: None) if at is None else self._detail(at, self.column(name), read, self.missing)

    def flag(self, name: str) -> Callable[[Row], bool | None]:
        notation = self.section.notation
        yes, no = frozenset(notation.yes), frozenset(notation.no)
        at = self.place(name)
        if at is None:
            return lambda row: None
        return self._detail(at, self.column(name), lambda text: read_flag(text, yes, no), self.missing - yes - no)

    def attributes(self, wanted: Sequence[Attribute]) -> Callable[[Row], dict[str, str | float | None]]:
        """Further columns, by their names; an empty one is left out, as if the file did not have it."""
        readers = [(attribute.name, self._attribute(attribute)) for attribute in wanted]
        if not readers:
            return lambda row: {}
        return lambda row: {name: value for name, read in readers if (value := read(row)) is not None}

    def figures(self, wanted: Sequence[Attribute]) -> Callable[[Row], dict[str, str | float | None]]:
        """The same of figures that hold from a day on: an empty one is None, it ends what was told before."""
        readers = [(attribute.name, self._attribute(attribute)) for attribute in wanted]
        return lambda row: {name: read(row) for name, read in readers}

    def _attribute(self, attribute: Attribute) -> Callable[[Row], str | float | None]:
        at, missing = self.header.index(attribute.column), self.missing
        if attribute.type == "number":
            return self._detail(at, attribute.column, lambda text: float(self.amounts.decimal(text)), missing)
        return lambda row: None if row[at] in missing else row[at]

    def _detail(
        self, at: int, column: str, read: Callable[[str], T], missing: frozenset[str]
    ) -> Callable[[Row], T | None]:
        def value(row: Row) -> T | None:
            text = row[at]
            if text in missing:
                return None
            try:
                return read(text)
            except InvalidValue as error:
                self.warn_detail(column, text, error)
                return None

        return value

    def warn(self, dirt: Dirt, column: str, value: str, reason: str, advice: str) -> None:
        self.warnings.append(BadCell(dirt, column, value, reason, advice))

    def warn_detail(self, column: str, text: str, error: InvalidValue) -> None:
        self.warn(UNREADABLE_DETAIL, column, text, f"{_shown(text)} {error}", "correct it and import again")

    def take_warnings(self, line: int) -> tuple[Finding, ...]:
        """The warnings of the row just read."""
        if not self.warnings:
            return ()
        found = tuple(warning.at(self.file, line) for warning in self.warnings)
        self.warnings.clear()
        return found

    def must(self, name: str) -> int:
        """Place of a column that every file of this kind has."""
        return self.header.index(self.section.columns[name])


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")
