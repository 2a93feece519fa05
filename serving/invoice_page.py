"""The page of one invoice: facts, when it will be paid, why, and how the customer has paid before."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from fastapi.responses import HTMLResponse
from markupsafe import Markup

from ledger.curve import HORIZON_DAYS, decode
from ledger.money import to_major
from ledger.scores import Score
from rendering.charts import Delay, Mark, Step, delay_history, payment_curve, waterfall
from serving.book import BookView
from serving.choices_section import choices_section
from serving.date_section import date_section
from serving.invoice_record import ItemRecord, customer_history, item_record, latest_score, settlements
from serving.page_frame import PageFrame, invoice_link
from serving.reason_details import reason_details
from serving.worklist_page import reason_words, stale_notices
from training.scorer import Scorer

SHOWN_BEYOND_DAYS = 10
"""How far the curve is drawn beyond the last day that matters."""


def invoice_page(
    view: BookView, invoice_id: str, stored: Sequence[Score], frame: PageFrame, scorer: Scorer | None = None
) -> HTMLResponse:
    """``stored`` are the scores ever given to this invoice; ``scorer`` answers what the address asks (why=date, why=choices).

    ``UnknownInvoice`` where the ledger has none of that id.
    """
    records = [item_record(view, code) for code in view.instalments(invoice_id)]
    number = frame.query.get("instalment", "")
    record = next((one for one in records if str(one.instalment) == number), None)
    record = record or next((one for one in records if one.state == "open"), records[0])
    score = latest_score(stored, record.instalment)
    history = customer_history(view, record.customer_id, invoice_id)
    asked = {frame.query.get("why", ""): scorer}
    return frame.answer(
        "invoice.html",
        here="",
        item=_facts(record, frame),
        instalments=[
            {
                "number": one.instalment,
                "due_on": one.due_on,
                "link": f"{invoice_link(invoice_id)}?instalment={one.instalment}",
                "current": one is record,
            }
            for one in records
        ],
        customer_link=frame.path_link("/", {"customer": record.customer_id}),
        notices=_notices(view, record, score, frame),
        score=_score(score, view.policy.further_features, frame) if score else None,
        dates=date_section(view, asked.get("date"), record, score, frame) if score else None,
        choices=choices_section(view, asked.get("choices"), record, score, frame) if score else None,
        policy=asdict(view.policy),
        curve=_curve(score, frame) if score else "",
        waterfall=_waterfall(score, frame) if score and score.reasons else "",
        history=[_past(one) for one in history],
        delays=_delays(history, frame) if history else "",
        payments=[
            {"valued_on": one.valued_on, "kind": one.kind, "amount": to_major(one.amount_minor, record.currency)}
            for one in settlements(view, record.code)
        ],
    )


def _facts(record: ItemRecord, frame: PageFrame) -> dict[str, Any]:
    name = record.invoice_id
    if record.instalment != 1:
        name = frame.t("worklist.instalment", invoice=name, number=record.instalment)
    return {
        "name": record.customer_name,
        "customer_id": record.customer_id,
        "label": name,
        "closed": record.state if record.state != "open" else "",
        "overdue_days": (frame.today - record.due_on).days,
        "disputed": record.disputed,
        "open": to_major(record.open_minor, record.currency),
        "amount": None if record.amount_minor is None else to_major(record.amount_minor, record.currency),
        "currency": record.currency,
        "due_on": record.due_on,
        "issued_on": record.issued_on,
        "terms_days": (record.due_on - record.issued_on).days,
    }


def _notices(view: BookView, record: ItemRecord, score: Score | None, frame: PageFrame) -> list[str]:
    t = frame.t
    if score is None:
        return [t("notice.not_scored")] if record.state == "open" else []
    if record.state != "open":
        return [t("notice.closed_item", day=frame.formats.long_date(score.as_of))]
    found = stale_notices(view, frame)
    if score.basis != "model":
        found.append(t(f"notice.basis_{score.basis}"))
    return found + [t(f"warning.{code}") if t.has(f"warning.{code}") else code for code in score.warnings]


def _score(score: Score, further: tuple[str, ...], frame: PageFrame) -> dict[str, Any]:
    ranked = sorted(score.reasons, key=lambda reason: -abs(reason.points))
    return {
        "stage": score.stage,
        "basis": score.basis,
        "as_of": score.as_of,
        "model_version": score.model_version,
        "risk": score.risk_target,
        "band": score.risk_band,
        "at_risk": to_major(score.amount_at_risk_minor, score.currency),
        "priority": to_major(score.priority_minor, score.currency),
        "expected_on": score.expected_on,
        "p10_on": score.p10_on,
        "p90_on": score.p90_on,
        "p_very_late": score.p_very_late,
        "p_closed_without_cash": score.p_closed_without_cash,
        "p_unpaid_at_horizon": score.p_unpaid_at_horizon,
        "base": score.base_probability,
        "reasons": [
            said | {"details": reason_details(reason, further, frame.language)}
            for said, reason in zip(reason_words(ranked, frame.language), ranked, strict=True)
        ],
        "within": [
            {
                "days": days,
                "day": score.as_of + timedelta(days=days),
                "share": share,
                "cash": to_major(score.expected_cash_within.get(days, 0), score.currency),
            }
            for days, share in sorted(score.p_paid_within.items())
        ],
    }


def _curve(score: Score, frame: PageFrame) -> Markup | str:
    if not score.curve:
        return ""
    share = decode([score.curve]).daily(HORIZON_DAYS)[0]
    quantiles = (("10%", score.p10_on, False), ("50%", score.p50_on, False), ("90%", score.p90_on, True))
    ends = [day for _, day, _ in quantiles if day] + [score.due_on, score.as_of + timedelta(days=30)]
    last = (
        HORIZON_DAYS if score.p90_on is None else min((max(ends) - score.as_of).days + SHOWN_BEYOND_DAYS, HORIZON_DAYS)
    )
    marks = tuple(
        Mark(f"{name} · {frame.formats.date(day)}", day, float(share[(day - score.as_of).days]), before)
        for name, day, before in quantiles
        if day is not None and 0 <= (day - score.as_of).days <= last
    )
    days = sorted({*range(0, last + 1, max(1, last // 120)), last})
    points = tuple((score.as_of + timedelta(days=day), float(share[day])) for day in days)
    return payment_curve(frame.language, points, score.due_on, marks, _said(score, frame))


def _said(score: Score, frame: PageFrame) -> str:
    def day(value: date | None) -> str:
        return frame.formats.date(value) if value else frame.t("expected.beyond")

    return frame.t(
        "chart.curve.description",
        due=day(score.due_on),
        share=frame.formats.percent(score.p_on_time),
        p10=day(score.p10_on),
        p50=day(score.p50_on),
        p90=day(score.p90_on),
    )


def _waterfall(score: Score, frame: PageFrame) -> Markup:
    t, f = frame.t, frame.formats
    steps = [Step(t("invoice.typical"), 0.0, score.base_probability, f.percent(score.base_probability), "end")]
    at = score.base_probability
    for reason in sorted(score.reasons, key=lambda reason: -abs(reason.points)):
        steps.append(Step(t(f"group.{reason.group}"), at, at + reason.points, f.points(reason.points)))
        at += reason.points
    steps.append(Step(t("invoice.this_one"), 0.0, score.risk_target, f.percent(score.risk_target), "end"))
    said = t("chart.waterfall.description", base=f.percent(score.base_probability), risk=f.percent(score.risk_target))
    return waterfall(frame.language, tuple(steps), said)


def _past(record: ItemRecord) -> dict[str, Any]:
    part = f" / {record.instalment}" if record.instalment != 1 else ""
    return {
        "link": invoice_link(record.invoice_id, record.instalment),
        "label": record.invoice_id + part,
        "amount": None if record.amount_minor is None else to_major(record.amount_minor, record.currency),
        "currency": record.currency,
        "due_on": record.due_on,
        "settled_on": record.closed_on if record.state == "settled" else None,
        "state": record.state,
        "days_late": record.days_late,
    }


def _delays(history: Sequence[ItemRecord], frame: PageFrame) -> Markup | str:
    shown = [one for one in history if one.days_late is not None]
    delays = tuple(Delay(one.due_on, one.days_late or 0, one.state == "settled") for one in reversed(shown))
    if not delays:
        return ""
    late = sum(delay.days_late > 0 for delay in delays)
    return delay_history(frame.language, delays, frame.t("chart.delays.description", count=len(delays), late=late))
