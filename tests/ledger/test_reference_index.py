"""What allocations refer to, from memory: the same as asking for each id."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.reconciliation import References
from ledger.recording import Recorder
from ledger.records import Item, Payment, Record
from ledger.reference_index import ReferenceIndex
from ledger.standing import told_before

DAY = date(2026, 1, 5)
PAYMENT = Payment(payment_id="p", customer_id="A", paid_on=DAY, currency="EUR", amount_minor=1)
ITEM = Item(invoice_id="1", customer_id="A", issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=1)


def test_it_says_what_the_references_say(engine: Engine) -> None:
    """After a correction, a change of customer, and a payment that was ended."""
    first = [
        PAYMENT,
        replace(PAYMENT, payment_id="q"),
        ITEM,
        replace(ITEM, instalment=2, currency="JPY"),
        replace(ITEM, invoice_id="2"),
    ]
    second: list[Record] = [replace(PAYMENT, paid_on=date(2026, 1, 6)), replace(ITEM, customer_id="B", currency="USD")]
    for day, records in ((1, first), (2, second)):
        with writing(engine) as connection:
            recorder = Recorder(connection, "s", [], datetime(2026, 2, day, tzinfo=UTC), date(2026, 2, day))
            recorder.record(records)
            if day == 2:
                recorder.retract(
                    "payments", *told_before(connection, "payments", ["q"], "s", recorder.import_no).values()
                )
    with reading(engine) as connection:
        index, references = ReferenceIndex(connection), References(connection)
        ids = ["p", "q", "r", "p"]
        assert index.payment_days(ids) == [date(2026, 1, 6), None, None, date(2026, 1, 6)]
        assert references.payment_days(ids) == {"p": date(2026, 1, 6)}
        invoices, instalments = ["1", "1", "2", "3", "2"], [1, 2, 1, 1, 2]
        told = references.items(invoices)
        keys = zip(invoices, instalments, strict=True)
        assert index.currencies(invoices, instalments) == [told.get(key, ("", None))[0] for key in keys]
        assert index.currencies(invoices, instalments) == ["USD", "JPY", "EUR", "", ""]
        items, owners = index.owners(invoices, instalments)
        assert [items.tolist(), owners.tolist()] == [[1, 2, 3, -1, -1], [2, 1, 1, -1, -1]]


def test_an_empty_ledger_knows_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        index = ReferenceIndex(connection)
        assert index.payment_days(["p"]) == [None]
        assert index.currencies(["1"], [1]) == [""]
        assert index.owners(["1"], [1])[0].tolist() == [-1]
