"""The page of the cash-in forecast: the next weeks as a picture beside its table, one currency at a time."""

from typing import Any

from fastapi.responses import HTMLResponse

from ledger.money import to_major
from rendering.charts import Bar, cash_in
from serving.book import BookView
from serving.page_frame import PageFrame
from serving.worklist_page import stale_notices


def forecast_page(view: BookView, frame: PageFrame) -> HTMLResponse:
    """The forecast of what is open now. The book must have been scored."""
    t, f = frame.t, frame.formats
    currencies = list(dict.fromkeys(period.currency for period in view.forecast)) or [view.shown_currency]
    currency = frame.one_of("currency", tuple(currencies), currencies[0])
    weeks: list[dict[str, Any]] = [
        {
            "from_on": period.from_on,
            "to_on": period.to_on,
            "expected": to_major(period.expected_minor, currency),
            "low": to_major(period.low_minor, currency),
            "high": to_major(period.high_minor, currency),
        }
        for period in view.forecast
        if period.currency == currency
    ]
    bars = tuple(
        Bar(f.short_date(week["from_on"]), float(week["expected"]), float(week["low"]), float(week["high"]))
        for week in weeks
    )
    total = sum((week["expected"] for week in weeks), to_major(0, currency))
    largest = max(bars, key=lambda bar: bar.value).label if bars else "–"
    said = t("chart.cash_in.description", total=f.whole_money(total, currency), weeks=len(weeks), largest=largest)
    open_minor = sum(item.open_minor for item in view.open_items if item.score.currency == currency)
    return frame.answer(
        "forecast.html",
        here="forecast",
        as_of=view.scored_as_of,
        model_version=next(iter(view.scores.values())).model_version if view.scores else "–",
        notices=stale_notices(view, frame),
        currency=currency,
        currencies=currencies,
        chart=cash_in(frame.language, bars, currency, said) if bars else "",
        weeks=weeks,
        total=total,
        open=to_major(open_minor, currency),
    )
