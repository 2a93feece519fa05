"""The example of the two contracts, worked by hand: six invoices, two customers, one quarter.

Customer A: invoice 1 is paid 10 Feb and booked 12 Feb; 2 is half paid 12 Mar, the rest 20 Mar; 3 is credited 1 Mar; 4 falls due
in two instalments. Customer B: 5 is never paid; 6 was paid 5 Mar by a payment first recorded 20 Mar, after the
history had been loaded.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from sqlalchemy import Engine

from features.feature import catalog
from features.frame import build
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.day import day_number
from ledger.migration import migrate
from ledger.settings import Settings
from ledger.settlement import balances, closed_on, closings, open_on
from portfolio.ageing import ageing
from portfolio.kpi import Period
from portfolio.kpis import dso
from portfolio.live_state import live_items
from portfolio.statement import statements
from tests.book import Book, read_book
from training.backtest import pairs

HISTORY = """The quarter as it was loaded.

year 2026
customer A: country DE, industry trade
customer B: country DE, industry trade
invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
invoice 2 to A: 500.00, issued 10 Feb, due 12 Mar
invoice 3 to A: 200.00, issued 10 Feb, due 12 Mar
invoice 4/1 to A: 300.00, issued 1 Mar, due 31 Mar
invoice 4/2 to A: 300.00, issued 1 Mar, due 30 Apr
invoice 5 to B: 80.00, issued 1 Mar, due 1 Mar
invoice 6 to B: 60.00, issued 1 Mar, due 15 Mar
payment of 1: 1000.00, paid 10 Feb, booked 12 Feb
payment of 2: 250.00, paid 12 Mar
payment of 2: 250.00, paid 20 Mar
credit of 3: 200.00, on 1 Mar
"""
LATER = """recorded 20 Mar
payment of 6: 60.00, paid 5 Mar
"""
ITEMS = ("1", "2", "3", "4/1", "4/2", "5", "6")


@pytest.fixture
def example(engine: Engine) -> Iterator[Book]:
    """The whole example, on each database."""
    yield read_book(engine, HISTORY + LATER)


@pytest.fixture
def history_only(tmp_path: Path) -> Iterator[Book]:
    """The ledger before the late payment came in, in a home of its own."""
    engine = open_ledger(Settings(home=tmp_path / "then"))
    migrate(engine)
    yield read_book(engine, HISTORY)
    engine.dispose()


def state(book: Book, day: str) -> dict[str, str]:
    """What each known item is at the start of a day: open, late, settled, closed without cash; with its open amount."""
    arrays = book.arrays(day)
    as_of = np.array([arrays.as_of], dtype=np.int32)
    made, moved, said = closings(arrays), balances(arrays), {}
    for name in ITEMS:
        try:
            item = np.array([book.item(arrays, name)], dtype=np.int32)
        except KeyError:
            continue
        closing = int(closed_on(made, item, as_of)[0])
        left = int(open_on(moved, item, as_of)[0][0])
        due = int(arrays.items.due_on[arrays.items.item == item[0]][0])
        if closing >= 0:
            late = int(made.settled_on[closing]) - due
            said[name] = f"settled {late:+d}" if made.in_cash[closing] else "closed without cash"
        else:
            said[name] = f"{'late' if arrays.as_of > due else 'open'} {left / 100:.0f}"
    return said


def test_who_is_open_late_settled_closed_without_cash(example: Book) -> None:
    """At the start of each day: what is booked on a day is not known at its start."""
    assert state(example, "10 Feb") == {"1": "late 1000"}, (
        "invoices 2 and 3 are issued on that day: siblings are not seen"
    )
    assert state(example, "12 Feb") == {"1": "late 1000", "2": "open 500", "3": "open 200"}
    assert state(example, "13 Feb") == {"1": "settled +10", "2": "open 500", "3": "open 200"}
    march = {"4/1": "open 300", "4/2": "open 300"}
    assert state(example, "12 Mar") == {
        "1": "settled +10", "2": "open 500", "3": "closed without cash", **march, "5": "late 80", "6": "open 60",
    }  # fmt: skip
    assert state(example, "13 Mar")["2"] == "late 250", "half is paid on the due day: the other half is late"
    assert state(example, "21 Mar") == {
        "1": "settled +10", "2": "settled +8", "3": "closed without cash", **march, "5": "late 80", "6": "settled -10",
    }  # fmt: skip


def buckets(arrays: LedgerArrays, book: Book, customer: str) -> list[int]:
    made = ageing(arrays, book.policy())
    mine = made.customer == book.customer(arrays, customer)
    assert (made.balance == made.buckets.sum(axis=1) - made.unapplied).all()
    return [int(cents) // 100 for cents in made.buckets[mine].sum(axis=0)]


def closing(book: Book, day: str) -> LedgerArrays:
    return book.arrays(day_number(book.day(day)) + 1)


def test_ageing_at_month_ends(example: Book) -> None:
    """[not due, 1–30, 31–60, 61–90, over 90]; on 31 Mar invoice 5 is 30 days late, instalment 4/1 due that very day."""
    assert buckets(closing(example, "28 Feb"), example, "A") == [700, 0, 0, 0, 0]
    assert buckets(closing(example, "31 Mar"), example, "A") == [600, 0, 0, 0, 0]
    assert buckets(closing(example, "31 Mar"), example, "B") == [0, 80, 0, 0, 0]


def test_dso_at_month_ends(example: Book) -> None:
    """28 Feb: 700 open of 1,700 sold in 59 days. 31 Mar: 680 open of 2,440 − 200 credited, in 90 days."""
    policy = example.policy()
    february = Period(example.day("1 Jan"), example.day("28 Feb"))
    march = Period(example.day("1 Jan"), example.day("31 Mar"))
    assert dso.compute(closing(example, "28 Feb"), policy, february) == (pytest.approx(700 / 1700 * 59), 0)
    assert dso.compute(closing(example, "31 Mar"), policy, march) == (pytest.approx(680 / 2240 * 90), 0)


@pytest.mark.parametrize("day", ["28 Feb", "10 Mar", "19 Mar"])
def test_then_and_as_recomputed_later(example: Book, history_only: Book, day: str) -> None:
    """The payment of invoice 6, recorded on 20 Mar, changes no closing day before it."""
    then, later = closing(history_only, day), closing(example, day)
    for customer in ("A", "B"):
        if customer == "A" or day != "28 Feb":
            assert buckets(then, history_only, customer) == buckets(later, example, customer)
    assert buckets(later, example, "B") == (
        [0] * 5 if day == "28 Feb" else [60, 80, 0, 0, 0] if day == "10 Mar" else [0, 140, 0, 0, 0]
    )


def test_from_the_day_it_is_recorded_it_counts(example: Book, history_only: Book) -> None:
    """On 31 Mar the ledger with the late payment no longer shows invoice 6."""
    assert buckets(closing(history_only, "31 Mar"), history_only, "B") == [0, 140, 0, 0, 0]
    assert buckets(closing(example, "31 Mar"), example, "B") == [0, 80, 0, 0, 0]


def open_now(view: LedgerAsOf) -> dict[str, float]:
    """Item → its open amount in major units, through a view."""
    items = live_items(view.arrays, view.policy)
    return {
        f"{one.invoice_id}/{one.instalment}" if one.invoice_id == "4" else one.invoice_id: one.open_minor / 100
        for one in items
    }


@pytest.mark.parametrize("day", ["10 Feb", "12 Feb", "28 Feb", "1 Mar", "12 Mar", "20 Mar", "31 Mar"])
def test_three_views_of_one_ledger(example: Book, day: str) -> None:
    """Start of day, end of day, now: the end of a day is the start of the next; now is the end of a day that still runs."""
    today = example.day(day)
    with reading(example.engine) as connection:
        start, end = LedgerAsOf(connection, today), LedgerAsOf.closing(connection, today)
        assert open_now(LedgerAsOf.live(connection, today)) == open_now(end)
        assert open_now(LedgerAsOf(connection, today + timedelta(days=1))) == open_now(end)
        march = {"4/1": 300, "4/2": 300, "5": 80, "6": 60}
        whole = {
            "10 Feb": ({"1": 1000}, {"1": 1000, "2": 500, "3": 200}),
            "12 Feb": ({"1": 1000, "2": 500, "3": 200}, {"2": 500, "3": 200}),
            "28 Feb": ({"2": 500, "3": 200}, {"2": 500, "3": 200}),
            "1 Mar": ({"2": 500, "3": 200}, {"2": 500} | march),
            "12 Mar": ({"2": 500} | march, {"2": 250} | march),
            "20 Mar": ({"2": 250} | march, march | {"6": None}),
            "31 Mar": (march | {"6": None}, march | {"6": None}),
        }[day]
        expected = [{name: left for name, left in one.items() if left is not None} for one in whole]
        assert [open_now(start), open_now(end)] == expected


def test_statements_of_march(example: Book) -> None:
    """A: 700 on 28 Feb, 600 invoiced, 200 credited, 500 paid: 600. B: 140 invoiced, 60 paid on the day it was recorded: 80."""
    with reading(example.engine) as connection:
        (a,), (b,) = (statements(connection, name, example.day("31 Mar")) for name in ("A", "B"))
    assert (a.opening_minor, a.totals_minor, a.closing_minor) == (
        70000, {"invoice": 60000, "credit_note": -20000, "payment": -50000}, 60000,
    )  # fmt: skip
    assert [(line.known_on, line.occurred_on) for line in b.lines if line.kind == "payment"] == [
        (example.day("20 Mar"), example.day("5 Mar"))
    ]
    assert (b.closing_minor, b.buckets_minor, b.unapplied_minor) == (8000, (0, 8000, 0, 0, 0), 0)


FEATURES = (
    "settled_count", "usual_delay_days", "amount_weighted_delay_days", "delay_with_overdue_days", "late_share",
    "open_count", "open_amount", "overdue_count", "overdue_amount", "oldest_overdue_days",
    "since_last_payment_days", "usual_payment_gap_days", "silence",
)  # fmt: skip
NONE = float("nan")


@pytest.mark.parametrize(
    ("day", "subject", "expected"),
    [
        # at its issue invoice 2 sees invoice 1: open, 10 days overdue; 3 is a sibling of the same day and not seen
        ("10 Feb", "2", (0, NONE, NONE, 10, NONE, 1, 1000, 1, 1000, 10, NONE, NONE, NONE)),
        # paid on the 10th, but booked on the 12th: at the start of the 12th still not known
        ("12 Feb", "2", (0, NONE, NONE, 12, NONE, 2, 1200, 1, 1000, 12, NONE, NONE, NONE)),
        ("13 Feb", "2", (1, 10, 10, 10, 1, 1, 200, 0, 0, 0, 3, NONE, NONE)),
        # 3 was closed by a credit note, which is no delay; the half paid today is not known yet: 30 days of silence
        ("12 Mar", "2", (1, 10, 10, 10, 1, 2, 600, 0, 0, 0, 30, NONE, NONE)),
        ("13 Mar", "4/1", (1, 10, 10, (10 + 1) / 2, 1, 2, 550, 1, 250, 1, 1, 30, 1 / 30)),
        # 2 was settled 8 days late; payment days 10 Feb, 12 Mar, 20 Mar lie 19 days apart on average
        ("21 Mar", "4/1", (2, 9, 14000 / 1500, 9, 1, 1, 300, 0, 0, 0, 1, 19, 1 / 19)),
        # of customer B, 6 became known as paid 10 days early on 20 Mar; before, it was open and overdue since 15 Mar
        ("20 Mar", "5", (0, NONE, NONE, 5, NONE, 1, 60, 1, 60, 5, NONE, NONE, NONE)),
        ("21 Mar", "5", (1, -10, -10, -10, 0, 0, 0, 0, 0, 0, 16, NONE, NONE)),
    ],
)
def test_features_of_habit_balance_and_silence(
    example: Book, day: str, subject: str, expected: tuple[float, ...]
) -> None:
    """Asked of the whole ledger, as of each day: what came in later changes nothing."""
    arrays, policy = example.arrays("31 Dec"), example.policy()
    index = FeatureIndex(arrays, policy)
    item = np.array([example.item(arrays, subject)], dtype=np.int32)
    as_of = np.array([day_number(example.day(day))], dtype=np.int32)
    columns = {declared.name: declared for declared in catalog()}
    row = build(index, subjects_at(index, item, as_of), [columns[name] for name in FEATURES])[0]
    assert dict(zip(FEATURES, row, strict=True)) == pytest.approx(
        dict(zip(FEATURES, expected, strict=True)), nan_ok=True
    )


def asked(book: Book, at: Literal["issue", "monday"]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Item → the days it is scored on in a backtest of the quarter, and what is left out."""
    arrays = book.arrays("1 Apr")
    first, last = (day_number(book.day(day)) for day in ("1 Jan", "31 Mar"))
    found = pairs(arrays, closings(arrays), first, last, at)
    days: dict[str, list[str]] = {}
    for item, day in zip(found.item, found.as_of, strict=True):
        name = next(name for name in ITEMS if book.item(arrays, name) == item)
        days.setdefault(name, []).append(f"{book.day(int(day)):%-d %b}")
    return days, found.left_out


