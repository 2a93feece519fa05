"""Customers who suddenly pay otherwise."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from tests.book import read_book
from tests.portfolio.looking import seen


def ledger(engine: Engine, delays: list[int]) -> Any:
    """32 invoices settled in each period of 28 days, by so many days late; the last period ends on 31 Dec 2025."""
    lines, last = [], date(2025, 12, 31)
    for period, delay in enumerate(reversed(delays)):
        for n in range(32):
            paid = last - timedelta(days=28 * period + n * 27 // 31)
            due = paid - timedelta(days=delay)
            lines.append(f"invoice {period}-{n} to A: {n + 1}.00, issued {due - timedelta(days=14)}, due {due}")
            lines.append(f"payment of {period}-{n}: paid {paid}")
    return read_book(engine, "A book.\n\n" + "\n".join(lines))


def test_suddenly_ten_days_later(sqlite_engine: Engine) -> None:
    found = seen(ledger(sqlite_engine, [2, 3, 2, 1, 2, 3, 2, 12]), "habit_change")
    assert not found.holds
    assert (
        found.said.en
        == "Median days late of what was settled in the newest 28 days: +12; before, +2 (between +1 and +3)."
    )


def test_as_ever(sqlite_engine: Engine) -> None:
    assert seen(ledger(sqlite_engine, [2, 3, 2, 1, 2, 3, 2, 4]), "habit_change").holds


def test_too_few_to_say(sqlite_engine: Engine) -> None:
    found = seen(ledger(sqlite_engine, [2, 9]), "habit_change")
    assert (found.holds, found.of) == (True, 0)
