"""Numbers, money and dates as each language writes them (babel)."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from rendering.texts import LANGUAGES

DATES = {"en": ("d MMM", "d MMM y"), "zh": ("M月d日", "y/M/d")}
"""Pattern without and with the year."""


_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[+\-−]?[0-9])|(?<=[0-9%])(?=[\u4e00-\u9fff])")
"""Where Chinese meets a number."""


def spaced(text: str) -> str:
    """Chinese with a space on both sides of every number, as all phrases of ``texts/zh.toml`` have it: 已逾期 2 天."""
    return _BETWEEN.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes values; ``today`` decides which dates can do without their year."""

    language: str
    today: dt.date | None = None

    def money(self, amount: Decimal, currency: str) -> str:
        """With all decimals of the currency: €1,234.50."""
        return format_currency(amount, currency, locale=self._locale)

    def whole_money(self, amount: Decimal, currency: str) -> str:
        """Rounded to whole units, for totals and estimates: €1,235."""
        whole = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP) + 0  # + 0: never "−0"
        return format_currency(whole, currency, "¤#,##0", locale=self._locale, currency_digits=False)

    def percent(self, share: float) -> str:
        """Whole percent, but never 0 % or 100 % for what is only nearly so: <1%, >99%."""
        if 0 < share < 0.005:
            return "<1%"
        if 0.995 <= share < 1:
            return ">99%"
        return f"{round(100 * share)}%"

    def points(self, share: float) -> str:
        """Signed percentage points, one decimal: +12.3."""
        return self.signed(100 * share)

    def signed(self, value: float) -> str:
        """With its sign and one decimal: +12.3."""
        return format_decimal(round(value, 1) + 0.0, "+0.0;−0.0", locale=self._locale)

    def whole_signed(self, value: int) -> str:
        """With its sign, without decimals: +12; 0 has none."""
        return format_decimal(value, "+0;−0", locale=self._locale) if value else "0"

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self._locale)

    def date(self, day: dt.date | None) -> str:
        """22 Nov, with its year where that is not this year's; an en dash for none."""
        if day is None:
            return "–"
        short, long = DATES[self.language]
        same_year = self.today is not None and day.year == self.today.year
        return format_date(day, short if same_year else long, locale=self._locale)

    def short_date(self, day: dt.date) -> str:
        """Never with the year: under a picture."""
        return format_date(day, DATES[self.language][0], locale=self._locale)

    def month(self, first_on: dt.date) -> str:
        """Jan 2026; 2026年1月."""
        return format_date(first_on, "y年M月" if self.language == "zh" else "MMM y", locale=self._locale)

    def long_date(self, day: dt.date) -> str:
        return format_date(day, "y年M月d日" if self.language == "zh" else DATES[self.language][1], locale=self._locale)

    @property
    def _locale(self) -> Locale:
        return Locale.parse(LANGUAGES[self.language])
