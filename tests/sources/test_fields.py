"""The kinds of file stand in the order in which one refers to another, and their fields are documented."""

from pathlib import Path

import pytest

from ledger.records import KINDS
from sources.fields import KINDS_OF_FILE

GUIDE = Path(__file__).parents[2] / "docs" / "import.md"


def test_the_order_of_files_is_that_of_records() -> None:
    order = [kind.kind for kind in KINDS]
    places = [order.index(kind.record) for name, kind in KINDS_OF_FILE.items() if name != "rates"]
    assert places == sorted(places)
    assert next(iter(KINDS_OF_FILE)) == "rates", "an invoice asks for the rate of its day"


@pytest.mark.parametrize("kind", KINDS_OF_FILE)
def test_every_field_is_documented(kind: str) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    missing = [name for name in KINDS_OF_FILE[kind].fields if f"`{name}`" not in guide]
    assert not missing
