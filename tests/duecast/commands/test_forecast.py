"""`duecast forecast`: weeks with an interval; a hint where there is nothing yet."""

import json
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_weeks_with_an_interval(demo_home: Path) -> None:
    weeks = json.loads(run_duecast(demo_home, "forecast", "--weeks", "4", "--json").stdout)
    assert len(weeks) == 4
    assert all(week["low_minor"] <= week["expected_minor"] <= week["high_minor"] for week in weeks)
    assert weeks[0]["expected_minor"] > 0
    shown = run_duecast(demo_home, "forecast", "--weeks", "4").stdout
    assert shown.count("EUR") >= 12


def test_nothing_scored_yet(tmp_path: Path) -> None:
    assert "duecast score" in run_duecast(tmp_path, "forecast").stdout
