"""Features under a group of reasons: in words, adding up; the same numbers on the page, in the API and in the log."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.connection import reading
from ledger.scores import Reason, ReasonDetail, read_scores
from ledger.settings import Settings
from rendering.formats import Formats
from serving.batch import score_book
from serving.reason_details import reason_details
from tests.serving.scored_ledger import TODAY

NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=8)
REASON = Reason("habit", "p_late", 0.5, 0.1, "x", "x", (
    ReasonDetail("usual_delay_days", 12.0, 0.4, 0.08), ReasonDetail("no_longer_there", 3.0, -0.1, -0.02),
    ReasonDetail("late_share", None, 0.001, 0.0002),
))  # fmt: skip


def test_features_in_words_and_what_is_left() -> None:
    english, chinese = (reason_details(REASON, (), language) for language in ("en", "zh"))
    assert english is not None and chinese is not None
    assert [one["text"] for one in english["features"]] == [
        "usually pays 12 days after the due date",
        "no_longer_there",
    ]
    assert "12 天" in chinese["features"][0]["text"]
    assert english["others"] + sum(one["points"] for one in english["features"]) == pytest.approx(0.1, abs=1e-15)
    assert reason_details(Reason("trend", "p_late", 0.0, 0.0, "x", "x"), (), "en") is None


@pytest.mark.parametrize("invoice_id", ["INV-1003", "INV-1001"])
def test_page_api_and_log_say_the_same(
    scoring_client: TestClient, sqlite_engine: Engine, with_model: Settings, invoice_id: str
) -> None:
    """Risk, dates, groups and features of a stored score; scored anew it is the same again."""
    score_book(sqlite_engine, with_model, TODAY, scored_at=NOW)
    with reading(sqlite_engine) as connection:
        (log,) = [row.score for row in read_scores(connection, invoice_id=invoice_id)]
    api = scoring_client.get(f"/v1/invoices/{invoice_id}").json()["items"][0]["score"]
    anew = scoring_client.post("/v1/scores", json={"items": [{"invoice_id": invoice_id}]}).json()["results"][0]["score"]
    assert anew == api
    told = [
        (one.group, one.contribution, one.points, one.others_contribution, one.others_points) for one in log.reasons
    ]
    said = api["reasons"]
    assert told == [
        (one["group"], one["contribution"], one["points"], one["others"]["contribution"], one["others"]["points"])
        for one in said
    ]
    assert [[(one.feature, one.contribution, one.points) for one in reason.details] for reason in log.reasons] == [
        [(one["feature"], one["contribution"], one["points"]) for one in reason["details"]] for reason in said
    ]
    assert api["base_probability"] + sum(one["points"] for one in said) == pytest.approx(api["risk_target"], abs=1e-6)
    page = unescape(scoring_client.get(f"/invoices/{invoice_id}").text)
    f = Formats("en", TODAY)
    table = page.split("starting from")[1].split("</table>", 1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    ranked = sorted(log.reasons, key=lambda one: -abs(one.points))
    shown = [re.findall(r"[+−]\d+\.\d", re.sub(r"<summary>.*?</summary>|<bdi>.*?</bdi>", "", row)) for row in rows[1:8]]
    for reason, numbers in zip(ranked, shown, strict=True):
        opened = [one for one in reason.details if abs(one.points) >= 0.0005]
        rest = reason.points - sum(one.points for one in opened)
        inside = [f.points(one.points) for one in opened] + ([f.points(rest)] if opened else [])
        assert numbers == [one for one in (*inside, f.points(reason.points)) if one != "0.0"], reason.group
    assert f"<b>{f.percent(log.risk_target)}</b>" in page
    assert f.date(log.expected_on) in page and f"80% between {f.date(log.p10_on)} and" in page
