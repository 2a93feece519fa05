"""Amounts in the base currency by the rates of the ledger: which quote serves an invoice, as known on every day of its past.

The rule (docs/decisions/0006-rates.md): the latest quote of the issue day or at most some days before; of one day's quotes the
direct one before its inverse; never a third currency; no quote, no base amount. A rate that becomes known, or is
corrected, after the invoice makes a new version of the item from that day on, so that earlier days stay as they were.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, func, select

from ledger.arrays import ItemVersions
from ledger.day import FOREVER, day_number
from ledger.money import LARGEST_MINOR, exponent
from ledger.policy import Policy, policy_on
from ledger.standing import stands
from ledger.tables import FACTS, facts_with_end

Ratio = tuple[int, int]
"""Minor units of the base currency per minor unit of the foreign one, exactly: numerator, denominator."""
Step = tuple[int, Ratio | None]
"""From the end of this knowledge day on the ratio is this; None: no quote serves."""


class Quote(NamedTuple):
    """A quote of a foreign currency in the base currency, or (``inverse``) of the base currency in the foreign one."""

    quoted_on: int
    inverse: bool
    rate: Decimal
    known_on: int
    until: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """What was known of the rates; ``quoted``: foreign currency → its quotes, by the day they were quoted."""

    base_currency: str
    valid_days: int
    quoted: dict[str, list[Quote]]

    def steps(self, currency: str, issued_on: int) -> list[Step]:
        """How the ratio for an invoice of that day went, by knowledge day; empty where no quote ever served."""
        if currency == self.base_currency:
            return [(int(-FOREVER), (1, 1))]
        quotes = self.quoted.get(currency, [])
        low = bisect_left(quotes, issued_on - self.valid_days, key=lambda quote: quote.quoted_on)
        high = bisect_right(quotes, issued_on, key=lambda quote: quote.quoted_on)
        near = quotes[low:high]
        out: list[Step] = []
        for day in sorted({quote.known_on for quote in near} | {quote.until for quote in near} - {int(FOREVER)}):
            standing = [quote for quote in near if quote.known_on <= day < quote.until]
            best = max(standing, key=lambda quote: (quote.quoted_on, not quote.inverse), default=None)
            ratio = None if best is None else self._ratio(currency, best)
            if not out or out[-1][1] != ratio:
                out.append((day, ratio))
        return out

    def base_amount(self, minor: int, currency: str, issued_on: int, known_on: int) -> int | None:
        """What an invoice of that day is worth in the base currency by what was known at the end of ``known_on``; None: no rate."""
        ratio = self._known_ratio(currency, issued_on, known_on)
        amount, known = _times(minor, ratio)
        return amount if known else None

    def rate(self, currency: str, day: int, known_on: int) -> float | None:
        """Minor units of the base currency for one of another, as known at the end of ``known_on``; None: no quote serves it."""
        ratio = self._known_ratio(currency, day, known_on)
        return None if ratio is None else ratio[0] / ratio[1]

    def _known_ratio(self, currency: str, issued_on: int, known_on: int) -> Ratio | None:
        ratio = None
        for day, following in self.steps(currency, issued_on):
            if day <= known_on:
                ratio = following
        return ratio

    def _ratio(self, currency: str, quote: Quote) -> Ratio:
        numerator, denominator = quote.rate.as_integer_ratio()
        if quote.inverse:
            numerator, denominator = denominator, numerator
        shift = exponent(self.base_currency) - exponent(currency)
        return numerator * int(10 ** max(shift, 0)), denominator * int(10 ** max(-shift, 0))


def no_quotes(policy: Policy) -> Quotes:
    """Enough where nothing is in a foreign currency."""
    return Quotes(policy.base_currency, policy.rate_valid_days, {})


def read_quotes(connection: Connection, as_of: date, policy: Policy) -> Quotes:
    """Quotes between the base currency and any other, known before the start of ``as_of``."""
    table, cut, base_currency = FACTS["rates"].c, day_number(as_of), policy.base_currency
    columns = (table.currency, table.base_currency, func.day_number(table.quoted_on), table.rate)
    query = facts_with_end("rates", *columns, func.day_number(table.known_on)).where(table.known_on < as_of)
    quoted: dict[str, list[Quote]] = {}
    for currency, base, quoted_on, rate, known_on, ended in connection.execute(query):
        foreign = currency if base == base_currency else base
        until = int(FOREVER) if ended is None or ended >= cut else ended
        if base_currency in (currency, base) and known_on < until:
            quote = Quote(quoted_on, base != base_currency, Decimal(rate), known_on, until)
            quoted.setdefault(foreign, []).append(quote)
    for quotes in quoted.values():
        quotes.sort(key=lambda quote: quote.quoted_on)
    return replace(no_quotes(policy), quoted=quoted)


def in_base(versions: ItemVersions, currencies: Sequence[str], quotes: Quotes) -> ItemVersions:
    """The same versions with the base amounts that no source stated; one more version where a rate came later."""
    versions = _in_base_already(versions, currencies, quotes.base_currency)
    unstated = np.flatnonzero(versions.amount_known & ~versions.base_known)
    served = np.array([name in quotes.quoted for name in currencies], dtype=np.bool_)
    if len(unstated):
        unstated = unstated[served[versions.currency[unstated]]]
    if not len(unstated):
        return versions
    pieces = list(_pieces(versions, unstated, currencies, quotes))
    kept = np.setdiff1d(np.arange(len(versions.item)), unstated)
    row = np.concatenate([kept, np.array([piece[0] for piece in pieces], dtype=np.int64)])
    new = slice(len(kept), None)
    told = {field.name: getattr(versions, field.name) for field in fields(versions)}
    columns = {name: column[row] for name, column in told.items() if column is not None}
    for name, place in (("known_on", 1), ("until", 2), ("base", 3), ("base_known", 4)):
        columns[name][new] = [piece[place] for piece in pieces]
    order = np.lexsort((columns["known_on"], columns["item"]))
    return replace(versions, **{name: column[order] for name, column in columns.items()})


def _in_base_already(versions: ItemVersions, currencies: Sequence[str], base_currency: str) -> ItemVersions:
    """Amounts in the base currency are their own base amounts: no rate is looked for."""
    if base_currency not in currencies:
        return versions
    own = versions.amount_known & ~versions.base_known & (versions.currency == currencies.index(base_currency))
    base = np.where(own, versions.amount, versions.base)
    return replace(versions, base=base, base_known=versions.base_known | own)


def _pieces(
    versions: ItemVersions, rows: Any, currencies: Sequence[str], quotes: Quotes
) -> Iterator[tuple[int, int, int, int, bool]]:
    """(row, known on, until, base amount, whether there is one): each version, cut where its rate changed."""
    known: dict[tuple[int, int], list[Step]] = {}
    told = zip(
        rows.tolist(), versions.currency[rows].tolist(), versions.issued_on[rows].tolist(),
        versions.known_on[rows].tolist(), versions.until[rows].tolist(), versions.amount[rows].tolist(), strict=True,
    )  # fmt: skip
    for row, currency, issued_on, known_on, until, amount in told:
        steps = known.get((currency, issued_on))
        if steps is None:
            steps = known[currency, issued_on] = quotes.steps(currencies[currency], issued_on)
        start, ratio = known_on, None
        for day, following in steps:
            if day <= start:
                ratio = following
            elif day < until:
                yield row, start, day, *_times(amount, ratio)
                start, ratio = day, following
        yield row, start, until, *_times(amount, ratio)


def _times(amount: int, ratio: Ratio | None) -> tuple[int, bool]:
    """Rounded half up to a whole minor unit; none where no quote serves, or a mistyped one leads beyond what a ledger holds."""
    if ratio is None:
        return 0, False
    made = (2 * amount * ratio[0] + ratio[1]) // (2 * ratio[1])
    return (made, True) if made <= LARGEST_MINOR else (0, False)


class RatedDays:
    """Which days a quote serves, by the rates that stand now: what an import asks before it says that a rate is missing."""

    def __init__(self, connection: Connection, base_currency: str):
        self._base_currency, self._valid_days = base_currency, policy_on(connection, date.max).rate_valid_days
        table = FACTS["rates"]
        query = select(table.c.currency, table.c.base_currency, table.c.quoted_on).where(stands("rates"))
        self._days: dict[str, list[int]] = {}
        for currency, base, quoted_on in connection.execute(query.order_by(table.c.quoted_on)):
            if base_currency in (currency, base):
                self._days.setdefault(currency if base == base_currency else base, []).append(day_number(quoted_on))

    def serve(self, currency: str, issued_on: int) -> bool:
        days = self._days.get(currency, [])
        at = bisect_right(days, issued_on)
        return at > 0 and days[at - 1] >= issued_on - self._valid_days
