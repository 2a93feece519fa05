"""The batch: every open item once, kept as the batch of its day, the same answers as one by one; a Parquet file."""

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from ledger.connection import reading
from ledger.errors import ModelUnavailable
from ledger.scores import latest_batch, read_scores
from ledger.settings import Settings
from serving.batch import score_book, write_parquet
from serving.bodies import KnownItem
from serving.book import read_book
from serving.scorer_handle import ScorerHandle
from serving.scoring import score_items
from tests.serving.scored_ledger import NOW, OPEN, TODAY, fill


def test_the_book_is_scored_and_kept(with_model: Settings, sqlite_engine: Engine, tmp_path: Path) -> None:
    fill(sqlite_engine, TODAY - timedelta(days=1))
    shown: list[tuple[str, float]] = []
    scores = score_book(
        sqlite_engine, with_model, TODAY, scored_at=NOW, progress=lambda stage, share: shown.append((stage, share))
    )
    assert {(item.invoice_id, item.instalment) for item in OPEN} <= {
        (score.invoice_id, score.instalment) for score in scores
    }
    assert [share for _, share in shown] == sorted(share for _, share in shown) and shown[-1][1] == 1.0
    again = score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    assert again == scores
    with reading(sqlite_engine) as connection:
        assert latest_batch(connection) == TODAY
        stored = {
            (row.score.invoice_id, row.score.instalment): row.score for row in read_scores(connection, as_of=TODAY)
        }
    assert len(stored) == len(scores)
    view = read_book(sqlite_engine, TODAY)
    assert len(view.open_items) == len(scores)
    alone = score_items(
        view,
        ScorerHandle(with_model.models).current(view.policy),
        [KnownItem(invoice_id="INV-1004")],
        TODAY,
        explain=True,
    )
    assert alone == [next(score for score in scores if score.invoice_id == "INV-1004")], "one by one = in the batch"

    write_parquet(scores, tmp_path / "scores.parquet")
    table = pq.read_table(tmp_path / "scores.parquet")
    columns = (
        "invoice_id customer_id as_of due_on amount p_late p_very_late p_paid_within_30 expected_on p10_on p50_on p90_on "
        "p_unpaid_at_horizon basis model_version cdf reasons"
    )
    assert set(columns.split()) <= set(table.column_names)
    cdf = table["cdf"].to_pylist()
    assert all(len(row) == 181 and row == sorted(row) for row in cdf)
    assert table["p_paid_within_30"].to_pylist() == pytest.approx([row[30] for row in cdf], abs=2e-6)
    write_parquet([], tmp_path / "empty.parquet")


def test_without_a_model_nothing_is_written(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    fill(sqlite_engine)
    with pytest.raises(ModelUnavailable, match="train"):
        score_book(sqlite_engine, sqlite_settings, TODAY, scored_at=NOW)
