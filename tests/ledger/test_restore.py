"""A restore is whole or not at all, into either database, checked before it is kept."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger.audit import read_entries
from ledger.backup import back_up
from ledger.changes import change_mark
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.digest import ledger_digest
from ledger.errors import InvalidBackup, LedgerNotEmpty, LedgerTooNew
from ledger.fact_check import changed_facts
from ledger.findings import Finding, write_findings
from ledger.policy import record_policy
from ledger.recording import Recorder
from ledger.records import Customer, Item, Payment
from ledger.restore import restore
from ledger.service_tables import jobs, metadata
from ledger.settings import Settings
from ledger.tables import customer_pages
from tests.ledger.test_archive import written

AT = datetime(2026, 1, 5, 9, 30, 0, 123456, tzinfo=UTC)
DAY = date(2026, 1, 5)


def fill(engine: Engine) -> None:
    """Every type of column, hostile words, nothing and nothing."""
    with writing(engine) as connection:
        record_policy(connection, {"grace_days": 3, "ageing_cuts_days": (15, 45)}, by="ann", at=AT, known_on=DAY)
        recorder = Recorder(connection, "erp", ['we "said" \\N'], AT, DAY)
        recorder.record([
            Customer(customer_id="A", name="Ärger\t\n\\N \u202e😀 '; --", natural_person=False, attributes={"x": 0.1, "y": None}),
            Item(invoice_id="1", customer_id="A", issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=10**15),
            Payment(payment_id="p", customer_id="B", paid_on=DAY, currency="KWD", amount_minor=1),
        ])  # fmt: skip
        recorder.finish({})
        write_findings(
            connection, [Finding("DQ001", "warning", "f", None, "column", "v", "r", "a")], AT, recorder.import_no
        )
        score = {
            "invoice_id": "1", "instalment": 1, "customer_id": "A", "as_of": DAY, "scored_at": AT, "model_version": "m",
            "stage": "overdue", "basis": "rule", "currency": "EUR", "open_minor": 1, "risk_target": 1 / 3,
            "answer": {"a": [1, None]}, "curve": bytes(range(256)), "features": None,
        }  # fmt: skip
        connection.execute(metadata.tables["scores"].insert().values(**score))


def content(engine: Engine) -> dict[str, list[Any]]:
    """All rows but those derived from others."""
    with reading(engine) as connection:
        return {
            table.name: [
                tuple(_plain(value) for value in row)
                for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if table not in {jobs, customer_pages}
        }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def without_log(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: some for name, some in rows.items() if name not in {"audit", "audit_head"}}


@pytest.mark.parametrize("direction", ["sqlite to postgresql", "postgresql to sqlite"])
def test_from_one_database_to_the_other(
    direction: str, sqlite_settings: Settings, postgres_settings: Settings, tmp_path: Path
) -> None:
    settings = [sqlite_settings, postgres_settings]
    source, target = map(open_ledger, settings if direction.startswith("sqlite") else reversed(settings))
    fill(source)
    before = content(source)
    back_up(source, tmp_path / "b")
    restore(target, tmp_path / "b")
    after = content(target)
    assert without_log(after) == without_log(before)
    assert after["audit"][:-1] == before["audit"], "the entry of the backup itself came after it"
    with reading(source) as one, reading(target) as other:
        assert ledger_digest(one) == ledger_digest(other)
        last = list(read_entries(other))[-1]
        assert (last.action, last.subject, last.detail["replaced"]) == ("restore", "b", False)
        assert list(changed_facts(other)) == []
        assert len(other.execute(customer_pages.select()).all()) == 2
    assert [check for check in checkup(target) if not check.holds] == []
    with writing(target) as connection:  # numbers go on where they were
        recorder = Recorder(connection, "erp", [], AT, DAY)
        recorder.record([Payment(payment_id="q", customer_id="C", paid_on=DAY, currency="EUR", amount_minor=1)])
        recorder.finish({})
        record_policy(connection, {"grace_days": 4}, by="ann", at=AT, known_on=DAY)
    assert [check for check in checkup(target) if not check.holds] == []
    source.dispose()
    target.dispose()


def test_over_a_ledger_only_when_told(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    before = content(engine)
    back_up(engine, tmp_path / "b")
    with writing(engine) as connection:
        record_policy(connection, {"grace_days": 9}, by="bo", at=AT, known_on=DAY)
    with reading(engine) as connection:
        mark = change_mark(connection)
    with pytest.raises(LedgerNotEmpty, match="--replace"):
        restore(engine, tmp_path / "b")
    restore(engine, tmp_path / "b", replace=True)
    assert without_log(content(engine)) == without_log(before)
    with reading(engine) as connection:
        assert change_mark(connection) != mark
    assert [check for check in checkup(engine) if not check.holds] == []


def test_a_damaged_backup_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    path = tmp_path / "b"
    back_up(engine, path)
    whole, before = path.read_bytes(), content(engine)
    for at in range(500, len(whole), len(whole) // 6):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            restore(engine, path, replace=True)
        except InvalidBackup:
            assert content(engine) == before
        else:  # a byte that means nothing
            before = content(engine)


def test_a_ledger_changed_behind_the_program_is_refused(engine: Engine, tmp_path: Path) -> None:
    """The file is what was written; what was written was not what the log says."""
    fill(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE payments SET known_on = '2020-01-01'"))
    back_up(engine, tmp_path / "b")
    before = content(engine)
    with pytest.raises(InvalidBackup, match="payments of import 1"):
        restore(engine, tmp_path / "b", replace=True)
    assert content(engine) == before


def test_a_newer_or_strange_backup_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path / "b", [])
    with pytest.raises(InvalidBackup, match="a table things"):
        restore(sqlite_engine, path)
    newer = path.with_name("newer")
    import zipfile
    from hashlib import sha256

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(newer, "w") as new:
        manifest = old.read("manifest.json").replace(b'"0002"', b'"9999"')
        new.writestr("manifest.json", manifest)
        new.writestr("manifest.sha256", sha256(manifest).hexdigest())
    with pytest.raises(LedgerTooNew, match="newer duecast"):
        restore(sqlite_engine, newer)
    with reading(sqlite_engine) as connection:
        assert change_mark(connection).import_no == 0
