"""From the text of a cell to a day, an amount in minor units, a flag or a number, as the mapping says: never a guess."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from ledger.day import ALWAYS
from ledger.errors import InvalidValue
from ledger.money import exponent, to_minor

MANY_DAYS = 50_000
"""Different texts of days that are remembered at once."""
PLAIN_DIGITS = 12
"""Digits of whole units that are read without asking whether the amount is absurd."""
LAST_DAY = date(2200, 1, 1)
ISO = "%Y-%m-%d"
A_MAPPING = "in a mapping (--mapping FILE.toml)"
"""Where a file that writes values otherwise says so."""
SPACES = " \u00a0\u202f"
"""Thousands are set apart by any of these where the mapping says a space."""
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
AS_LETTERS = {"Y": "yyyy", "m": "mm", "d": "dd", "y": "yy", "H": "hh", "M": "mm", "S": "ss", "b": "Jan", "B": "January"}


class DayReader:
    """Reads days of one format; a text seen before costs one look-up."""

    def __init__(self, date_format: str):
        self.date_format = date_format
        self.expected = re.sub("%([A-Za-z])", lambda match: AS_LETTERS.get(match[1], match[0]), date_format)
        self._known: dict[str, date] = {}

    def __call__(self, text: str) -> date:
        """``InvalidValue`` where the text is not a day of the format, or before 1900 or after 2199."""
        day = self._known.get(text)
        if day is None:
            if len(self._known) >= MANY_DAYS:
                self._known.clear()
            day = self._known[text] = self._read(text.strip())
        return day

    def _read(self, text: str) -> date:
        try:
            if self.date_format == ISO:
                if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                    raise ValueError
                day = date.fromisoformat(text)
            else:
                day = datetime.strptime(text, self.date_format).date()  # noqa: DTZ007 (a business day has no zone)
        except ValueError as error:
            if "out of range" in str(error):  # of the month, the year or the month's days: all its signs were read
                raise InvalidValue(f"is written {self.expected}, but the calendar has no such day") from None
            raise InvalidValue(f"is not a day written {self.expected}") from None
        if not ALWAYS <= day < LAST_DAY:
            raise InvalidValue("lies outside the years 1900 to 2199")
        return day


class AmountReader:
    """Reads amounts with one decimal mark and at most one thousands mark, into minor units."""

    def __init__(self, decimal_mark: str, thousands_mark: str):
        self.decimal_mark, self.thousands_mark = decimal_mark, thousands_mark
        self.marks = SPACES if thousands_mark == " " else thousands_mark
        point = re.escape(decimal_mark)
        grouped = f"|[0-9]{{1,3}}(?:[{re.escape(self.marks)}][0-9]{{3}})+" if self.marks else ""
        self._shape = re.compile(f"(-?)([0-9]+{grouped})(?:{point}([0-9]*))?(-?)")
        self._plain = re.compile(f"([0-9]{{1,{PLAIN_DIGITS}}}){point}([0-9]+)")
        self.expected = f"1{thousands_mark}234{decimal_mark}56"

    def decimal(self, text: str) -> Decimal:
        """The number; ``InvalidValue`` where the text is not written as the mapping says. A minus may stand behind."""
        match = self._shape.fullmatch(text.strip())
        if match is None or (match[1] and match[4]):
            raise InvalidValue(f"is not a number written {self.expected}")
        whole = match[2]
        for mark in self.marks:
            whole = whole.replace(mark, "")
        return Decimal(f"{match[1] or match[4]}{whole}.{match[3] or 0}")

    def minor(self, text: str, currency: str) -> int:
        """Minor units of ``currency``, exactly; more decimals than it has are refused."""
        match = self._plain.fullmatch(text)
        if match is not None and len(match[2]) == exponent(currency):
            return int(match[1] + match[2])
        return to_minor(self.decimal(text), currency)

    def plain_minors(self, texts: Sequence[str], currency: str) -> list[int] | None:
        """``minor`` of many at once where each is written with all decimals of ``currency`` and no more; else None."""
        places = exponent(currency)
        one = f"[0-9]{{1,{PLAIN_DIGITS}}}" + (f"{re.escape(self.decimal_mark)}[0-9]{{{places}}}" if places else "")
        joined = "\n".join(texts)
        if joined.count("\n") != len(texts) - 1 or re.fullmatch(f"{one}(?:\n{one})*", joined) is None:
            return None
        return list(map(int, joined.replace(self.decimal_mark, "").split("\n")))


def read_flag(text: str, yes: frozenset[str], no: frozenset[str]) -> bool:
    """Yes or no, in any case of letters."""
    word = text.strip().casefold()
    if word in yes:
        return True
    if word in no:
        return False
    raise InvalidValue(f"is neither of {sorted(yes)} nor of {sorted(no)}")


def read_whole(text: str) -> int:
    """A whole number such as 30 or 30.0."""
    match = re.fullmatch(r"(-?[0-9]{1,9})(?:\.0*)?", text.strip())
    if match is None:
        raise InvalidValue("is not a whole number")
    return int(match[1])


def read_instant(text: str, day_of: Callable[[str], date]) -> datetime:
    """An instant of ISO 8601, in UTC where it names no zone, or a day of the file's format (its first moment in UTC)."""
    text = text.strip()
    if not INSTANT.fullmatch(text):
        day = day_of(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        instant = datetime.fromisoformat(text)
        instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidValue("is not an instant written yyyy-mm-ddThh:mm:ss+hh:mm") from None
    if not ALWAYS <= instant.date() < LAST_DAY:
        raise InvalidValue("lies outside the years 1900 to 2199")
    return instant
