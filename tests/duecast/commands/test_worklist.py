"""`duecast worklist`: by priority, with reasons in the asked language; a hint where there is nothing yet."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_by_priority_with_reasons(demo_home: Path) -> None:
    listed = json.loads(run_duecast(demo_home, "worklist", "--top", "7", "--json").stdout)
    worth = [one["priority_minor"] for one in listed]
    assert len(listed) == 7
    assert worth == sorted(worth, reverse=True)
    assert all(one["customer_name"] and one["reasons"] for one in listed)


@pytest.mark.xdist_group("demo")
def test_in_chinese(demo_home: Path) -> None:
    shown = run_duecast(demo_home, "worklist", "--language", "zh", "--top", "3").stdout
    assert re.search(r"[\u4e00-\u9fff]", shown)
    assert not re.search(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", shown), "numbers stand apart, as on the pages"


def test_nothing_scored_yet(tmp_path: Path) -> None:
    done = run_duecast(tmp_path, "worklist")
    assert done.returncode == 0
    assert "duecast train" in done.stdout
    assert json.loads(run_duecast(tmp_path, "worklist", "--json").stdout) == []


@pytest.mark.xdist_group("demo")
def test_two_reasons_a_row_with_their_direction(demo_home: Path) -> None:
    shown = run_duecast(demo_home, "worklist", "--top", "5").stdout
    assert 5 <= shown.count("▲ ") + shown.count("▼ ") <= 5 * 2 + 2, "two a row at most, and the line that explains them"


@pytest.mark.xdist_group("demo")
def test_another_day_s_scores_are_not_no_scores(demo_home: Path) -> None:
    shown = run_duecast(demo_home, "worklist", "--as-of", "2020-01-01").stdout
    assert "duecast score --as-of 2020-01-01" in shown
