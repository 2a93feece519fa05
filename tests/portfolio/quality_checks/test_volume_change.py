"""Sudden changes of volume."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from tests.book import read_book
from tests.portfolio.looking import seen


def ledger(engine: Engine, counts: list[int]) -> Any:
    """So many invoices in each period of 28 days, the last ending on 31 Dec 2025."""
    lines, last = [], date(2025, 12, 31)
    for period, count in enumerate(reversed(counts)):
        end = last - timedelta(days=28 * period)
        for n in range(count):
            day = end - timedelta(days=n * 27 // max(count - 1, 1))
            lines.append(f"invoice {period}-{n} to A: {100 + n}.00, issued {day}, due {day + timedelta(days=30)}")
    return read_book(engine, "A book.\n\n" + "\n".join(lines))


def test_half_of_the_invoices_are_missing(sqlite_engine: Engine) -> None:
    book = ledger(sqlite_engine, [60, 64, 58, 61, 63, 60, 59, 20])
    found = seen(book, "volume_change")
    assert [example.subject for example in found.examples] == ["invoices", "worth"]
    assert found.examples[0].said.en == "invoices issued: 20 in the newest 28 days; before, 60 (between 58 and 64)"
    assert (found.figures["invoices_newest"], found.figures["invoices_median"]) == (20, 60)


def test_a_usual_swing_is_none(sqlite_engine: Engine) -> None:
    assert seen(ledger(sqlite_engine, [60, 45, 70, 52, 66, 49, 71, 44]), "volume_change").holds


def test_too_few_periods(sqlite_engine: Engine) -> None:
    found = seen(ledger(sqlite_engine, [60, 60, 10]), "volume_change")
    assert (found.holds, found.of) == (True, 0)
    assert "Too few periods" in found.said.en
