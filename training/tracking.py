"""Training runs in MLflow: what was fitted on what, how good it was, the model's files, and the registered model.

MLflow is imported here (and nowhere else), when a run is logged or read: it costs seconds. Its telemetry is switched off and
its chatter silenced before that. The embedded store is ``mlruns/``; a tracking server is used where the settings name one.
"""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.day import day_of
from ledger.errors import ModelUnavailable
from ledger.leavings import own_mark, was_left
from ledger.settings import Settings
from ledger.whole_file import enough_room
from training.model_card import model_card
from training.plots import pit_svg, reliability_svg

if TYPE_CHECKING:
    from training.fit import Trained
    from training.tuning import Trial
    from training.verdict import Evaluation

REGISTERED = "payment-risk"
CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
PROCESS = "duecast.process"
TRIAL = "trial"
"""Purpose of a run inside a run: one shape tried (``training/tuning.py``)."""
NEEDED = ("lightgbm", "numpy", "pandas")
"""Packages a logged model is loaded with, pinned to the versions of here."""
ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_ENABLE_ASYNC_LOGGING": "false",
    "GIT_PYTHON_REFRESH": "quiet",
}

QUIET = {"mlflow": logging.ERROR, "alembic": logging.ERROR, "mlflow.store.db.utils": logging.CRITICAL}
"""The last one logs the trace of an error that it raises."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands in MLflow; ``registered_version`` None: its model was not registered."""

    run_id: str
    purpose: str
    started_at: datetime
    status: str
    model_version: str
    registered_version: int | None
    aliases: tuple[str, ...]
    params: Mapping[str, str]
    metrics: Mapping[str, float]


def track(
    trained: "Trained",
    evaluation: "Evaluation | None",
    settings: Settings,
    *,
    directory: Path,
    ledger_digest: str,
    purpose: str = "train",
    alias: str | None = CHALLENGER,
) -> Run:
    """Log a run and register its model; ``directory`` holds the files ``artifact.save`` wrote of ``trained.model``.

    ``purpose`` names the experiment (``payment-risk/train``). ``alias`` is moved to the new version. MLflow works in the folder
    beside ``directory``.
    """
    facts = run_facts(trained, ledger_digest)
    with _store(settings) as mlflow, _temporary_files_in(directory.parent):
        experiment = _experiment(mlflow, settings, purpose)
        _close_killed(mlflow.MlflowClient(), experiment)
        tags = {"model_version": trained.model.version, "basis": trained.model.basis, "purpose": purpose}
        tags[PROCESS] = own_mark()
        name = f"{facts['as_of']} {trained.model.version}"
        with mlflow.start_run(experiment_id=experiment, run_name=name, tags=tags) as run:
            mlflow.log_params({name: str(value) for name, value in facts.items()})
            if evaluation is not None:
                mlflow.log_metrics(evaluation.flat())
                for population, bins in evaluation.reliability.items():
                    mlflow.log_text(
                        reliability_svg(bins, f"Reliability, {population}"), f"plots/reliability_{population}.svg"
                    )
                for population, shares in evaluation.pit.items():
                    mlflow.log_text(pit_svg(shares, f"PIT, {population}"), f"plots/pit_{population}.svg")
                mlflow.log_text(evaluation.markdown(), "evaluation.md")
            mlflow.log_metrics({f"seconds.{stage}": seconds for stage, seconds in trained.timings.items()})
            mlflow.log_text("\n".join(trained.model.feature_names) + "\n", "features.txt")
            mlflow.log_text(model_card(trained, evaluation, facts), "model_card.md")
            for trial in () if trained.tuning is None else trained.tuning.trials:
                _log_trial(mlflow, experiment, trial)
            logged = mlflow.pyfunc.log_model(
                name="model",
                loader_module="training.mlflow_loader",
                data_path=str(directory),
                pip_requirements=[f"{name}=={version(name)}" for name in NEEDED],
            )
        client = mlflow.MlflowClient()
        number = _registered(client, logged, run.info.run_id, trained.model.version)
        if alias is not None:
            client.set_registered_model_alias(REGISTERED, alias, number)
        return _run(client.get_run(run.info.run_id), purpose, _versions(client))


