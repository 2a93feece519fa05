"""The batch path: the whole open book as of a day, scored and written to the ledger; also as a Parquet file."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ledger.connection import writing
from ledger.curve import decode
from ledger.money import to_major
from ledger.scores import FORECAST_DAYS, Score, write_scores
from ledger.settings import Settings
from ledger.whole_file import whole_file
from serving.book import read_book
from serving.scorer_handle import ScorerHandle
from serving.scoring import open_codes, scores_of

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

Progress = Callable[[str, float], None]
"""(what is being done, share done from 0 to 1) → shown."""
ROWS_AT_ONCE = 2_000
CDF_DAYS = 180


def score_book(
    engine: "Engine",
    settings: Settings,
    as_of: date,
    *,
    scored_at: datetime,
    progress: Progress | None = None,
    explain: bool = True,
) -> list[Score]:
    """Score every open item and keep the scores as the batch of that day (a second run of a day replaces the first).

    On the business day of ``scored_at`` the state is live (what came in today counts); on an earlier day it is that of
    the start of the day. ``ModelUnavailable``, ``LedgerEmpty`` and their like say what to do first.
    """
    show = progress or (lambda stage, share: None)
    show("reading the ledger", 0.0)
    view = read_book(engine, max(as_of, scored_at.astimezone().date()))
    scorer = ScorerHandle(settings.models, settings.threads).current(view.policy)
    show("sorting events", 0.15)
    codes = open_codes(view, as_of)
    scores: list[Score] = []
    for start in range(0, len(codes), ROWS_AT_ONCE):
        show("scoring", 0.25 + 0.65 * start / len(codes))
        scores += scores_of(view, scorer, codes[start : start + ROWS_AT_ONCE], as_of, explain=explain)
    show("writing the scores", 0.9)
    with writing(engine) as connection:
        write_scores(connection, scores, scored_at, replace_batch=True)
    show("writing the scores", 1.0)
    return scores


def write_parquet(scores: Sequence[Score], path: Path) -> None:
    """One row an item: the columns of ``backtest --curves`` (amount is what is open) and the reasons as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    curves = decode([score.curve for score in scores]).daily(CDF_DAYS) if scores else np.zeros((0, CDF_DAYS + 1))
    columns: dict[str, Any] = {
        name: [getattr(score, name) for score in scores]
        for name in (
            "invoice_id", "instalment", "customer_id", "as_of", "due_on", "currency", "stage", "p_late", "p_very_late",
            "p_unpaid_30d", "p_closed_without_cash", "p_unpaid_at_horizon", "risk_target", "risk_band", "expected_on", "p10_on",
            "p50_on", "p90_on", "basis", "model_version",
        )
    }  # fmt: skip
    columns["amount"] = [float(to_major(score.open_minor, score.currency)) for score in scores]
    columns["amount_at_risk"] = [float(to_major(score.amount_at_risk_minor, score.currency)) for score in scores]
    columns["priority"] = [float(to_major(score.priority_minor, score.currency)) for score in scores]
    columns |= {f"p_paid_within_{days}": [score.p_paid_within[days] for score in scores] for days in FORECAST_DAYS}
    columns["cdf"] = pa.array(list(curves), type=pa.list_(pa.float64()))
    columns["reasons"] = [
        json.dumps(
            [
                {"group": reason.group, "points": reason.points, "en": reason.text_en, "zh": reason.text_zh}
                for reason in score.reasons
            ],
            ensure_ascii=False,
        )
        for score in scores
    ]
    with whole_file(path) as part:
        pq.write_table(pa.table(columns), part)
