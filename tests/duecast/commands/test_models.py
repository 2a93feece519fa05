"""`duecast models` lists the runs and says which model serves."""

import json
from pathlib import Path

import pytest

from tests.conftest import run_duecast


@pytest.mark.xdist_group("demo")
def test_the_serving_run_is_marked(demo_home: Path) -> None:
    (run,) = json.loads(run_duecast(demo_home, "models", "--json").stdout)
    assert run["serves"] is True
    assert run["aliases"] == ["champion"]
    assert run["metrics"]
    assert "serves" in run_duecast(demo_home, "models").stdout


def test_no_run_yet(tmp_path: Path) -> None:
    assert "duecast train" in run_duecast(tmp_path, "models").stdout
