"""RELIABILITY A5: ``kill -9`` at random moments of a training and of scoring: what serves is one whole model, the old or the new,
and of a run of scores all are there or none.

A fit only computes, so that at length all parts but the first train from fits made once; in the short run there is too little
history to fit trees.
"""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, func, select

from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.day import day_number, day_of
from ledger.policy import record_policy
from ledger.settings import Settings
from ledger.tables import scores
from serving.book import read_book
from serving.scorer_handle import ScorerHandle
from serving.scoring import open_codes, scores_of
from tests.kills import KILLS, LONG, PARTS, Killable, acknowledged, ready_seconds
from tests.training.recorded_ledger import record
from tests.training.small_ledger import small_ledger
from training.artifact import champion, load
from training.tracking import CHAMPION, runs

ARRAYS = small_ledger(customers=12, items=300, days=400)
LAST_ON = day_of(ARRAYS.as_of)
STAGES = ("reading the ledger", "logging to MLflow", "releasing")
TRAINING = """
from datetime import date
from pathlib import Path
from time import perf_counter
import mlflow, mlflow.pyfunc, lightgbm, pandas
import training.run
from ledger.connection import open_ledger
from ledger.jobs import job
from ledger.settings import Settings
from tests.kills import acknowledge

def run(folder, day, stage):
    engine, settings, told = open_ledger(Settings()), Settings(), set()

    def show(said, share):
        if said == stage and said not in told:
            ready()
        told.add(said)
        print(f"{perf_counter()} {said}", flush=True)

    with job(engine, "train", day):
        done = training.run.run_training(engine, settings, date.fromisoformat(day), releasing=True, progress=show)
    acknowledge(Path(folder), f"{done.run.run_id} {done.run.model_version}")
"""
FITS = """
from ledger.asof import LedgerAsOf
from ledger.connection import reading

fit, judge, fits, judged = training.run.train, training.run.evaluate, {}, {}
for day in map(date.fromisoformat, DAYS):
    with reading(open_ledger(Settings())) as connection:
        view = LedgerAsOf(connection, day)
        fits[day] = fit(view.arrays, view.policy, as_of=day, threads=1)
    judged[day] = judge(fits[day], threads=1)
training.run.train = lambda arrays, policy, *, as_of, **_: fits[as_of]
training.run.evaluate = lambda trained, threads: next(judged[day] for day in fits if fits[day] is trained)
"""
SCORING = """
from datetime import date, timedelta
from pathlib import Path
import lightgbm, pandas, pyarrow.parquet, rich.console, rich.progress
from duecast.commands.score import score
import serving.batch, training.scorer
from tests.kills import acknowledge

def run(folder, first, count):
    ready()
    for number in range(count):
        day = date.fromisoformat(first) + timedelta(days=number)
        score(as_of=str(day), out=Path(folder) / "scores.parquet", as_json=True)
        acknowledge(Path(folder), str(day))
"""
ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "DUECAST_THREADS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
}
"""A copy of a process has none of its threads."""


@pytest.fixture
def ledger(settings: Settings) -> Engine:
    """Three hundred invoices of twelve customers, on either database."""
    engine = open_ledger(settings)
    record(engine, ARRAYS)
    return engine


def trainable(settings: Settings, part: int) -> tuple[str, list[str]]:
    """The program, and the days as of which it trains."""
    days = [str(LAST_ON - timedelta(days=7 * back)) for back in range(3)]
    if LONG:
        return TRAINING + (FITS.replace("DAYS", repr(days)) if part else ""), days
    engine = open_ledger(settings)
    with writing(engine) as connection:
        at = datetime(2020, 1, 1, tzinfo=UTC)
        record_policy(connection, {"minimum_settled": 100_000}, by="test", at=at, known_on=date(2000, 1, 1))
    engine.dispose()
    return TRAINING, days