def test_what_a_backtest_scores_and_leaves_out(example: Book) -> None:
    """At issue every invoice once, not the credit note. On Mondays what was open by what was known, until it was paid."""
    at_issue, left_out = asked(example, "issue")
    assert at_issue == {
        "1": ["1 Jan"], "2": ["10 Feb"], "3": ["10 Feb"], "4/1": ["1 Mar"], "4/2": ["1 Mar"], "5": ["1 Mar"], "6": ["1 Mar"],
    }  # fmt: skip
    assert left_out == {"credit_note": 1, "withdrawn_before": 0, "closed_before": 0, "paid_before_known_later": 0}
    mondays, left_out = asked(example, "monday")
    march = ["2 Mar", "9 Mar", "16 Mar", "23 Mar", "30 Mar"]
    assert mondays == {
        "1": ["5 Jan", "12 Jan", "19 Jan", "26 Jan", "2 Feb", "9 Feb"],
        "2": ["16 Feb", "23 Feb", "2 Mar", "9 Mar", "16 Mar"],
        "3": ["16 Feb", "23 Feb"],
        "4/1": march, "4/2": march, "5": march,
        "6": ["2 Mar"],
    }  # fmt: skip
    assert left_out["paid_before_known_later"] == 2, "on 9 and 16 March invoice 6 was paid, though nobody knew"
