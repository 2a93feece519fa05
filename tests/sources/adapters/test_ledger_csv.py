"""The ledger's own names need no mapping, under any delimiter."""

from pathlib import Path

import pytest

from sources.adapters.ledger_csv import source
from sources.mapping import find_mapping


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(delimiter.join(["customer_id", "issued_on", "due_on", "amount", "currency"]) + "\n")
    own = source(None)
    assert own is not None and own.claims(path)
    assert own.kind(path) == "invoices"


def test_a_mapping_takes_its_place() -> None:
    assert source(find_mapping("datarisk")) is None


def test_an_unknown_delimiter_is_guessed_at_in_words(tmp_path: Path) -> None:
    """Not a column that is missing: all of them stand in one."""
    path = tmp_path / "a.csv"
    path.write_text("customer_id^issued_on^due_on^amount^currency\n")
    own = source(None)
    assert own is not None and not own.claims(path)
    assert 'say it in a mapping: delimiter = "^"' in str(own.refusal(path))
    assert "'customer_id^issued_on" in str(own.refusal(path))
