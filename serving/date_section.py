"""The part of an invoice's page that says why it is expected on its day: asked for by a link, as it takes up to a second."""

from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from ledger.errors import InvalidValue
from ledger.scores import FORECAST_DAYS, Score
from rendering.charts import Step, day_waterfall
from rendering.formats import spaced
from serving.book import BookView
from serving.date_reasons import DateExplanation, explain_date
from serving.invoice_record import ItemRecord
from serving.page_frame import PageFrame
from training.scorer import Scorer

POINTS_SHOWN_DAYS = 30


def date_section(
    view: BookView, scorer: Scorer | None, record: ItemRecord, score: Score, frame: PageFrame
) -> dict[str, Any] | None:
    """What the template needs; None where there is nothing to ask: no model answered, or the item is closed.

    It explains the stored score: as of its day and by its model. After a new release it says so, and not another date.
    """
    if score.basis != "model" or record.state != "open":
        return None
    if scorer is None:
        return {"link": frame.link(why="date") + "#why-date"}
    if scorer.model.version != score.model_version:
        return {"notice": frame.t("dates.other_model")}
    try:
        made = explain_date(view, scorer, record.invoice_id, record.instalment, score.as_of)
    except InvalidValue:  # there is a model and the item is open: nothing to compare it with
        return {"notice": frame.t("dates.alone")}
    why, place = made.reasons, FORECAST_DAYS.index(POINTS_SHOWN_DAYS)
    return {
        "changed": made.expected_on != score.expected_on,
        "picture": _picture(made, score.as_of, frame),
        "typical_on": _day(score.as_of, why.typical_days, frame),
        "expected_on": _day(score.as_of, why.expected_days, frame),
        "typical_paid": float(why.typical_paid[place]),
        "paid": float(why.paid[place]),
        "within": POINTS_SHOWN_DAYS,
        "compared": why.typical_items,
        "reasons": [
            {
                "group": group,
                "text": made.words[number].en if frame.language == "en" else spaced(made.words[number].zh),
                "days": float(why.days[number]),
                "points": float(why.points[number, place]),
            }
            for number, group in made.ranked()
        ],
    }


def _day(as_of: date, days: float, frame: PageFrame) -> str:
    return frame.formats.date(as_of + timedelta(round(days)))


def _picture(made: DateExplanation, as_of: date, frame: PageFrame) -> Markup:
    why, t = made.reasons, frame.t
    typical, own = _day(as_of, why.typical_days, frame), _day(as_of, why.expected_days, frame)
    steps = [Step(t("invoice.typical"), 0.0, why.typical_days, typical, "end")]
    at = why.typical_days
    for number, group in made.ranked():
        days = float(why.days[number])
        steps.append(Step(t(f"group.{group}"), at, at + days, frame.formats.signed(days)))
        at += days
    steps.append(Step(t("invoice.this_one"), 0.0, why.expected_days, own, "end"))
    return day_waterfall(frame.language, tuple(steps), t("chart.day_waterfall.description", typical=typical, own=own))
