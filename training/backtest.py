"""What the model would have said: one row per (item, as-of day), features as of that day only; never an outcome.

A model trained as of a day sees the ledger as it was known then. Features are read from the ledger as known by the end of the
last as-of day: what came later is not in reach, so that changing it changes nothing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import Codes, Flags, LedgerArrays, version_at
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.day import Days, day_number, day_of
from ledger.errors import InvalidValue
from ledger.leavings import working_folder
from ledger.policy import Policy
from ledger.scores import FORECAST_DAYS
from ledger.settings import Settings
from ledger.settlement import Closings, closed_on
from training.artifact import champion, load, save
from training.fit import train
from training.model import PaymentRisk
from training.scored_items import ScoredItems
from training.scorer import Scorer

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

At = Literal["issue", "monday"]
Progress = Callable[[str, float], None]
ROWS_AT_ONCE = 4_000
CDF_DAYS = 180
TOLD = b"duecast.backtest"
"""Key of the table's metadata: what was left out, and by when the model was trained."""


@dataclass(frozen=True, slots=True)
class Asked:
    """(item, as-of day) pairs that are scored, shape (n,), and what was left out of the window, counted by reason."""

    item: Codes
    as_of: Days
    left_out: dict[str, int]


def backtest(
    engine: "Engine",
    settings: Settings,
    policy: Policy | None = None,
    *,
    from_on: date,
    to_on: date,
    at: At = "issue",
    train_as_of: date | None = None,
    curves: bool = False,
    progress: Progress | None = None,
) -> pa.Table:
    """Predictions for every item issued in, or open on a Monday of, [from_on, to_on]; columns as DESIGN names them.

    ``train_as_of``: a model is trained on what was known before that day; None: the champion. ``InvalidValue`` where the
    model has seen what it is asked about, or the window ends before it begins. ``amount`` is what was open, in major
    units; ``curves`` adds ``cdf``, F(0) … F(180). ``told(table)`` says what was left out.
    """
    if to_on < from_on:
        raise InvalidValue(f"the window ends on {to_on}, before it begins on {from_on}; swap the two")
    show = progress or (lambda stage, share: None)
    if train_as_of is not None and train_as_of > from_on:
        raise _seen(train_as_of, from_on)
    with reading(engine) as connection:
        show("reading the ledger", 0.0)
        view = LedgerAsOf(connection, to_on + timedelta(days=1))
        arrays, policy = view.arrays, policy or view.policy
        past = None if train_as_of is None else LedgerAsOf(connection, train_as_of).arrays
    model, trained_as_of = _model(past, policy, settings, train_as_of, show)
    if trained_as_of > from_on:
        raise _seen(trained_as_of, from_on)
    show("features", 0.7)
    index = FeatureIndex(arrays, policy)
    asked = pairs(arrays, index.closings, day_number(from_on), day_number(to_on), at)
    scorer = Scorer(model, policy, threads=settings.threads)
    parts = []
    for start in range(0, len(asked.item), ROWS_AT_ONCE):
        show("scoring", 0.75 + 0.25 * start / len(asked.item))
        rows = slice(start, start + ROWS_AT_ONCE)
        subjects = subjects_at(index, asked.item[rows], asked.as_of[rows])
        parts.append(_columns(scorer.score(index, subjects, explain=False), arrays, curves))
    table = pa.concat_tables(parts) if parts else _empty(curves)
    said = {"at": at, "trained_as_of": trained_as_of.isoformat(), "left_out": asked.left_out}
    show("done", 1.0)
    return table.replace_schema_metadata({TOLD: json.dumps(said).encode()})


def told(table: pa.Table) -> dict[str, Any]:
    """``at``, ``trained_as_of`` (ISO day) and ``left_out`` (reason → count) of a table that ``backtest`` made."""
    metadata = table.schema.metadata or {}
    if TOLD not in metadata:
        raise InvalidValue(
            "this table was not written by `duecast backtest`; run it again and keep the file's metadata"
        )
    said: dict[str, Any] = json.loads(metadata[TOLD])
    return said


def pairs(arrays: LedgerArrays, made: Closings, first: int, last: int, at: At) -> Asked:
    """Who is asked about on which day, by what was known before that day (at issue: also the invoice itself)."""
    versions = arrays.items
    start = np.searchsorted(versions.item, np.arange(arrays.item_count, dtype=np.int32))
    left_out = {"credit_note": 0, "withdrawn_before": 0, "closed_before": 0, "paid_before_known_later": 0}
    if at == "issue":
        issued = np.flatnonzero((versions.issued_on[start] >= first) & (versions.issued_on[start] <= last))
        return _standing(arrays, made, issued.astype(np.int32), versions.issued_on[start[issued]], left_out)
    items: list[Codes] = [np.zeros(0, dtype=np.int32)]
    days: list[Days] = [np.zeros(0, dtype=np.int32)]
    for monday in range(first + (-(first + 3)) % 7, last + 1, 7):
        item = np.flatnonzero((versions.known_on[start] < monday) & (versions.issued_on[start] < monday)).astype(
            np.int32
        )
        as_of = np.full(len(item), monday, dtype=np.int32)
        opened = closed_on(made, item, as_of) < 0
        items.append(item[opened])
        days.append(as_of[opened])
    return _standing(arrays, made, np.concatenate(items), np.concatenate(days), left_out)


