"""Every code is told in the documentation, in both languages in the catalogue."""

from pathlib import Path

import pytest

from sources.dirt import CATALOG, Dirt

GUIDE = Path(__file__).parents[2] / "docs" / "import.md"


@pytest.mark.parametrize("dirt", CATALOG.values(), ids=CATALOG)
def test_every_code_is_explained(dirt: Dirt) -> None:
    assert f"| {dirt.code} | {dirt.severity} | {dirt.title} |" in GUIDE.read_text(encoding="utf-8")
    assert dirt.title_zh and not dirt.title_zh.isascii()


def test_codes_are_not_used_twice() -> None:
    assert sorted(CATALOG) == [f"DQ{n:03d}" for n in range(1, len(CATALOG) + 1)]
