"""The page a credit controller opens each morning: whom to contact first, and why."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fastapi.responses import HTMLResponse

from ledger.money import to_major
from ledger.scores import Reason
from rendering.formats import spaced
from serving.book import CASH_DAYS, BookView, OpenItem
from serving.page_frame import PageFrame, invoice_link
from serving.worklist import (
    CUSTOMER_SORTS,
    HANDED_OVER,
    ITEM_SORTS,
    CustomerRow,
    Wanted,
    by_customer,
    selected,
    strongest,
    totals,
)

ROWS = 30
REASONS = 3
BANDS = ("low", "medium", "high")
STAGES = ("not_due", "overdue", HANDED_OVER)


def worklist_page(view: BookView, frame: PageFrame) -> HTMLResponse:
    """By invoice or by customer, filtered, sorted, thirty rows a page. The book must have been scored."""
    assert view.scored_as_of is not None  # noqa: S101 (the route answers otherwise)
    asked = {
        "q": frame.query.get("q", "").strip(),
        "band": frame.one_of("band", BANDS, ""),
        "stage": frame.one_of("stage", STAGES, ""),
        "view": frame.one_of("view", ("invoices", "customers"), "invoices"),
        "customer": frame.query.get("customer", ""),
        "sort": frame.query.get("sort", ""),
        "lang": "",
    }
    wanted = Wanted(asked["band"], asked["stage"], asked["q"], asked["customer"])
    sorts: Mapping[str, Any] = CUSTOMER_SORTS if asked["view"] == "customers" else ITEM_SORTS
    sort = frame.one_of("sort", sorts, "priority")
    items = selected(view.open_items, wanted, view.policy, sort if asked["view"] == "invoices" else "priority")
    grouped = by_customer(items, view.policy, sort) if asked["view"] == "customers" else None
    found: Sequence[OpenItem | CustomerRow] = items if grouped is None else grouped
    pages = max(1, -(-len(found) // ROWS))
    page = min(max(_number(frame.query.get("page", "")), 1), pages)
    shown = found[(page - 1) * ROWS : page * ROWS]
    currency = view.shown_currency
    rows = [
        _invoice_row(row, frame) if isinstance(row, OpenItem) else _customer_row(row, currency, frame) for row in shown
    ]
    return frame.answer(
        "worklist.html",
        here="worklist",
        as_of=view.scored_as_of,
        model_version=next(iter(view.scores.values())).model_version if view.scores else "–",
        currency=currency,
        notices=_notices(view, items, frame),
        left=None if wanted.stage == HANDED_OVER or wanted.names_someone else _handed_over(view, frame),
        tiles=_tiles(view, items, frame),
        asked=asked,
        filtered=wanted != Wanted(),
        sort=sort,
        sort_order={key: "descending" if largest_first else "ascending" for key, (largest_first, _) in sorts.items()},
        rows=rows,
        first=(page - 1) * ROWS + 1,
        last=(page - 1) * ROWS + len(shown),
        total=len(found),
        page=page,
        pages=pages,
        closed_since=view.closed_since,
    )


def reason_words(reasons: Sequence[Reason], language: str) -> list[dict[str, Any]]:
    """Reasons as templates take them."""
    return [
        {
            "group": reason.group,
            "points": reason.points,
            "text": spaced(reason.text_zh) if language == "zh" else reason.text_en,
        }
        for reason in reasons
    ]


def _invoice_row(item: OpenItem, frame: PageFrame) -> dict[str, Any]:
    score = item.score
    part = score.instalment != 1
    label = (
        frame.t("worklist.instalment", invoice=score.invoice_id, number=score.instalment) if part else score.invoice_id
    )
    return {
        "link": invoice_link(score.invoice_id, score.instalment),
        "name": item.customer_name,
        "customer_id": score.customer_id,
        "label": label,
        "disputed": item.disputed,
        "basis": score.basis,
        "open": to_major(item.open_minor, score.currency),
        "currency": score.currency,
        "due_on": item.due_on,
        "overdue_days": item.overdue_days,
        "risk": score.risk_target,
        "band": score.risk_band,
        "stage": score.stage,
        "expected_on": score.expected_on,
        "p10_on": score.p10_on,
        "p90_on": score.p90_on,
        "at_risk": to_major(item.at_risk_minor, score.currency),
        "priority": to_major(score.priority_minor, score.currency),
        "explained": bool(score.reasons),
        "reasons": reason_words(strongest(score.reasons, REASONS), frame.language),
    }


def _customer_row(row: CustomerRow, currency: str, frame: PageFrame) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id,
        "name": row.customer_name,
        "count": row.items,
        "oldest_days": row.oldest_days,
        "disputed": row.disputed,
        "open": _major(row.open, currency),
        "overdue": _major(row.overdue, currency),
        "at_risk": _major(row.at_risk, currency),
        "priority": _major(row.priority, currency),
        "risk": row.risk,
        "band": row.band,
        "explained": bool(row.reasons),
        "reasons": reason_words(strongest(row.reasons, REASONS), frame.language),
    }


def _tiles(view: BookView, items: Sequence[OpenItem], frame: PageFrame) -> list[dict[str, Any]]:
    t, summed, currency = frame.t, totals(items), view.shown_currency
    assert view.scored_as_of is not None  # noqa: S101
    until = view.scored_as_of.fromordinal(view.scored_as_of.toordinal() + CASH_DAYS - 1)

    def share(part: float) -> str:
        return t("total.share", share=frame.formats.percent(part / summed.open if summed.open else 0.0))

    notes = {
        "open": (summed.open, t("total.items", n=summed.items)),
        "overdue": (summed.overdue, f"{t('total.items', n=summed.overdue_items)} · {share(summed.overdue)}"),
        "at_risk": (summed.at_risk, share(summed.at_risk)),
        "cash": (summed.cash, t("total.until", day=frame.formats.date(until))),
    }
    return [
        {"key": key, "help": key, "amount": _major(amount, currency), "note": note}
        for key, (amount, note) in notes.items()
    ]


def _notices(view: BookView, items: Sequence[OpenItem], frame: PageFrame) -> list[str]:
    found = stale_notices(view, frame)
    without = totals(items).without_rate
    if without:
        found.append(frame.t("notice.no_rate", n=without, currency=view.shown_currency))
    return found


def _handed_over(view: BookView, frame: PageFrame) -> str | None:
    """What is not listed for being overdue too long: how many, how much; None: nothing."""
    left = totals(selected(view.open_items, Wanted(stage=HANDED_OVER), view.policy))
    if not left.items:
        return None
    money = frame.formats.whole_money(_major(left.open, view.shown_currency), view.shown_currency)
    return frame.t("notice.handed_over", n=left.items, amount=money, days=view.policy.handed_over_after_days)


def stale_notices(view: BookView, frame: PageFrame) -> list[str]:
    """Scores of another day than today are said to be so."""
    if view.scored_as_of is None or view.scored_as_of == view.today:
        return []
    if view.scored_as_of > view.today:
        return [frame.t("notice.future", day=frame.formats.long_date(view.scored_as_of))]
    return [frame.t("notice.stale", n=(view.today - view.scored_as_of).days)]


def _major(minor: float, currency: str) -> Decimal:
    return to_major(round(minor), currency)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
