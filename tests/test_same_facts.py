"""RELIABILITY A1, with every kind of fact: through each door, in any order, it is one ledger, and all of it is known again."""

from datetime import UTC, datetime
from pathlib import Path

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading
from ledger.digest import ledger_digest
from ledger.settings import Settings
from ledger.tables import FACTS
from sources.fields import CUSTOMER_DETAILS, KINDS_OF_FILE
from tests.doors import DOORS, by_api

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
EVERYTHING = {
    "rates": [
        {"currency": "USD", "base_currency": "EUR", "quoted_on": "2026-01-01", "rate": "0.9"},
        {"currency": "JPY", "base_currency": "EUR", "quoted_on": "2026-01-01", "rate": "0.00625"},
    ],
    "customers": [
        {"customer_id": "A", "name": "Ärger & Söhne", "country": "DE", "industry": "trade", "parent_id": "B", "terms_days": "30",
         "credit_limit": "5000.00", "email": "a@example.org", "language": "de", "natural_person": "false",
         "registered_on": "2019-05-03", "currency": "EUR", "size": "big"},
        {"customer_id": "B", "name": "Bolt", "country": "US", "natural_person": "true", "size": ""},
    ],
    "invoices": [
        {"invoice_id": "1", "customer_id": "A", "issued_on": "2026-01-01", "due_on": "2026-01-31", "amount": "1000.00",
         "currency": "EUR", "number": "R-1", "business_unit": "North", "purchase_order": "PO-7", "channel": "web",
         "disputed_on": "2026-02-01", "dispute_reason": "price", "dispute_closed_on": "2026-02-05", "dispute_outcome": "paid"},
        {"invoice_id": "2", "instalment": "1", "customer_id": "A", "issued_on": "2026-01-02", "due_on": "2026-02-01",
         "amount": "300.00", "currency": "EUR"},
        {"invoice_id": "2", "instalment": "2", "customer_id": "A", "issued_on": "2026-01-02", "due_on": "2026-03-01",
         "amount": "300.00", "currency": "EUR"},
        {"invoice_id": "3", "customer_id": "B", "issued_on": "2026-01-03", "due_on": "2026-02-03", "amount": "80.50",
         "currency": "USD", "base_amount": "72.45", "paid_on": "2026-02-10", "booked_on": "2026-02-12"},
        {"invoice_id": "4", "customer_id": "B", "issued_on": "2026-01-04", "due_on": "2026-02-04", "amount": "1000",
         "currency": "JPY"},
        {"invoice_id": "N1", "customer_id": "A", "issued_on": "2026-01-20", "due_on": "2026-01-20", "amount": "50.00",
         "currency": "EUR", "document_type": "credit_note", "number": "G-1"},
    ],
    "payments": [
        {"payment_id": "P1", "customer_id": "A", "paid_on": "2026-02-01", "booked_on": "2026-02-02", "amount": "700.00",
         "currency": "EUR", "method": "transfer", "reference": "R-1 and R-2"},
        {"payment_id": "P2", "customer_id": "A", "paid_on": "2026-02-03", "amount": "100.00", "currency": "EUR",
         "returned_on": "2026-02-20"},
        {"payment_id": "P3", "customer_id": "B", "paid_on": "2026-02-04", "amount": "9.99", "currency": "USD"},
    ],
    "allocations": [
        {"allocation_id": "X1", "invoice_id": "1", "amount": "500.00", "kind": "cash", "payment_id": "P1",
         "allocated_on": "2026-02-03"},
        {"allocation_id": "X2", "invoice_id": "2", "instalment": "1", "amount": "200.00", "kind": "cash", "payment_id": "P1"},
        {"allocation_id": "X3", "invoice_id": "1", "amount": "50.00", "kind": "credit", "credit_note_id": "N1"},
        {"allocation_id": "X4", "invoice_id": "4", "amount": "1000", "kind": "write_off", "allocated_on": "2026-05-01"},
        {"allocation_id": "X5", "invoice_id": "2", "instalment": "2", "amount": "100.00", "kind": "cash", "payment_id": "P2",
         "reversed_on": "2026-02-20"},
    ],
    "disputes": [
        {"dispute_id": "D1", "invoice_id": "2", "opened_on": "2026-02-05", "amount": "20.00", "reason": "quality",
         "closed_on": "2026-02-09", "outcome": "credited"},
        {"dispute_id": "D2", "invoice_id": "4", "opened_on": "2026-02-06"},
    ],
    "interactions": [
        {"interaction_id": "I1", "customer_id": "A", "happened_at": "2026-02-07T10:30:00+01:00", "invoice_id": "1", "kind": "call",
         "by_whom": "ann", "outcome": "promised", "note": "Will pay; \"soon\""},
        {"interaction_id": "I2", "customer_id": "B", "happened_at": "2026-02-08T10:30:00Z", "kind": "reminder"},
    ],
    "promises": [
        {"promise_id": "V1", "invoice_id": "1", "made_on": "2026-02-07", "promised_for": "2026-02-14", "amount": "450.00",
         "withdrawn_on": "2026-02-10"},
        {"promise_id": "V2", "invoice_id": "2", "made_on": "2026-02-08", "promised_for": "2026-02-15"},
    ],
    "customer_figures": [
        {"customer_id": "A", "valid_from": "2026-01-01", "income": "1200.50"},
        {"customer_id": "A", "valid_from": "2026-02-01", "income": "1300"},
    ],
}  # fmt: skip


