"""The audit log: appended in the transaction of what it tells of, the same hash on both databases, storable whatever is said."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from ledger.audit import START, append, read_entries, read_head
from ledger.connection import open_ledger, reading, writing
from ledger.settings import Settings

AT = datetime(2026, 1, 5, 9, 30, 0, 123456, tzinfo=UTC)


def test_entries_form_a_chain(engine: Engine) -> None:
    with writing(engine) as connection:
        assert str(read_head(connection)) == f"0:{START}"
        first = append(connection, "import", "erp", {"b": 1, "a": [1, (2, 3)]}, at=AT)
        second = append(connection, "policy", "grace_days", None, at=AT, actor="ann", sealed={"items": 3})
    with reading(engine) as connection:
        entries = list(read_entries(connection))
        assert read_head(connection).sealed == {"items": 3}
        assert list(read_entries(connection, after=1)) == list(read_entries(connection, last=1)) == [second]
        assert str(read_head(connection)) == f"2:{second.hash}"
    assert entries == [first, second]
    assert (first.previous_hash, second.previous_hash) == (START, first.hash)
    assert all(entry.hash == entry.expected_hash for entry in entries)
    assert first.detail == {"a": [1, [2, 3]], "b": 1}


def test_what_is_undone_is_not_logged(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        append(connection, "import", "erp", {}, at=AT)
        raise RuntimeError
    with writing(engine) as connection:
        assert append(connection, "import", "erp", {}, at=AT).audit_no == 1


def test_the_hash_is_known(sqlite_engine: Engine) -> None:
    """Computed apart, with sha256sum over the canonical text."""
    with writing(sqlite_engine, actor="ann") as connection:
        entry = append(connection, "import", "erp", {"n": 1}, at=AT.astimezone(timezone(timedelta(hours=8))))
    assert entry.hash == "63ec076b97314780701408a6d68537c302b1c1c8a7949b24f40f4fb0cc928d59"


def test_who_acts_is_the_users_the_settings_or_the_requests_word(settings: Settings) -> None:
    engine = open_ledger(settings.model_copy(update={"actor": "cron"}))
    with writing(engine) as connection:
        assert append(connection, "import", "erp", {}, at=AT).actor == "cron"
    with writing(engine, actor="api") as connection:
        assert append(connection, "import", "erp", {}, at=AT).actor == "api"
    engine.dispose()
    assert Settings().actor


@pytest.mark.parametrize("hostile", ["a\udcffb", "a\0b", "\u202egnp", "'; DROP TABLE audit; --", "x" * 65536])
def test_hostile_words_are_kept(engine: Engine, hostile: str) -> None:
    with writing(engine) as connection:
        append(connection, "import", hostile, {"name": hostile}, at=AT)
    with reading(engine) as connection:
        (entry,) = read_entries(connection)
    assert entry.hash == entry.expected_hash
    assert entry.detail["name"] == hostile
