"""Documentation that cannot lie: every linked file exists, every command and feature that exists is told."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (page.parent / target).exists()]


def test_the_tour_stops_on_every_floor() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    for package in ("sources", "ledger", "features", "training", "portfolio", "serving", "rendering", "duecast"):
        assert f"](../{package}/" in tour
