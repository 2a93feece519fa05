"""Runs in MLflow: what is logged, the registered model without a pickle, aliases, and quiet."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import training.tracking
from features.frame import build
from ledger.errors import ModelUnavailable
from ledger.leavings import own_mark
from ledger.settings import Settings
from training.artifact import save
from training.fit import Trained
from training.head_columns import head_rows
from training.heads import Shape
from training.holdout import evaluate
from training.tracking import (
    CHALLENGER,
    CHAMPION,
    PROCESS,
    Run,
    code_version,
    follow_champion,
    log_study,
    point_aliases,
    run_facts,
    runs,
    track,
)
from training.tuning import Choice, Trial


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MLflow database with its tables, made once: the first use of an empty one takes 8 seconds."""
    from training.tracking import _store

    home = tmp_path_factory.mktemp("mlflow")
    with _store(Settings(home=home)) as mlflow:
        mlflow.MlflowClient().search_registered_models()
    return home / "mlruns" / "mlflow.db"


@pytest.fixture(scope="module")
def settings(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    home = tmp_path_factory.mktemp("tracked")
    (home / "mlruns").mkdir()
    shutil.copy(empty_store, home / "mlruns" / "mlflow.db")
    yield Settings(home=home)


@pytest.fixture(scope="module")
def saved(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Path]:
    folder = tmp_path_factory.mktemp("files") / "model"
    return replace(trained, model=save(trained.model, folder)), folder


@pytest.fixture(scope="module")
def run(saved: tuple[Trained, Path], settings: Settings) -> Run:
    trained, folder = saved
    return track(trained, evaluate(trained, threads=1, draws=0), settings, directory=folder, ledger_digest="d1")


def artifacts(settings: Settings, run: Run) -> Path:
    return settings.mlruns / "artifacts" / "train" / run.run_id / "artifacts"


def test_a_run_says_what_it_was_made_from(run: Run, saved: tuple[Trained, Path]) -> None:
    trained, _ = saved
    assert run.params["ledger_digest"] == "d1"
    assert run.params["seed"] == "0"
    assert run.params["feature_signature"] == trained.model.feature_signature
    assert run.params["policy.grace_days"] == "0"
    assert run.params["windows.test_from"] == trained.windows.as_dates()["test_from"].isoformat()
    assert run.params["rows.test_snapshots"] == str(trained.counts["test_snapshots"])
    assert run.params["code_version"] == code_version()
    assert run.model_version == trained.model.version
    assert run.status == "FINISHED"


def test_figures_of_ours_and_of_each_baseline_stand_beside_each_other(run: Run) -> None:
    for forecaster in (
        "duecast",
        "due_date",
        "customer_mean",
        "customer_median",
        "customer_distribution",
        "logistic_regression",
    ):
        assert run.metrics[f"at_issue.{forecaster}.crps"] > 0
        assert f"mondays.{forecaster}.mae" in run.metrics


def test_plots_and_the_card_are_logged(run: Run, settings: Settings) -> None:
    folder = artifacts(settings, run)
    assert "中文摘要" in (folder / "model_card.md").read_text()
    assert (folder / "plots" / "reliability_at_issue.svg").read_text().startswith("<svg")
    assert (folder / "plots" / "pit_mondays.svg").is_file()


def test_the_registered_model_loads_without_a_pickle(run: Run, saved: tuple[Trained, Path], settings: Settings) -> None:
    """By its alias, through the loader, equal to the heads; its files are LightGBM text, JSON and what MLflow adds."""
    import pandas as pd

    from training.tracking import _store

    trained, _ = saved
    assert (run.registered_version, run.aliases) == (1, (CHALLENGER,))
    logged = settings.mlruns / "artifacts" / "train" / "models"
    kinds = {path.suffix for path in logged.rglob("*") if path.is_file()}
    assert kinds <= {".txt", ".json", ".yaml", ""}
    assert trained.test is not None
    asked = trained.test.subjects.take(np.arange(3))
    x = head_rows(trained.index, asked, build(trained.index, asked))
    frame = pd.DataFrame(x, columns=list(trained.model.feature_names))
    with _store(settings) as mlflow:
        made = mlflow.pyfunc.load_model(f"models:/payment-risk@{CHALLENGER}").predict(frame)
    assert list(made.columns) == ["p_late", "p_unpaid_30d"]
    assert made["p_late"].between(0, 1).all()


def test_aliases_follow_what_serves(run: Run, settings: Settings) -> None:
    point_aliases(settings, {CHAMPION: run.model_version})
    assert runs(settings)[0].aliases == (CHALLENGER, CHAMPION) or set(runs(settings)[0].aliases) == {
        CHALLENGER,
        CHAMPION,
    }
    with pytest.raises(ModelUnavailable, match="no model 'nothing'"):
        point_aliases(settings, {CHAMPION: "nothing"})


def test_the_champion_follows_what_serves(run: Run, settings: Settings) -> None:
    """Told once more after each training; a model that MLflow never knew moves nothing."""
    from training.tracking import _store

    with _store(settings) as mlflow:
        mlflow.MlflowClient().delete_registered_model_alias("payment-risk", CHAMPION)
    assert CHAMPION not in follow_champion(settings, "unknown", run).aliases
    assert CHAMPION in follow_champion(settings, run.model_version, run).aliases


def test_a_killed_run_is_not_running(run: Run, saved: tuple[Trained, Path], settings: Settings) -> None:
    """The next training of this machine says so; one that runs is left alone."""
    from training.tracking import _store

    with _store(settings) as mlflow:
        client = mlflow.MlflowClient()
        experiment = client.get_run(run.run_id).info.experiment_id
        dead = f"{own_mark().rpartition('-')[0]}-{10**30}"
        left, going = (client.create_run(experiment, tags={PROCESS: mark}).info.run_id for mark in (dead, own_mark()))
    track(saved[0], None, settings, directory=saved[1], ledger_digest="d2", alias=None)
    states = {one.run_id: one.status for one in runs(settings)}
    assert (states[left], states[going], states[run.run_id]) == ("KILLED", "RUNNING", "FINISHED")


def test_each_trial_is_a_run_inside_the_run(saved: tuple[Trained, Path], settings: Settings) -> None:
    """With its shape and its scores; the list of trainings shows the training alone."""
    from training.tracking import _store

    away = -0.00625
    trials = (
        Trial(0, Shape(), 0.5, 0.52, 0.48, 0.0, 0.0, 1.5),
        Trial(1, Shape(leaves=31, teacher_share=0.0), 0.5 + away, 0.51, float("nan"), away, 0.002, 2.5),
    )
    tried = replace(saved[0], tuning=Choice(trials[1].shape, "trial 1: better", 18_000, 18_120, 900, 70, trials))
    before = {one.run_id for one in runs(settings)}
    parent = track(tried, None, settings, directory=saved[1], ledger_digest="d3", alias=None)
    assert {one.run_id for one in runs(settings)} - before == {parent.run_id}
    assert parent.params["tuning.why"] == "trial 1: better" and parent.params["tuning.trials"] == "2"
    assert (parent.params["tuning.chosen.leaves"], parent.params["tuning.known_before"]) == ("31", "2019-08-12")
    with _store(settings) as mlflow:
        client = mlflow.MlflowClient()
        inside = client.search_runs(
            [client.get_run(parent.run_id).info.experiment_id], f"tags.mlflow.parentRunId = '{parent.run_id}'"
        )
    first, second = sorted(inside, key=lambda one: one.info.run_name)
    assert (first.info.run_name, first.info.status, second.info.run_name) == ("trial 0", "FINISHED", "trial 1")
    assert second.data.params == {
        "leaves": "31", "trees": "240", "learning_rate": "0.05", "lambda_l2": "10.0", "leaf_share": "0.004", "teacher_share": "0.0",
    }  # fmt: skip
    assert second.data.metrics == {
        "loss": 0.5 + away, "at_issue": 0.51, "difference": away, "standard_error": 0.002, "seconds": 2.5,
    }  # fmt: skip


def test_a_study_makes_a_run_without_a_model(settings: Settings) -> None:
    """Figures that are not numbers are left out; MLflow would keep the run and lose all its figures."""
    told = log_study(settings, "accuracy", {"seeds": "1,2"}, {"a.b": 0.5, "a.c": float("nan")}, {"report.md": "# 1\n"})
    (found,) = runs(settings, "accuracy")
    assert (found.run_id, found.status, found.registered_version) == (told, "FINISHED", None)
    assert found.metrics == {"a.b": 0.5}
    assert (found.params["seeds"], found.params["code_version"]) == ("1,2", code_version())
    file = settings.mlruns / "artifacts" / "accuracy" / told / "artifacts" / "report.md"
    assert file.read_text() == "# 1\n"


def test_no_store_no_runs(tmp_path: Path) -> None:
    """And asking does not make one."""
    assert runs(Settings(home=tmp_path)) == []
    assert not list(tmp_path.iterdir())


def test_facts_tell_the_code_apart(saved: tuple[Trained, Path]) -> None:
    facts = run_facts(saved[0], "d1")
    assert str(facts["as_of"]) == saved[0].windows.as_dates()["cut"].isoformat()
    assert "+" in code_version()


def test_mlflow_is_imported_here_only_and_only_when_needed() -> None:
    """No other module of the program names it, and here it stands inside a function: it costs seconds."""
    root = Path(training.tracking.__file__).parent.parent
    places = []
    for package in ("ledger", "features", "sources", "portfolio", "training", "serving", "duecast", "rendering"):
        for path in sorted((root / package).rglob("*.py")):
            tree = ast.parse(path.read_text())
            for node in ast.walk(tree):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if any(name.split(".")[0] == "mlflow" for name in names):
                    places.append((path.relative_to(root).as_posix(), node in tree.body))
    assert set(places) == {("training/tracking.py", False)}
