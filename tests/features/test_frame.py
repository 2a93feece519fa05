"""The frame: columns as wanted, rows as asked."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from sqlalchemy import Engine

from features import frame
from features.feature import catalog
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading, writing
from ledger.day import day_number
from ledger.further_columns import further_columns
from ledger.migration import migrate
from ledger.policy import Policy, declare_further
from ledger.recording import Recorder
from ledger.records import Allocation, Customer, CustomerFigures, Item, Payment, Record
from ledger.settings import Settings
from tests.book import Book, read_book
from tests.features.contract import same_bits
from tests.features.plain import days, random_ledger


def test_columns_come_in_the_order_wanted():
    index = FeatureIndex(random_ledger(5).arrays(), Policy())
    subjects = subjects_at(index, days([3, 1, 2]), days([300, 200, 100]))
    whole = build(index, subjects)
    assert whole.shape == (3, len(catalog())) and whole.dtype == np.float64
    chosen = [catalog()[7], catalog()[2]]
    assert np.array_equal(build(index, subjects, chosen), whole[:, [7, 2]], equal_nan=True)


@pytest.mark.parametrize("layout", ["C", "F"])
@pytest.mark.parametrize("in_order", [False, True])
def test_memory_that_is_there_is_filled(monkeypatch: pytest.MonkeyPatch, layout: Literal["C", "F"], in_order: bool):
    """More rows than are worked on at once; by rows, and by columns as a file is written."""
    index = FeatureIndex(random_ledger(5).arrays(), Policy())
    subjects = subjects_at(index, days(list(range(40)) * 3), days([300, 200, 100] * 40))
    if in_order:
        subjects = subjects.take(np.lexsort((subjects.as_of, subjects.customer)))
    whole, out = build(index, subjects), np.empty((len(subjects), len(catalog())), order=layout)
    monkeypatch.setattr(frame, "CHUNK", 16)
    assert build(index, subjects, out=out) is out
    assert same_bits(out, whole).all()


def test_the_databases_give_the_same_bits(book_on_both: Book, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """One of everything; the same book is read once more into a SQLite ledger of its own.

    customer A: country DE, industry trade, limit 5000.00, parent G, registered 3 May 2019
    customer B: country CN, person yes
    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan, order PO-7
    invoice 2 to A: 500.00 USD, base 450.00, issued 10 Jan, due 9 Feb
    invoice 3/1 to B: 300.00, issued 1 Feb, due 3 Mar
    invoice 3/2 to B: 300.00, issued 1 Feb, due 2 Apr
    invoice 4 to B: unstated, issued 5 Feb, due 7 Mar
    payment of 1: 400.00, paid 10 Feb, booked 12 Feb
    payment p9 of 1: 600.00, paid 20 Feb
    credit of 2: 100.00, on 1 Mar
    dispute of 2: opened 1 Mar
    promise of 2: made 2 Mar, for 9 Mar
    contact with A: at 3 Mar, kind call
    payment p7 from B: 50.00, paid 3 Mar
    recorded 20 Mar
    payment of 3/1: paid 5 Mar
    reversal of p9
    """
    policy = Policy(further_features=("contacts_90d_count", "since_last_contact_days"))
    frames = []
    engine = open_ledger(Settings(home=tmp_path / "other"))
    migrate(engine)
    for book in (book_on_both, read_book(engine, request.function.__doc__)):
        arrays = book.arrays("1 May")
        index = FeatureIndex(arrays, policy)
        item = np.repeat(np.arange(arrays.item_count, dtype=np.int32), 6)
        asked = np.tile([day_number(date(2025, month, 15)) for month in (1, 2, 3, 3, 4, 4)], arrays.item_count)
        names = [f"{arrays.invoice_id[code]}/{arrays.instalment[code]}" for code in item]
        order = np.lexsort((asked, names))
        frames.append(
            build(
                index, subjects_at(index, item[order], asked[order].astype(np.int32)), columns(policy.further_features)
            )
        )
    engine.dispose()
    assert same_bits(*frames).all() and frames[0].shape == (36, len(columns(policy.further_features)))


def company_columns() -> list[Record]:
    """Two customers, their income by month (the second told it as text), three invoices by two channels, one paid late."""
    made: list[Record] = [
        Customer(customer_id=name, attributes={"size": size})
        for name, size in (("A", "großer Kunde"), ("B", " small "))
    ]
    for number, (name, channel) in enumerate((("A", "post"), ("B", "portal"), ("B", "post")), 1):
        attributes = {"channel": channel, "weight": 0.1 * number}
        made.append(
            Item(
                invoice_id=str(number), customer_id=name, issued_on=date(2025, 1, number), due_on=date(2025, 2, 1),
                currency="EUR", amount_minor=100_00, attributes=attributes,
            )
        )  # fmt: skip
    for month, income in ((1, 70500.1), (2, None), (4, 1e-3)):
        made.append(CustomerFigures(customer_id="A", valid_from=date(2025, month, 1), attributes={"income": income}))
    paid_on = date(2025, 2, 20)
    made.append(Payment(payment_id="p", customer_id="B", paid_on=paid_on, currency="EUR", amount_minor=100_00))
    made.append(Allocation(allocation_id="p", payment_id="p", invoice_id="3", valued_on=paid_on, amount_minor=100_00))
    made.append(CustomerFigures(customer_id="B", valid_from=date(2025, 2, 1), attributes={"income": "0.3"}))
    return made


def test_a_companys_own_columns_too(engine: Engine, tmp_path: Path) -> None:
    declared = ("customer.income:number", "customer.size:category", "invoice.channel:category", "invoice.weight:number")
    at, frames = datetime(2025, 5, 1, tzinfo=UTC), []
    other = open_ledger(Settings(home=tmp_path / "other"))
    migrate(other)
    for opened in (engine, other):
        with writing(opened) as connection:
            assert Recorder(connection, "erp", ["own"], at, at.date()).record(company_columns()) == []
            declare_further(connection, further_columns(declared), by="test", at=at, known_on=at.date())
        with reading(opened) as connection:
            view = LedgerAsOf(connection, date(2025, 6, 1))
            index = FeatureIndex(view.arrays, view.policy)
        item = np.array(
            [index.arrays.invoice_id.tolist().index(name) for name in ("1", "1", "1", "2", "3")], dtype=np.int32
        )
        asked = days(
            [day_number(date(2025, month, 1)) + day for month, day in ((1, 1), (2, 1), (4, 1), (4, 1), (2, 0))]
        )
        frames.append(build(index, subjects_at(index, item, asked), columns(declared)[len(catalog()) :]))
    other.dispose()
    assert same_bits(*frames).all()
    income, size, channel, weight = frames[0].T
    assert np.nan_to_num(income, nan=-1).tolist() == [70500.1, -1, 1e-3, 0.3, -1]
    assert np.isnan(size[:2]).all() and (size[2:4] == 1).all() and (channel[2:4] == 1).all()
    assert weight.tolist() == [0.1, 0.1, 0.1, 0.2, 0.1 * 3]