def log_study(
    settings: Settings,
    purpose: str,
    params: Mapping[str, object],
    metrics: Mapping[str, float],
    texts: Mapping[str, str],
) -> str:
    """Log a study that made no model (figures, and files as text); its run id."""
    with _store(settings) as mlflow:
        experiment = _experiment(mlflow, settings, purpose)
        with mlflow.start_run(experiment_id=experiment, tags={"purpose": purpose, PROCESS: own_mark()}) as run:
            mlflow.log_params({name: str(value) for name, value in params.items()} | {"code_version": code_version()})
            mlflow.log_metrics({name: value for name, value in metrics.items() if isfinite(value)})
            for name, text in texts.items():
                mlflow.log_text(text, name)
        return str(run.info.run_id)


def runs(settings: Settings, purpose: str = "train") -> list[Run]:
    """Runs of a purpose, the newest first; none where nothing was ever logged."""
    if not settings.mlflow_tracking_uri and not (settings.mlruns / "mlflow.db").is_file():
        return []
    with _store(settings) as mlflow:
        client = mlflow.MlflowClient()
        experiment = client.get_experiment_by_name(f"{REGISTERED}/{purpose}")
        if experiment is None:
            return []
        versions = _versions(client)
        return [_run(one, purpose, versions) for one in _runs(client, experiment.experiment_id)]


def point_aliases(settings: Settings, aliases: Mapping[str, str]) -> None:
    """Move aliases (champion, challenger, previous) to the versions that hold these models (alias → model version).

    What serves is told by the local pointer file; this only makes MLflow say the same. ``ModelUnavailable`` where MLflow
    knows no such model.
    """
    with _store(settings) as mlflow:
        client = mlflow.MlflowClient()
        known = {tag: number for number, tag, _, _ in _versions(client)}
        for alias, model_version in aliases.items():
            if model_version not in known:
                raise ModelUnavailable(
                    f"MLflow has no model {model_version!r}; registered are {sorted(known) or 'none'}"
                )
            client.set_registered_model_alias(REGISTERED, alias, str(known[model_version]))


def follow_champion(settings: Settings, model_version: str, run: Run) -> Run:
    """MLflow's champion becomes the model that serves, where it knows that one; ``run`` as it then stands.

    Done after each training, so that one killed between releasing and saying so is made up for by the next.
    """
    with _store(settings) as mlflow:
        client = mlflow.MlflowClient()
        numbers = {number: aliases for number, tag, _, aliases in _versions(client) if tag == model_version}
        if numbers and not any(CHAMPION in aliases for aliases in numbers.values()):
            client.set_registered_model_alias(REGISTERED, CHAMPION, str(max(numbers)))
        return _run(client.get_run(run.run_id), run.purpose, _versions(client))


def run_facts(trained: "Trained", ledger_digest: str) -> dict[str, object]:
    """What a run is made of, as logged: data, policy, code, features, windows, row counts."""
    model = trained.model
    metadata = dict(model.metadata)
    facts: dict[str, object] = {
        "as_of": day_of(int(metadata["as_of"])).isoformat(),
        "model_version": model.version,
        "basis": model.basis,
        "ledger_digest": ledger_digest,
        "code_version": code_version(),
        "feature_signature": model.feature_signature,
        "feature_count": len(model.feature_names),
        "label_hash": model.label_hash,
    }
    facts |= {f"windows.{name}": day.isoformat() for name, day in trained.windows.as_dates().items()}
    facts |= {f"policy.{name}": value for name, value in trained.index.policy.as_dict().items()}
    facts |= {f"rows.{name}": count for name, count in trained.counts.items()}
    plain = {
        name: value for name, value in metadata.items() if isinstance(value, int | float | str) and name != "as_of"
    }
    tried = {} if trained.tuning is None else trained.tuning.facts()
    return facts | plain | tried


def code_version() -> str:
    """The program's version and a digest of the code that decides what a model is (ledger, features, training)."""
    root, digest = Path(__file__).resolve().parent.parent, sha256()
    for package in ("ledger", "features", "training"):
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{version('duecast')}+{digest.hexdigest()[:12]}"


