"""The part of an invoice's page that says what could be chosen differently: of this item, and of the next invoice like it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from ledger.day import day_of
from ledger.money import to_major
from ledger.scores import Score
from serving.bodies import KnownItem, NewItem
from serving.book import BookView
from serving.choices import ItemChoices, choice_words, item_choices
from serving.invoice_record import ItemRecord
from serving.page_frame import PageFrame
from training.choices import Choice
from training.scorer import Scorer


def choices_section(
    view: BookView, scorer: Scorer | None, record: ItemRecord, score: Score, frame: PageFrame
) -> dict[str, Any] | None:
    """What the template needs, as of the stored score's day and by its model; None where no model answered or it is closed.

    ``scorer`` None: not asked for, a link to ask.
    """
    if score.basis != "model" or record.state != "open":
        return None
    if scorer is None:
        return {"link": frame.link(why="choices") + "#choices"}
    if scorer.model.version != score.model_version:
        return {"notice": frame.t("dates.other_model")}
    t = frame.t
    known = KnownItem.model_construct(invoice_id=record.invoice_id, instalment=record.instalment)
    told = item_choices(view, scorer, known, score.as_of)
    lines = [] if told.made.planned else [t("choices.issued")]
    if told.made.ranked:
        lines += [] if told.made.planned else [t("choices.agreement")]
    else:
        lines.append(t("choices.alone"))
    tables = [_table(told, frame, "", t("choices.table"), lines)]
    if record.amount_minor:
        following = item_choices(view, scorer, _next_like(view, record, score.as_of), score.as_of)
        caption = t("choices.next_table", day=frame.formats.date(score.as_of))
        tables.append(_table(following, frame, t("choices.next_title"), caption, []))
    if not told.made.method_known:
        tables[-1]["lines"].append(t("choices.no_method"))
    as_is = told.made.as_is
    before = score.risk_target, score.expected_on
    return {
        "changed": before != (_share(told, as_is), _days(told)(as_is.expected_days)),
        "tables": tables,
    }


def _next_like(view: BookView, record: ItemRecord, on: date) -> NewItem:
    """The same customer, amount, terms and further columns, issued on a day."""
    versions, row = view.arrays.items, view.version[record.code]
    return NewItem.model_construct(
        customer_id=record.customer_id,
        issued_on=on,
        due_on=on + timedelta((record.due_on - record.issued_on).days),
        currency=record.currency,
        amount=to_major(record.amount_minor or 0, record.currency),
        reference="",
        purchase_order="as before" if versions.purchase_order[row] else "",
        attributes=(None if versions.attributes is None else versions.attributes[row]) or {},
    )


def _table(told: ItemChoices, frame: PageFrame, title: str, caption: str, lines: list[str]) -> dict[str, Any]:
    made = told.made
    return {
        "title": title,
        "caption": caption,
        "lines": lines,
        "overdue": made.explains == "p_unpaid_30d",
        "currency": told.currency,
        "rows": [_row(told, one, frame) for one in (made.as_is, *made.ranked)],
    }


def _row(told: ItemChoices, one: Choice, frame: PageFrame) -> dict[str, Any]:
    day = _days(told)
    return {
        "name": choice_words(one, told.made.planned, frame.t),
        "verdict": "" if one.kind == "as_is" else one.verdict,
        "share": _share(told, one),
        "points": one.points,
        "expected_on": day(one.expected_days),
        "p10_on": day(one.p10_days),
        "p90_on": day(one.p90_days),
        "days": one.days,
        "gain": to_major(one.gain_minor or 0, told.currency),
        "seen": one.seen,
        "of_customer": one.of_customer,
    }


def _share(told: ItemChoices, one: Choice) -> float:
    return one.p_late if told.made.explains == "p_late" else one.p_unpaid_30d


def _days(told: ItemChoices) -> Callable[[int | None], date | None]:
    first = day_of(told.made.from_day)
    return lambda days: None if days is None else first + timedelta(days)
