"""What peers learn from and are asked about: the columns our heads see, on past snapshots, with what became of them by the cut.

The same information for all: the catalogue, the habit over the days until the risk's day, and the days past due. One file a cut.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from accuracy_study.cuts import Cut
from accuracy_study.rows import QUESTIONS

from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.day import day_number
from training.baseline import days_past_due
from training.evaluation import Floats
from training.head_columns import head_features, head_rows
from training.lessons import Ground, questions

ROWS_AT_ONCE = 20_000


def write(cut: Cut, folder: Path) -> None:
    """``train.parquet`` and ``asked.parquet``.

    Columns x0 … and, for training, ``days`` to the cash or to the end of what is known, ``paid``, ``followed_days``, and of each
    question ``<name>_known`` and ``<name>_happened``.
    """
    ground = Ground(cut.index, day_number(cut.as_of))
    tables = [_lessons(ground, at_issue) for at_issue in (True, False)]
    pq.write_table(pa.concat_tables([one for one in tables if one.num_rows]), folder / "train.parquet")
    pq.write_table(pa.table(_named(_columns(cut.index, cut.subjects))), folder / "asked.parquet")


def _lessons(ground: Ground, at_issue: bool) -> pa.Table:
    past, became = ground.lessons(at_issue)
    table = _named(_columns(ground.index, past))
    as_of = past.as_of.astype(np.int64)
    followed = became.seen_until.astype(np.int64) - 1 - as_of
    ended = np.where(became.cause == 0, followed, became.ended_on.astype(np.int64) - as_of)
    table |= {"days": ended.astype(np.float64), "paid": became.cause == 1, "followed_days": followed}
    for question, (known, happened) in zip(QUESTIONS, questions(past, became, ground.grace_days), strict=True):
        table[f"{question.name}_known"], table[f"{question.name}_happened"] = known, happened
    kept = (ended >= 0) & (followed >= 0)
    return pa.table({name: column[kept] for name, column in table.items()})


def _columns(index: FeatureIndex, subjects: Subjects) -> Floats:
    declared = index.policy.further_features
    out = np.empty((len(subjects), len(head_features(declared)) + 2), dtype=np.float32)
    for start in range(0, len(subjects), ROWS_AT_ONCE):
        part = subjects.take(slice(start, start + ROWS_AT_ONCE))
        x = head_rows(index, part, build(index, part, columns(declared)))
        end = start + len(part)
        out[start:end, :-2] = np.where(np.abs(x) < 1e15, x, np.nan)
        out[start:end, -2] = days_past_due(part)
        out[start:end, -1] = part.as_of == part.issued_on
    return out


def _named(x: Floats) -> dict[str, np.ndarray]:
    return {f"x{number}": x[:, number] for number in range(x.shape[1])}
