"""Findings come back as they were written, long values shortened."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from ledger.connection import reading, writing
from ledger.findings import LONGEST_VALUE, Finding, Memory, read_findings, write_changes, write_findings
from ledger.recording import Recorder


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


def test_what_the_same_source_said_of_a_file_is_not_new(engine: Engine) -> None:
    found = Finding("DQ001", "rejected", "a.csv", 7, "due_on", "x" * 999, "not a date", "write it so")
    nowhere = replace(found, file="", line=None)

    def told(source: str, files: list[str], said: list[Finding]) -> list[Finding]:
        with writing(engine) as connection:
            number = Recorder(connection, source, files, datetime.now(UTC), date(2026, 7, 1)).import_no
            new = Memory(connection, source, files, number).new(said)
            write_findings(connection, new, datetime.now(UTC), number)
            return new

    assert told("erp", ["a.csv"], [found, found, nowhere]) == [found, found, nowhere], "of one import all count"
    assert told("erp", ["a.csv"], [replace(found, reason="said otherwise", advice="")]) == []
    assert told("erp", ["b.csv"], [nowhere]) == []
    assert told("bank", ["a.csv"], [found]) == [found]
    others = [replace(found, **{name: value}) for name, value in
              [("code", "DQ002"), ("file", "b.csv"), ("line", 8), ("line", None), ("column", "x"), ("value", "y")]]  # fmt: skip
    assert told("erp", ["a.csv", "b.csv"], [*others, found]) == others
    assert told("erp", ["a.csv"], []) == []


def test_only_what_changed_is_kept(engine: Engine) -> None:
    at = datetime.now(UTC)
    one = Finding("DQ103", "error", "", None, "amounts", "1", "1 of 2", "fill it in")
    other, back = replace(one, code="DQ104"), replace(one, value="holds", reason="none", advice="")
    with writing(engine) as connection:
        counts = [
            write_changes(connection, some, at) for some in ([one, other], [one, other], [back], [back], [one], [])
        ]
    with reading(engine) as connection:
        assert (counts, read_findings(connection)) == ([2, 0, 1, 0, 1, 0], [one, other, back, one])