@contextmanager
def _store(settings: Settings) -> Iterator[Any]:
    """MLflow, quiet, on the settings' store."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    with enough_room(settings.mlruns):
        settings.mlruns.mkdir(parents=True, exist_ok=True)
    levels = {name: logging.getLogger(name).level for name in QUIET}
    try:
        with enough_room(settings.mlruns), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import mlflow
            import mlflow.pyfunc

            for name, level in QUIET.items():
                logging.getLogger(name).setLevel(level)
            mlflow.set_tracking_uri(settings.tracking_uri)
            mlflow.set_registry_uri(settings.tracking_uri)
            yield mlflow
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """MLflow's copies of a model lie where a killed training's are cleared away."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _experiment(mlflow: Any, settings: Settings, purpose: str) -> str:
    name = f"{REGISTERED}/{purpose}"
    found = mlflow.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    place = None if settings.mlflow_tracking_uri else (settings.mlruns / "artifacts" / purpose).as_uri()
    return str(mlflow.create_experiment(name, artifact_location=place))


def _close_killed(client: Any, experiment: str) -> None:
    """Runs of processes that are no more: not running, killed."""
    for run in client.search_runs([experiment], "attributes.status = 'RUNNING'"):
        if was_left(run.data.tags.get(PROCESS, "")):
            client.set_terminated(run.info.run_id, "KILLED")


def _log_trial(mlflow: Any, experiment: str, trial: "Trial") -> None:
    """A run inside the open one: a shape and how it was judged."""
    tags = {"purpose": TRIAL, PROCESS: own_mark()}
    with mlflow.start_run(experiment_id=experiment, run_name=f"trial {trial.number}", nested=True, tags=tags):
        mlflow.log_params(asdict(trial.shape) | {"trees": trial.shape.trees})
        said = {name: value for name, value in asdict(trial).items() if name not in ("number", "shape")}
        mlflow.log_metrics({name: value for name, value in said.items() if isfinite(value)})


def _runs(client: Any, experiment: str) -> Iterator[Any]:
    """Runs of an experiment without the trials inside them, the newest first."""
    token = None
    while True:
        page = client.search_runs([experiment], order_by=["attributes.start_time DESC"], page_token=token)
        yield from (one for one in page if one.data.tags.get("purpose") != TRIAL)
        token = page.token
        if not token:
            return


def _registered(client: Any, logged: Any, run_id: str, model_version: str) -> str:
    """Number of the new version of the registered model (the client registers without printing)."""
    if not client.search_registered_models(f"name = '{REGISTERED}'"):
        client.create_registered_model(
            REGISTERED, description="Late payment and cash-in of open items: heads and curve."
        )
    made = client.create_model_version(
        REGISTERED, logged.model_uri, run_id, tags={"model_version": model_version}, model_id=logged.model_id
    )
    return str(made.version)


def _versions(client: Any) -> Sequence[tuple[int, str, str, tuple[str, ...]]]:
    """(number, model version, run id, aliases) of every registered version."""
    aliases: dict[int, list[str]] = {}
    registered = client.search_registered_models(f"name = '{REGISTERED}'")
    for one in registered:
        for alias, number in one.aliases.items():
            aliases.setdefault(int(number), []).append(alias)
    found = client.search_model_versions(f"name = '{REGISTERED}'") if registered else []
    return [
        (int(v.version), v.tags.get("model_version", ""), v.run_id, tuple(sorted(aliases.get(int(v.version), ()))))
        for v in found
    ]


def _run(found: Any, purpose: str, versions: Sequence[tuple[int, str, str, tuple[str, ...]]]) -> Run:
    mine = next((one for one in versions if one[2] == found.info.run_id), None)
    return Run(
        run_id=found.info.run_id,
        purpose=purpose,
        started_at=datetime.fromtimestamp(found.info.start_time / 1000, tz=UTC),
        status=found.info.status,
        model_version=found.data.tags.get("model_version", ""),
        registered_version=mine[0] if mine else None,
        aliases=mine[3] if mine else (),
        params=dict(found.data.params),
        metrics=dict(found.data.metrics),
    )