def _standing(arrays: LedgerArrays, made: Closings, item: Codes, as_of: Days, left_out: dict[str, int]) -> Asked:
    """Without credit notes, what was closed or withdrawn before ``as_of``; sorted by (as_of, item).

    What was paid before ``as_of`` but became known later (by the end of the window) has no day left to predict: it is left out,
    and counted apart.
    """
    versions = arrays.items
    end = closed_on(made, item, np.full(len(item), arrays.as_of, dtype=np.int32))
    paid_on = np.where(end >= 0, made.settled_on[np.maximum(end, 0)], as_of) if len(made.item) else as_of
    row = version_at(versions.item, versions.known_on, item, as_of, first=True)
    reasons = {
        "credit_note": versions.credit_note[row],
        "withdrawn_before": versions.until[row] < as_of,
        "closed_before": (closed_on(made, item, as_of) >= 0) | _prepaid(arrays, item, as_of, row),
        "paid_before_known_later": paid_on < as_of,
    }
    kept = np.ones(len(item), dtype=np.bool_)
    for name, flags in reasons.items():
        left_out[name] += int((flags & kept).sum())
        kept &= ~flags
    order = np.lexsort((item[kept], as_of[kept]))
    return Asked(item[kept][order], as_of[kept][order], left_out)


def _prepaid(arrays: LedgerArrays, item: Codes, as_of: Days, row: NDArray[np.int64]) -> Flags:
    """Settled by allocations known before ``as_of`` though the item itself is known only then: paid before it was issued."""
    versions, moves = arrays.items, arrays.allocations
    new = versions.known_on[row] >= as_of
    day = np.full(arrays.item_count, -(2**31), dtype=np.int64)
    day[item[new]] = as_of[new]
    early = np.flatnonzero(moves.known_on < day[moves.item])
    paid, full = np.zeros(arrays.item_count, dtype=np.int64), np.zeros(arrays.item_count, dtype=np.int64)
    np.add.at(paid, moves.item[early], moves.amount[early])
    np.add.at(full, moves.item[early], moves.sign[early] * ~moves.amount_known[early])
    covered = (
        versions.amount_known[row] & (paid[item] > 0) & (versions.amount[row] - paid[item] <= versions.tolerance[row])
    )
    return np.asarray(new & (covered | (full[item] > 0)))


def _model(
    past: LedgerArrays | None, policy: Policy, settings: Settings, train_as_of: date | None, show: Progress
) -> tuple[PaymentRisk, date]:
    """The model that answers, with its version, and the day before which its facts were known."""
    if past is None or train_as_of is None:
        model = load(champion(settings.models))
        return model, day_of(int(model.metadata["as_of"]))
    trained = train(
        past,
        policy,
        as_of=train_as_of,
        threads=settings.threads,
        progress=lambda stage, share: show(stage, 0.05 + 0.6 * share),
    )
    with working_folder() as folder:
        return save(trained.model, folder / "model"), train_as_of


def _seen(trained_as_of: date, from_on: date) -> InvalidValue:
    return InvalidValue(
        f"the model was trained as of {trained_as_of}, after the first day asked about ({from_on}): it has seen what became of "
        f"it; begin on {trained_as_of} or later, or give an earlier --train-as-of"
    )


def _columns(scored: ScoredItems, arrays: LedgerArrays, curves: bool) -> pa.Table:
    subjects = scored.subjects
    stated = arrays.items.amount_known[
        version_at(arrays.items.item, arrays.items.known_on, subjects.item, subjects.as_of, first=True)
    ]
    columns: dict[str, Any] = {
        "invoice_id": pa.array(arrays.invoice_id[subjects.item], pa.string()),
        "customer_id": pa.array(arrays.customer_id[subjects.customer], pa.string()),
        "as_of": _dates(subjects.as_of),
        "due_on": _dates(subjects.due_on),
        "amount": pa.array(subjects.open / 10.0**subjects.decimals, pa.float64(), mask=~stated),
        "p_late": scored.p_late,
        "p_very_late": scored.p_very_late,
    }
    columns |= {f"p_paid_within_{days}": scored.p_paid_within(days) for days in FORECAST_DAYS}
    columns["expected_on"] = _quantile(scored, subjects, 0.5)
    columns |= {f"p{int(q * 100)}_on": _quantile(scored, subjects, q) for q in (0.1, 0.5, 0.9)}
    columns["p_unpaid_at_horizon"] = scored.p_unpaid_at_horizon
    columns["basis"] = pa.array([scored.basis] * len(scored), pa.string())
    columns["model_version"] = pa.array([scored.model_version] * len(scored), pa.string())
    if curves:
        daily = scored.curves.daily(CDF_DAYS)
        columns["cdf"] = pa.FixedSizeListArray.from_arrays(pa.array(daily.ravel()), CDF_DAYS + 1).cast(_CDF)
    return pa.table(columns)


_CDF = pa.list_(pa.float64())


def _empty(curves: bool) -> pa.Table:
    texts = ("invoice_id", "customer_id", "basis", "model_version")
    days = ("as_of", "due_on", "expected_on", "p10_on", "p50_on", "p90_on")
    names = [
        "invoice_id", "customer_id", "as_of", "due_on", "amount", "p_late", "p_very_late",
        *(f"p_paid_within_{days}" for days in FORECAST_DAYS),
        "expected_on", "p10_on", "p50_on", "p90_on", "p_unpaid_at_horizon", "basis", "model_version",
    ]  # fmt: skip
    kinds = [(n, pa.string() if n in texts else pa.date32() if n in days else pa.float64()) for n in names]
    return pa.schema([*kinds, *([("cdf", _CDF)] if curves else [])]).empty_table()


def _dates(days: Days) -> pa.Array:
    return pa.array(days.astype("datetime64[D]"), pa.date32())


def _quantile(scored: ScoredItems, subjects: Subjects, q: float) -> pa.Array:
    day = scored.quantile_days(q)
    reached = np.isfinite(day)
    on = subjects.as_of + np.where(reached, day, 0).astype(np.int64)
    return pa.array(on.astype("datetime64[D]"), pa.date32(), mask=~reached)