def test_every_kind_and_every_field_is_told() -> None:
    """What a file may say is said above at least once: a new kind or field has to be told here too."""
    for kind, told in KINDS_OF_FILE.items():
        said = {name for row in EVERYTHING[kind] for name, cell in row.items() if cell}
        details = set(CUSTOMER_DETAILS) if kind == "invoices" else set()
        assert said >= set(told.fields) - details, kind


def test_one_ledger_through_every_door(settings: Settings, tmp_path: Path) -> None:
    """The API comes first and makes all new; through each door after it all is known, and not a row is added."""
    engine = open_ledger(settings)

    def facts() -> dict[str, list[tuple[object, ...]]]:
        with reading(engine) as connection:
            return {
                kind: sorted(map(tuple, connection.execute(table.select())), key=repr) for kind, table in FACTS.items()
            }

    def digest() -> str:
        with reading(engine) as connection:
            return ledger_digest(connection)

    made = by_api(settings, tmp_path, EVERYTHING, AT, 0)
    assert all(new and not corrected for new, _, corrected, _ in made.values()), made
    assert made.keys() == FACTS.keys()
    before, standing = digest(), facts()
    for day, door in enumerate(DOORS, 2):
        told = door(settings, tmp_path, EVERYTHING, AT.replace(day=day), day)
        assert {
            kind: (new, corrected, rejected) for kind, (new, _, corrected, rejected) in told.items()
        } == dict.fromkeys(made, (0, 0, 0)), door
        assert {kind: known for kind, (_, known, *_) in told.items()} == {
            kind: new + known for kind, (new, known, *_) in made.items()
        }, door
        assert digest() == before
    assert facts() == standing
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()


def test_the_first_door_does_not_matter(tmp_path: Path, _sqlite_template: Path) -> None:
    """Whichever door the ledger came in by, it is the same ledger."""
    digests = {}
    for door in DOORS:
        home = tmp_path / door.__name__
        home.mkdir()
        (home / "duecast.db").write_bytes(_sqlite_template.read_bytes())
        own = Settings(home=home)
        door(own, tmp_path, EVERYTHING, AT, 1)
        engine = open_ledger(own)
        with reading(engine) as connection:
            digests[door.__name__] = ledger_digest(connection)
        engine.dispose()
    assert len(set(digests.values())) == 1, digests
