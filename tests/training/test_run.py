"""A training run from end to end on the small demo: logged, judged, released only on a person's word once one serves."""

import json
from datetime import date
from pathlib import Path

import pytest

from ledger.connection import open_ledger, reading
from ledger.errors import LedgerEmpty
from ledger.scores import latest_batch
from ledger.settings import Settings
from training.artifact import champion
from training.run import run_training
from training.tracking import run_facts, runs
from training.tuning import Budget

pytestmark = pytest.mark.xdist_group("demo")


def test_a_second_model_is_a_challenger_until_released(
    own_demo_home: Path, demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.tuning.FEWEST_CUSTOMERS", 5)  # the small demo has no more to tell shapes apart by
    settings = Settings(home=own_demo_home)
    engine = open_ledger(settings)
    with reading(engine) as connection:
        day = latest_batch(connection)
    assert day is not None
    before = champion(settings.models).name
    told: list[str] = []
    done = run_training(
        engine, settings, day, seed=5, tuning=Budget(trials=2), progress=lambda stage, share: told.append(stage)
    )  # fmt: skip
    assert not done.released
    assert done.run.aliases == ("challenger",)
    assert champion(settings.models).name == before != done.run.model_version
    assert done.evaluation is not None
    assert done.run.metrics
    assert told[-1] == "done" and "tuning, trial 1 of at most 2" in told
    tuning = done.trained.tuning
    assert tuning is not None and len(tuning.trials) == 2 and tuning.shape in {one.shape for one in tuning.trials}
    assert done.run.params["tuning.why"] == tuning.why == run_facts(done.trained, "")["tuning.why"]
    record = json.loads((settings.mlruns.parent / "models" / before / "model.json").read_text())
    assert "tuning" not in record["metadata"], "the demo is trained without trials"
    assert done.trained.model.metadata["tuning"]["trials"] == 2
    assert done.run.run_id in {one.run_id for one in runs(settings)}
    engine.dispose()


def test_an_empty_ledger_says_what_to_do(sqlite_settings: Settings) -> None:
    engine = open_ledger(sqlite_settings)
    with pytest.raises(LedgerEmpty, match="import a ledger first"):
        run_training(engine, sqlite_settings, date(2026, 1, 1))
    engine.dispose()


def test_the_first_model_serves(demo_home: Path) -> None:
    pointer = json.loads((demo_home / "models" / "champion.json").read_text())
    assert champion(Settings(home=demo_home).models).name == pointer["version"]
