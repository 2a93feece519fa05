"""Rows written in bulk read back as SQLAlchemy would have written them, on both databases; many keys are one parameter."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine, insert, select

from ledger.bulk import among, insert_rows
from ledger.connection import reading, writing
from ledger.records import KINDS
from ledger.tables import FACTS, customers, imports, items, policies

AT = datetime(2026, 7, 1, 12, 30, 5, 250, tzinfo=UTC)


def test_every_type_of_column_comes_back(engine: Engine) -> None:
    texts = ["", "a\tb", "\\N", "\\.", "x\r\ny", "žluť 收款 😀", "'; --", "\u202e"]
    with writing(engine) as connection:
        made = insert(imports).values(source="s", files=[], started_at=AT, recorded_on=date(2026, 7, 1))
        number = connection.execute(made.returning(imports.c.import_no)).scalar_one()
        insert_rows(connection, customers, ["customer_no", "customer_id"], [(n, text) for n, text in enumerate(texts)])
        insert_rows(connection, customers, ["customer_no", "customer_id"], [])
        names = [
            "customer_no", "name", "country", "industry", "parent_id", "currency", "terms_days", "credit_limit_minor", "email",
            "language", "natural_person", "registered_on", "attributes", "occurred_on", "known_on", "recorded_at", "backfilled",
            "import_no", "digest",
        ]  # fmt: skip
        rows = [
            (
                n, text, text, "", "", "", None if n else 30, 2**60, "", "", [None, True, False][n % 3],
                None if n % 2 else date(1850, 1, 1), {text: [text, 1.5, None]} if n else None, date(2026, 1, 1),
                date(2026, 1, 2), AT, n % 2 == 0, number, 2**63 - 1 - n,
            )
            for n, text in enumerate(texts)
        ]  # fmt: skip
        insert_rows(connection, FACTS["customers"], names, rows)
    table = FACTS["customers"]
    with reading(engine) as connection:
        read = connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.customer_no)).all()
    utc = [tuple(value.replace(tzinfo=UTC) if name == "recorded_at" else value for name, value in zip(names, row, strict=True))
           for row in read]  # fmt: skip
    assert utc == rows


def test_more_keys_than_a_statement_takes_parameters(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(
            connection, items, ["item_no", "invoice_id", "instalment"], [(n, f"R{n}'\"\\", 1) for n in range(9)]
        )
        wanted = [f"R{n}'\"\\" for n in range(3, 70_000)]
        assert len(connection.execute(select(items).where(among(connection, items.c.invoice_id, wanted))).all()) == 6
        assert connection.execute(select(items).where(among(connection, items.c.invoice_id, []))).all() == []
        with_nul = [*wanted, "a\0b"]  # asked of a row that is to be refused; PostgreSQL takes no such text
        assert len(connection.execute(select(items).where(among(connection, items.c.invoice_id, with_nul))).all()) == 6


def test_every_kind_has_its_table() -> None:
    assert [kind.kind for kind in KINDS] == list(FACTS)
    assert "value" in policies.c
