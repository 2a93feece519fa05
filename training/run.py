"""One training run from end to end: read, fit, judge, save, track, and (a person's choice) release."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.digest import ledger_digest
from ledger.errors import LedgerEmpty
from ledger.leavings import working_folder
from ledger.settings import Settings
from ledger.whole_file import enough_room
from training.artifact import POINTER, champion, release, save
from training.fit import NO_TRIALS, Trained, train
from training.holdout import evaluate
from training.tracking import CHALLENGER, Run, follow_champion, track
from training.tuning import Budget
from training.verdict import Evaluation

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """``evaluation`` None: too little history to fit anything; ``released``: this model serves now."""

    trained: Trained
    evaluation: Evaluation | None
    run: Run
    released: bool


def run_training(
    engine: "Engine",
    settings: Settings,
    as_of: date,
    *,
    seed: int = 0,
    releasing: bool | None = None,
    tuning: Budget = NO_TRIALS,
    progress: Progress | None = None,
) -> TrainingRun:
    """Train on what was known before ``as_of``, after trials of the late-payment head where ``tuning`` gives them time.

    ``releasing`` None: only where no model serves yet; ``LedgerEmpty``: no facts.
    """
    show = progress or (lambda stage, share: None)
    show("reading the ledger", 0.0)
    with reading(engine) as connection:
        view = LedgerAsOf(connection, as_of)
        arrays, policy, digest = view.arrays, view.policy, ledger_digest(connection)
    if not arrays.item_count:
        raise LedgerEmpty(f"nothing was known before {as_of}; import a ledger first, or take a later --as-of")
    trained = train(
        arrays, policy, as_of=as_of, seed=seed, threads=settings.threads, tuning=tuning,
        progress=lambda stage, share: show(stage, 0.05 + 0.7 * share),
    )  # fmt: skip
    show("judging beside baselines", 0.75)
    evaluation = evaluate(trained, threads=settings.threads)
    if releasing is None:
        releasing = not (settings.models / POINTER).exists()
    with working_folder() as folder:
        directory = folder / "model"
        with enough_room(directory):
            trained = replace(trained, model=save(trained.model, directory))
        show("logging to MLflow", 0.85)
        alias = None if releasing else CHALLENGER
        run = track(trained, evaluation, settings, directory=directory, ledger_digest=digest, alias=alias)
        if releasing:
            show("releasing", 0.95)
            release(directory, settings.models)
        if (settings.models / POINTER).exists():
            run = follow_champion(settings, champion(settings.models).name, run)
    show("done", 1.0)
    return TrainingRun(trained, evaluation, run, releasing)
