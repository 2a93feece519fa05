"""A ledger as the first released schema left it, with facts of every kind it knew; written in plain SQL, as that program did."""

from sqlalchemy import Engine, text

from ledger.connection import open_ledger, writing
from ledger.migration import drop_tables, upgrade
from ledger.settings import Settings

AT = "2026-01-05 08:00:00"
ROWS = """
INSERT INTO imports VALUES (1, 'erp', '["a.csv"]', '{at}', '2026-01-05')
INSERT INTO imports VALUES (2, 'erp', '["b.csv"]', '{at}', '2026-01-06')
INSERT INTO import_counts VALUES (1, 'items', 1, 0, 0, 0)
INSERT INTO import_counts VALUES (2, 'allocations', 0, 0, 1, 0)
INSERT INTO policies (name, value, known_on, recorded_at, recorded_by) VALUES ('base_currency', '"EUR"', '1900-01-01', '{at}', 'import')
INSERT INTO customers VALUES (1, 'A')
INSERT INTO items VALUES (1, '1', 1)
INSERT INTO customer_versions (customer_no, name, country, industry, parent_id, currency, email, language, occurred_on, known_on, recorded_at, backfilled, import_no, digest) VALUES (1, '', '', '', '', '', '', '', '1900-01-01', '1900-01-01', '{at}', {yes}, 1, 0)
INSERT INTO item_versions (item_no, customer_no, document_type, number, issued_on, due_on, currency, amount_minor, base_minor, business_unit, purchase_order, occurred_on, known_on, recorded_at, backfilled, import_no, digest) VALUES (1, 1, 'invoice', '', '2026-01-01', '2026-01-31', 'EUR', 10000, 10000, '', '', '2026-01-01', '2026-01-01', '{at}', {yes}, 1, {item})
INSERT INTO payments (payment_id, customer_no, paid_on, currency, amount_minor, method, reference, occurred_on, known_on, recorded_at, backfilled, import_no, digest) VALUES ('p1', 1, '2026-01-04', 'EUR', 3000, '', '', '2026-01-04', '2026-01-04', '{at}', {yes}, 1, {payment})
INSERT INTO allocations (allocation_id, allocation_kind, payment_id, credit_note_id, item_no, customer_no, valued_on, amount_minor, occurred_on, known_on, recorded_at, backfilled, import_no, digest) VALUES ('a1', 'cash', 'p1', '', 1, 1, '2026-01-04', 3000, '2026-01-04', '2026-01-04', '{at}', {yes}, 1, {allocation})
INSERT INTO disputes (dispute_id, event, invoice_id, customer_no, happened_on, reason, outcome, occurred_on, known_on, recorded_at, backfilled, import_no, digest) VALUES ('d1', 'opened', '1', 1, '2026-01-03', 'price', '', '2026-01-03', '2026-01-03', '{at}', {yes}, 1, {dispute})
INSERT INTO retractions VALUES ('allocations', 1, '2026-01-06', '{at}', 2)
"""  # noqa: E501 (a row a line)
DIGESTS = {
    "item": 2715321842828890115, "payment": 8039074781724762992, "allocation": 8137495193337435563, "dispute": 3134710539943699448,
}  # fmt: skip
"""As that schema's program computed them; frozen here, because a ledger's digests must never change."""


def old_ledger(settings: Settings) -> Engine:
    """An engine on the settings' database, emptied, at the schema 0001 and filled."""
    engine = open_ledger(settings)
    yes = "1" if engine.dialect.name == "sqlite" else "true"
    with writing(engine) as connection:
        drop_tables(connection)
        upgrade(connection, "0001")
        for row in ROWS.strip().splitlines():
            said = row.format(at=AT, yes=yes, **DIGESTS) if "'[" not in row else row.replace("{at}", AT)
            connection.execute(text(said.replace(":", r"\:")))
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT setval(pg_get_serial_sequence('imports', 'import_no'), 2)"))
    return engine
