"""What a database lacks is named, whatever its stamp says; what others keep beside is left alone."""

import pytest
from sqlalchemy import Engine, text

from ledger.checkup import checkup
from ledger.connection import reading, writing
from ledger.migration import schema_versions
from ledger.schema_check import missing_from_schema
from ledger.service_tables import metadata


def test_a_migrated_ledger_lacks_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE of_another_program (n INTEGER)"))
        connection.execute(text("ALTER TABLE outbox ADD COLUMN of_another_program INTEGER"))
    with reading(engine) as connection:
        assert missing_from_schema(connection) == []


@pytest.mark.parametrize(
    ("damage", "missing"),
    [
        ("DROP TABLE outbox", ["outbox"]),
        ("ALTER TABLE outbox RENAME COLUMN channel TO chanel", ["outbox.channel"]),
        ("ALTER TABLE findings DROP COLUMN advice", ["findings.advice"]),
    ],
)
def test_the_doctor_names_what_is_missing(engine: Engine, damage: str, missing: list[str]) -> None:
    with writing(engine) as connection:
        connection.execute(text(damage))
    current, head = schema_versions(engine)
    assert current == head, "the stamp says nothing"
    with reading(engine) as connection:
        assert missing_from_schema(connection) == missing
    failed = [check for check in checkup(engine) if not check.holds]
    assert [check.name for check in failed] == ["tables and columns"]
    assert missing[0] in failed[0].found and "restore" in failed[0].advice


def test_a_stamp_and_nothing_else(engine: Engine) -> None:
    """A copy that was cut off after its first table."""
    with writing(engine) as connection:
        metadata.drop_all(connection)
    (failed,) = [check for check in checkup(engine) if not check.holds]
    assert failed.found.startswith(f"{len(metadata.tables)} missing: allocations, audit, audit_head")
