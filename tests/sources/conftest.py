"""Importing texts as files: what every test of a source does."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger.connection import reading
from ledger.digest import ledger_digest
from ledger.findings import Finding, read_findings
from sources.load import load_files
from sources.mapping import Mapping, read_mapping
from sources.report import ImportReport

TODAY = date(2026, 7, 1)


@dataclass
class Importer:
    """Call it with the texts of files; it gives the report."""

    engine: Engine
    folder: Path
    numbers: Any = field(default_factory=count)

    def write(self, content: str | bytes) -> Path:
        path = self.folder / f"file-{next(self.numbers)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(
        self, *contents: str | bytes, mapping: str | None = None, on: date = TODAY, **more: Any
    ) -> ImportReport:
        read: Mapping | None = None if mapping is None else read_mapping(mapping, "test")
        paths = [self.write(content) for content in contents]
        at = datetime.combine(on, time(20), tzinfo=UTC)
        return load_files(self.engine, paths, mapping=read, recorded_at=at, recorded_on=on, **more)

    def digest(self) -> str:
        with reading(self.engine) as connection:
            return ledger_digest(connection)

    def findings(self) -> list[Finding]:
        with reading(self.engine) as connection:
            return read_findings(connection)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def importing(sqlite_engine: Engine, tmp_path: Path) -> Importer:
    return Importer(sqlite_engine, tmp_path)


@pytest.fixture
def importing_on_both(engine: Engine, tmp_path: Path) -> Importer:
    return Importer(engine, tmp_path)
