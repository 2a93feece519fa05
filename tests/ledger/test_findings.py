"""Findings come back as they were written, long values shortened."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.findings import LONGEST_VALUE, Finding, read_findings, write_findings


def test_there_and_back(engine: Engine) -> None:
    found = Finding("DQ001", "rejected", "a.csv", 7, "due_on", "31.2.2026", "not a date", "write it as 2026-02-28")
    with writing(engine) as connection:
        write_findings(
            connection,
            [found, Finding("DQ002", "warning", "a.csv", None, "", "x" * 999, "long", "")],
            datetime.now(UTC),
        )
    with reading(engine) as connection:
        first, second = read_findings(connection)
        assert read_findings(connection, import_no=5) == []
    assert first == found
    assert len(second.value) == LONGEST_VALUE
