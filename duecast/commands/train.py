from typing import TYPE_CHECKING, Annotated

from typer import Option

from duecast.console import counted, print_json, progress, say
from duecast.session import parse_day, session

if TYPE_CHECKING:
    from training.run import TrainingRun


def train(
    as_of: Annotated[str | None, Option(help="Learn from what was known before this day; today if not said.")] = None,
    seed: Annotated[int, Option(min=0, help="The same ledger, code and seed give the same model.")] = 0,
    release: Annotated[
        bool | None,
        Option("--release/--no-release", help="Let the new model serve; by default only where none does yet."),
    ] = None,
    tune: Annotated[
        float | None,
        Option(
            min=0,
            help="Seconds for trials of the late-payment head's size inside the training window; 0: none, as if not said.",
        ),
    ] = None,
    trials: Annotated[
        int | None,
        Option(min=0, help="At most so many trials; without --tune no clock ends them, so that a run can be repeated."),
    ] = None,
    as_json: Annotated[bool, Option("--json", help="For programs.")] = False,
) -> None:
    """Train the two models, judge them beside naive baselines on later time, and log the run to MLflow."""
    from ledger.jobs import job
    from training.run import run_training
    from training.tuning import Budget

    with session() as opened, progress("train", quiet=as_json) as show:
        day = parse_day(as_of) if as_of else opened.today
        with job(opened.engine, "train", f"as of {day}"):
            done = run_training(
                opened.engine,
                opened.settings,
                day,
                seed=seed,
                releasing=release,
                tuning=Budget(tune, trials),
                progress=show,
            )
    if as_json:
        print_json({
            "model_version": done.run.model_version, "run_id": done.run.run_id, "released": done.released,
            "basis": done.trained.model.basis, "tuning": done.trained.model.metadata.get("tuning"),
            "rows": done.trained.counts, "metrics": dict(done.run.metrics),
        })  # fmt: skip
    else:
        show_training(done)


def show_training(done: "TrainingRun") -> None:
    """Print how good the model was on time it had not seen, beside the baselines."""
    say(
        f"model {done.run.model_version}, basis {done.trained.model.basis}: "
        + ("it serves now" if done.released else "a challenger")
    )
    if done.trained.tuning is not None:
        say(f"{counted(len(done.trained.tuning.trials), 'trial')}: {done.trained.tuning.why}")
    if done.evaluation is None:
        say("Too few settled invoices to fit a model: typical payment days of the segment answer instead.")
        return
    say(done.evaluation.markdown())
