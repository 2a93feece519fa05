"""Scores: everything the model said about an open item (CONTRACTS, "The score of an open item"), kept to be asked for later."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select

from ledger.tables import scores

Group = Literal["habit", "trend", "balance", "timing", "trouble", "customer", "invoice"]
GROUPS: tuple[Group, ...] = ("habit", "trend", "balance", "timing", "trouble", "customer", "invoice")
FORECAST_DAYS = (7, 14, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class ReasonDetail:
    """A feature under a group: its value as the model saw it, and its part of the group's contribution and points."""

    feature: str
    value: float | None
    contribution: float
    points: float = 0.0  # of scores stored before it was: 0, all of the group's points stand with the others


@dataclass(frozen=True, slots=True)
class Reason:
    """A group's share in the risk target: log-odds (``contribution``) and probability points (``points``); both add up."""

    group: Group
    explains: Literal["p_late", "p_unpaid_30d", "expected_on"]
    contribution: float
    points: float
    text_en: str
    text_zh: str
    details: tuple[ReasonDetail, ...] = ()  # the strongest features of the group

    @property
    def others_contribution(self) -> float:
        """Of the group's features that are not among the details: with these they add up to the group's."""
        return self.contribution - sum(one.contribution for one in self.details)

    @property
    def others_points(self) -> float:
        """The same in probability points."""
        return self.points - sum(one.points for one in self.details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """CONTRACTS defines every field. Probabilities in [0, 1]; money in minor units of ``currency``; dates or None."""

    invoice_id: str
    instalment: int
    customer_id: str
    as_of: date
    issued_on: date
    due_on: date
    currency: str
    open_minor: int
    stage: Literal["not_due", "overdue"]
    basis: Literal["model", "segment", "rule"]
    model_version: str
    p_on_time: float
    p_late: float
    p_very_late: float
    p_unpaid_30d: float
    p_closed_without_cash: float
    p_unpaid_at_horizon: float
    risk_target: float
    risk_band: Literal["low", "medium", "high"]
    amount_at_risk_minor: int
    expected_on: date | None
    p10_on: date | None
    p50_on: date | None
    p90_on: date | None
    p_paid_within: dict[int, float]  # days → F(days), for FORECAST_DAYS
    expected_cash_within: dict[int, int]  # days → minor units, part payments included
    priority_minor: int  # what a contact today is expected to bring in or forward, less its cost
    base_margin: float  # log-odds of the reference set; base_margin + Σ contributions = the margin of risk_target
    base_probability: float
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[str, ...] = ()
    part_share: float = 0.0  # of cash that came, in the past, in part payments …
    part_lead_days: int = 0  # … this much ahead of full settlement
    curve: bytes = b""  # ledger.curve encoding
    features: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score as it stands in the ledger."""

    score_no: int
    scored_at: datetime
    score: Score


_COLUMNS = ("invoice_id", "instalment", "customer_id", "as_of", "model_version", "stage", "basis", "currency")


def write_scores(
    connection: Connection, made: Iterable[Score], scored_at: datetime, *, replace_batch: bool = False
) -> int:
    """Keep scores; ``replace_batch`` first drops those of the same as-of day and model (a batch run twice)."""
    rows = [_row(score, scored_at) for score in made]
    if replace_batch and rows:
        same = (scores.c.as_of == rows[0]["as_of"]) & (scores.c.model_version == rows[0]["model_version"])
        connection.execute(delete(scores).where(same))
    if rows:
        connection.execute(insert(scores), rows)
    return len(rows)


def latest_batch(connection: Connection) -> date | None:
    """The last day for which the book was scored."""
    last: date | None = connection.scalar(select(func.max(scores.c.as_of)))
    return last


def read_scores(
    connection: Connection, *, as_of: date | None = None, invoice_id: str | None = None, customer_id: str | None = None
) -> list[StoredScore]:
    """Stored scores, the newest of each item and day, by as-of day, invoice or customer."""
    query = select(scores).order_by(scores.c.score_no)
    for column, wanted in (
        (scores.c.as_of, as_of),
        (scores.c.invoice_id, invoice_id),
        (scores.c.customer_id, customer_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    newest: dict[tuple[str, int, date], StoredScore] = {}
    for row in connection.execute(query).mappings():
        newest[row["invoice_id"], row["instalment"], row["as_of"]] = _score(dict(row))
    return list(newest.values())


def _row(score: Score, scored_at: datetime) -> dict[str, Any]:
    said = asdict(score)
    answer = {
        key: value
        for key, value in said.items()
        if key not in (*_COLUMNS, "curve", "features", "open_minor", "risk_target")
    }
    for key, value in answer.items():
        if isinstance(value, date):
            answer[key] = value.isoformat()
    kept: Sequence[str] = (*_COLUMNS, "open_minor", "risk_target", "curve", "features")
    return {key: said[key] for key in kept} | {"answer": answer, "scored_at": scored_at.astimezone(UTC)}


def _score(row: dict[str, Any]) -> StoredScore:
    answer = dict(row["answer"])
    for key in ("issued_on", "due_on", "expected_on", "p10_on", "p50_on", "p90_on"):
        answer[key] = date.fromisoformat(answer[key]) if answer[key] else None
    for key in ("p_paid_within", "expected_cash_within"):
        answer[key] = {int(days): value for days, value in answer[key].items()}
    answer["reasons"] = tuple(
        Reason(**(reason | {"details": tuple(ReasonDetail(**detail) for detail in reason["details"])}))
        for reason in answer["reasons"]
    )
    answer["warnings"] = tuple(answer["warnings"])
    kept = {key: row[key] for key in (*_COLUMNS, "open_minor", "risk_target", "curve")}
    score = Score(**kept, **answer, features=dict(row["features"] or {}))
    return StoredScore(row["score_no"], row["scored_at"], score)
