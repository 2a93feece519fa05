"""Scores come back from the ledger as they were given, the newest of each item and day."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select, update

from ledger.connection import reading, writing
from ledger.scores import Reason, ReasonDetail, Score, latest_batch, read_scores, write_scores
from ledger.tables import scores

AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
SCORE = Score(
    invoice_id="1", instalment=1, customer_id="A", as_of=date(2026, 3, 2), issued_on=date(2026, 2, 1), due_on=date(2026, 3, 10),
    currency="EUR", open_minor=12345, stage="not_due", basis="model", model_version="abc", p_on_time=0.7, p_late=0.3,
    p_very_late=0.1, p_unpaid_30d=0.2, p_closed_without_cash=0.01, p_unpaid_at_horizon=0.02, risk_target=0.3, risk_band="medium",
    amount_at_risk_minor=3704, expected_on=date(2026, 3, 9), p10_on=date(2026, 3, 4), p50_on=date(2026, 3, 9), p90_on=None,
    p_paid_within={7: 0.4, 30: 0.8}, expected_cash_within={7: 4938, 30: 9876}, priority_minor=250, base_margin=-1.0,
    base_probability=0.27,
    reasons=(Reason("habit", "p_late", 0.2, 0.03, "pays late", "付款迟", (ReasonDetail("delay_mean", 4.0, 0.2),)),),
    warnings=("stale",), curve=b"\x00\x01", features={"delay_mean": 4.0, "terms_days": None},
)  # fmt: skip


def test_there_and_back(engine: Engine) -> None:
    with writing(engine) as connection:
        assert write_scores(connection, [SCORE, replace(SCORE, invoice_id="2", customer_id="B")], AT) == 2
    with reading(engine) as connection:
        assert latest_batch(connection) == date(2026, 3, 2)
        assert [stored.score for stored in read_scores(connection, invoice_id="1")] == [SCORE]
        assert [stored.score.invoice_id for stored in read_scores(connection, customer_id="B")] == ["2"]
        assert len(read_scores(connection, as_of=date(2026, 3, 2))) == 2


def test_reasons_stored_before_features_had_points(sqlite_engine: Engine) -> None:
    """All of the group's points are then those of its other features; both scales still add up."""
    with writing(sqlite_engine) as connection:
        write_scores(connection, [SCORE], AT)
        answer = dict(connection.scalar(select(scores.c.answer)))
        del answer["reasons"][0]["details"][0]["points"]
        connection.execute(update(scores).values(answer=answer))
    with reading(sqlite_engine) as connection:
        (reason,) = read_scores(connection)[0].score.reasons
    assert (reason.details[0].points, reason.others_points, reason.others_contribution) == (0.0, 0.03, 0.0)


def test_a_batch_run_twice_stands_once(sqlite_engine: Engine) -> None:
    for p_late in (0.3, 0.4):
        with writing(sqlite_engine) as connection:
            write_scores(connection, [replace(SCORE, p_late=p_late)], AT, replace_batch=True)
    with reading(sqlite_engine) as connection:
        (stored,) = read_scores(connection)
    assert stored.score.p_late == 0.4


def test_the_newest_of_an_item_and_day_counts(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        write_scores(connection, [SCORE], AT)
        write_scores(connection, [replace(SCORE, p_late=0.9)], AT)
    with reading(sqlite_engine) as connection:
        assert [stored.score.p_late for stored in read_scores(connection)] == [0.9]


def test_no_scores_yet(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as connection:
        assert latest_batch(connection) is None
        assert read_scores(connection) == []