@pytest.mark.parametrize("part", PARTS)
def test_killed_while_training(sqlite_settings: Settings, tmp_path: Path, part: int) -> None:
    settings, random = sqlite_settings, Random(part)
    engine = open_ledger(settings)
    record(engine, ARRAYS)
    program, days = trainable(settings, part)
    temporary, said = tmp_path / "temporary", tmp_path / "said"
    temporary.mkdir()
    said.mkdir()
    with Killable(settings, program, TMPDIR=str(temporary), **ALONE) as training:
        took = seconds_from(training.run(str(said), days[-1], STAGES[0]))
        for kill in range(KILLS):
            before, told = champion(settings.models).name, len(acknowledged(said))
            day, stage = days[kill % len(days)], STAGES[kill % len(STAGES)]
            training.kill(random.uniform(0.0, 1.1 * took[stage]), str(said), day, stage)
            killed = monotonic()
            serves = load(champion(settings.models))  # checksums and golden rows
            assert scored(engine, settings) > 0
            assert monotonic() - killed < ready_seconds()
            runs_told = [line.split() for line in acknowledged(said)]
            assert serves.version == before or serves.metadata["as_of"] == day_number(date.fromisoformat(day))
            assert len(runs_told) == told or serves.version == runs_told[-1][1], "nothing acknowledged is lost"
            known = {run.run_id: run for run in runs(settings)}
            assert all(known[run].status == "FINISHED" and known[run].registered_version for run, _ in runs_told)
            for folder in settings.models.glob("[!.]*/"):
                load(folder)
            assert len(list(settings.models.glob(".*"))) <= 2 and len(list(temporary.iterdir())) <= 1, "they pile up"
        training.run(str(said), days[0], STAGES[0])
    version = acknowledged(said)[-1].split()[1]
    serves = load(champion(settings.models))
    assert serves.version == version and serves.metadata["as_of"] == day_number(LAST_ON)
    states = {one.run_id: one for one in runs(settings)}
    assert {one.status for one in states.values()} <= {"FINISHED", "KILLED"}
    assert [one.model_version for one in states.values() if CHAMPION in one.aliases] == [version]
    assert list(settings.models.glob(".*")) == list(temporary.iterdir()) == []
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()


def seconds_from(lines: list[str]) -> dict[str, float]:
    """Stage → seconds from its beginning to the end of the training."""
    began = {stage: float(at) for at, _, stage in (line.partition(" ") for line in reversed(lines))}
    return {stage: max(began.values()) - at for stage, at in began.items()}


def scored(engine: Engine, settings: Settings) -> int:
    """How many open items are scored with what serves; the whole way, but kept nowhere."""
    view = read_book(engine, LAST_ON)
    scorer = ScorerHandle(settings.models).current(view.policy)
    return len(scores_of(view, scorer, open_codes(view, LAST_ON), LAST_ON, explain=True))


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("part", PARTS)
def test_killed_while_scoring(ledger: Engine, settings: Settings, demo_home: Path, tmp_path: Path, part: int) -> None:
    """A day's scores are those of one run, whole; the file is one day's, whole, and never ahead of the ledger."""
    shutil.copytree(demo_home / "models", settings.models)
    random, said, day = Random(part), tmp_path / "said", LAST_ON - timedelta(days=200)
    said.mkdir()
    out = said / "scores.parquet"
    with Killable(settings, SCORING, **ALONE) as scoring:
        for _ in range(KILLS):
            scoring.kill(random.uniform(0.0, 0.6), str(said), str(day), 100)
            killed = monotonic()
            told, kept = [date.fromisoformat(line) for line in acknowledged(said)], batches(ledger)
            assert set(told) <= kept.keys() and len(kept.keys() - set(told)) <= 1
            if out.exists():
                table = pq.read_table(out)
                (of,) = set(table["as_of"].to_pylist())
                assert of in kept and table.num_rows == kept[of]
                assert not told or of >= max(told)
            day = max([day, *told])
            scoring.run(str(said), str(day), 2)  # that day again, and the next
            assert monotonic() - killed < ready_seconds()
            again = batches(ledger)
            assert again.items() >= kept.items(), "it was whole: the same again has as many"
            assert sorted(said.glob(".*")) == []
            day += timedelta(days=2)
    assert pq.read_table(out).num_rows == batches(ledger)[day - timedelta(days=1)]
    assert [check.name for check in checkup(ledger) if not check.holds] == []
    ledger.dispose()


def batches(engine: Engine) -> dict[date, int]:
    """Day → its scores, all of one run."""
    counted = select(scores.c.as_of, func.count(), func.count(scores.c.scored_at.distinct())).group_by(scores.c.as_of)
    with reading(engine) as connection:
        rows = connection.execute(counted).all()
    assert all(scored_at == 1 for _, _, scored_at in rows)
    return {day: count for day, count, _ in rows}
