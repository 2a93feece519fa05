"""The view of the book: live state, one currency for sums, rebuilt when something is written and only then."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from ledger.connection import open_ledger, writing
from ledger.errors import LedgerEmpty, UnknownInvoice
from ledger.recording import Recorder
from ledger.records import Item
from ledger.settings import Settings
from serving.book import BookShelf, BookView, read_book
from tests.serving.scored_ledger import OPEN, TODAY, fill, pay


def by_id(view: BookView) -> dict[str, int]:
    return {item.score.invoice_id: item.open_minor for item in view.open_items if item.score.instalment == 1}


def test_it_shows_what_is_scored_and_open_on_both_databases(engine: Engine) -> None:
    fill(engine)
    view = read_book(engine, TODAY)
    assert len(view.open_items) == len(OPEN) and view.closed_since == 0
    assert view.scored_as_of == TODAY
    first = next(item for item in view.open_items if item.score.invoice_id == "INV-1001")
    assert (first.customer_name, first.overdue_days, first.disputed) == ("Nordwind Maschinenbau GmbH", 12, False)
    assert next(item for item in view.open_items if item.score.invoice_id == "INV-1002").disputed


def test_a_payment_recorded_now_counts_at_once(sqlite_engine: Engine) -> None:
    fill(sqlite_engine)
    shelf = BookShelf(sqlite_engine)
    before = shelf.current(TODAY)
    assert shelf.current(TODAY) is before, "nothing written: the same view"
    pay(sqlite_engine, "INV-1001", 1_000_000)
    part = shelf.current(TODAY)
    assert by_id(part)["INV-1001"] == 842_000
    pay(sqlite_engine, "INV-1003", 240_000)
    after = shelf.current(TODAY)
    assert "INV-1003" not in by_id(after) and after.closed_since == 1
    assert by_id(before)["INV-1001"] == 1_842_000, "a view never changes"
    assert shelf.current(TODAY + timedelta(days=1)) is not after, "another day, another view"


def test_cash_of_four_weeks_is_that_of_the_curve(view: BookView) -> None:
    for item in view.open_items:
        least, most = item.score.p_paid_within[14], item.score.p_paid_within[30]
        assert least * item.open_minor - 1 <= item.cash_minor <= most * item.open_minor + 1


def test_sums_are_in_the_base_currency_by_the_rate_of_the_issue_day(view: BookView) -> None:
    dollars = next(item for item in view.open_items if item.score.currency == "USD")
    assert view.shown_currency == "EUR"
    assert dollars.shown(100) == pytest.approx(90)
    assert all(item.to_shown == 1 for item in view.open_items if item.score.currency == "EUR")


def test_a_ledger_all_in_another_currency_is_shown_in_it(view: BookView) -> None:
    """No rate to the base currency is no reason for a page of zeros."""
    other = replace(view, policy=replace(view.policy, base_currency="CHF"), arrays=replace(
        view.arrays, items=replace(view.arrays.items, base_known=view.arrays.items.base_known & False)))  # fmt: skip
    assert other.shown_currency == "EUR"
    assert {item.to_shown for item in other.open_items} == {1.0, None}


def test_forecast_adds_up_to_what_is_open(view: BookView) -> None:
    euros = [period for period in view.forecast if period.currency == "EUR"]
    assert len(euros) == 8 and euros[0].from_on == TODAY
    whole = sum(item.open_minor for item in view.open_items if item.score.currency == "EUR")
    assert 0 < sum(period.expected_minor for period in euros) < whole


def test_unknown_and_retracted_invoices(view: BookView) -> None:
    with pytest.raises(UnknownInvoice, match="instalment 3 is not in the ledger"):
        view.item_code("INV-1006", 3)
    with pytest.raises(UnknownInvoice, match="'nope'"):
        view.instalments("nope")
    with pytest.raises(UnknownInvoice, match="did you mean 'INV-1006'"):
        view.instalments("inv-1006")
    assert [int(view.arrays.instalment[code]) for code in view.instalments("INV-1006")] == [1, 2]


def test_an_empty_ledger_says_what_to_do(sqlite_engine: Engine, tmp_path: object) -> None:
    with pytest.raises(LedgerEmpty, match="duecast demo"):
        read_book(sqlite_engine, TODAY)


def test_a_database_without_tables_says_what_to_do(tmp_path: object) -> None:
    fresh = open_ledger(Settings(home=tmp_path))
    with pytest.raises(LedgerEmpty, match="no tables yet"):
        read_book(fresh, TODAY)
    fresh.dispose()


def test_an_invoice_recorded_after_the_batch_is_open_but_not_on_the_list(sqlite_engine: Engine) -> None:
    fill(sqlite_engine)
    with writing(sqlite_engine) as connection:
        recorder = Recorder(connection, "erp", ["new"], datetime(2026, 6, 15, 9, tzinfo=UTC), TODAY)
        recorder.record([Item(invoice_id="NEW", customer_id="C-1", issued_on=TODAY, due_on=date(2026, 7, 15), currency="EUR",
                              amount_minor=100)])  # fmt: skip
        recorder.finish({})
    view = read_book(sqlite_engine, TODAY)
    assert view.is_open(view.item_code("NEW", 1)) and "NEW" not in by_id(view)


def test_who_waited_for_another_reader_does_not_get_a_view_of_before_its_payment(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow reader holds the lock while a payment comes in; whoever asks after the payment sees it."""
    fill(sqlite_engine)
    shelf = BookShelf(sqlite_engine)
    read, written = threading.Event(), threading.Event()

    def slow(engine: Engine, today: date) -> BookView:
        made = read_book(engine, today)
        read.set()
        assert written.wait(20)
        return made

    monkeypatch.setattr("serving.book.read_book", slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shelf.current, TODAY)
        assert read.wait(20)
        pay(sqlite_engine, "INV-1003", 240_000)
        second = pool.submit(shelf.current, TODAY)
        written.set()
        assert "INV-1003" in by_id(first.result())
        assert "INV-1003" not in by_id(second.result())
