"""The pictures of the pages, drawn on the server: Vega-Lite by altair, to SVG by vl-convert; each stands beside its table.

Every chart is drawn twice, for wide and for narrow screens (the style sheet shows one): text keeps its size on a phone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from rendering.drawing import NARROW, WIDE, altair, both, data
from rendering.svg import INKS
from rendering.texts import texts

MOST_DAYS_DRAWN = 120
"""Beyond it a delay is drawn at the edge: one old open invoice would flatten all the others."""
MOST_DAY_TICKS = {WIDE: 6, NARROW: 4}
DAY_STEPS = (1, 2, 3, 7, 14, 28, 56, 91, 182, 364)
MOST_DELAY_STEPS = 6
DAY_FORMAT = {"en": "%-d %b", "zh": "%-m月%-d日"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A named point of a payment curve: on ``day`` the curve has reached ``share``."""

    label: str
    day: date
    share: float
    before: bool = False  # the label stands before the mark, not after it


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: from ``start`` to ``end``; ``kind`` end marks the first and last (they stand on zero)."""

    label: str
    start: float
    end: float
    note: str
    kind: str = "step"


@dataclass(frozen=True, slots=True)
class Bar:
    """One period of cash: ``label`` under it, its value and the ends of its interval, in whole units of money."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Delay:
    """An invoice of the past: due on, days late when settled, or so far when still open."""

    due_on: date
    days_late: int
    settled: bool


@lru_cache(maxsize=256)
def payment_curve(
    language: str, points: tuple[tuple[date, float], ...], due_on: date, marks: tuple[Mark, ...], description: str
) -> Markup:
    """P(paid by a day) against the day; the due day and the quantiles are marked."""
    alt = altair()

    t = texts(language)
    share = alt.Y(
        "share:Q",
        title=t("chart.curve.axis"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    curve = data([{"day": at.isoformat(), "share": value} for at, value in points])
    due = data([{"day": due_on.isoformat(), "label": t("chart.curve.due")}])
    shown = [{"day": mark.day.isoformat(), "share": mark.share, "label": mark.label} for mark in marks]
    named = data(shown)

    def draw(width: int) -> Any:
        axis = _day_axis(points[0][0], points[-1][0], width, language)
        day = alt.X("day:T", title=None, scale=alt.Scale(type="utc"), axis=axis)
        layers = [alt.Chart(curve).mark_area(color=INKS["soft"], line={"color": INKS["accent"]}).encode(day, share)]
        if points[0][0] <= due_on <= points[-1][0]:
            layers.append(alt.Chart(due).mark_rule(color=INKS["bad"], strokeDash=[4, 3], strokeWidth=1.5).encode(day))
            text = alt.Chart(due).mark_text(color=INKS["bad"], align="left", dx=4, dy=8, baseline="top", fontSize=12)
            layers.append(text.encode(x=day, y=alt.value(0), text="label:N"))
        layers.append(
            alt.Chart(named).mark_point(color=INKS["accent"], fill=INKS["paper"], size=50, opacity=1).encode(day, share)
        )
        for before, align, dx, dy in ((False, "left", 8, 10), (True, "right", -8, -8)):
            rows = [row for row, mark in zip(shown, marks, strict=True) if mark.before == before]
            text = alt.Chart(data(rows)).mark_text(color=INKS["text"], align=align, dx=dx, dy=dy, fontSize=12)
            layers += [text.encode(x=day, y=share, text="label:N")] if rows else []
        return alt.layer(*layers).properties(width=width, height=220)

    return both(draw, language, "curve", t("chart.curve.title"), description)


@lru_cache(maxsize=256)
def waterfall(language: str, steps: tuple[Step, ...], description: str) -> Markup:
    """From the typical item's probability to this one's, a bar a group of reasons."""
    t, (low, high) = texts(language), _ends(steps)
    domain = min(0.0, low), min(1.0, high * 1.25 + 0.02)
    draw = _waterfall(steps, domain, t("chart.waterfall.axis"), ".0%")
    return both(draw, language, "waterfall", t("chart.waterfall.title"), description)


@lru_cache(maxsize=256)
def day_waterfall(language: str, steps: tuple[Step, ...], description: str) -> Markup:
    """From the typical item's days until it is paid to this one's, a bar a group of reasons."""
    t, (low, high) = texts(language), _ends(steps)
    room = 0.2 * (high - min(0.0, low)) + 1.0
    draw = _waterfall(steps, (min(0.0, low), high + room), t("chart.day_waterfall.axis"), "d")
    return both(draw, language, "day-waterfall", t("chart.day_waterfall.title"), description)


def _ends(steps: Sequence[Step]) -> tuple[float, float]:
    ends = [end for step in steps for end in (step.start, step.end)]
    return min(ends), max(ends)


def _waterfall(steps: Sequence[Step], domain: tuple[float, float], axis: str, shown: str) -> Callable[[int], Any]:
    """The drawing of given width, for ``both``; values on the axis as ``shown`` says."""
    alt = altair()
    order = [step.label for step in steps]
    rows = [
        {
            "label": step.label,
            "start": min(step.start, step.end),
            "end": max(step.start, step.end),
            "note": step.note,
            "ink": INKS["quiet"] if step.kind == "end" else INKS["bad" if step.end > step.start else "good"],
        }
        for step in steps
    ]
    label = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, domain=False, ticks=False))
    scale = alt.Scale(domain=list(domain), nice=False)
    start = alt.X("start:Q", title=axis, scale=scale, axis=alt.Axis(format=shown, tickCount=5))

    def draw(width: int) -> Any:
        bars = (
            alt.Chart(data(rows))
            .mark_bar(height=16)
            .encode(start, alt.X2("end:Q"), label, color=alt.Color("ink:N", scale=None))
        )
        notes = (
            alt.Chart(data(rows))
            .mark_text(align="left", dx=5, color=INKS["text"], fontSize=12)
            .encode(alt.X("end:Q", scale=scale), label, text="note:N")
        )
        return alt.layer(bars, notes).properties(width=width, height=26 * len(rows))

    return draw


@lru_cache(maxsize=64)
def cash_in(language: str, bars: tuple[Bar, ...], currency: str, description: str) -> Markup:
    """Expected cash of each week as a bar, its 80 % interval as a line."""
    alt = altair()

    t = texts(language)
    rows = data([{"week": bar.label, "value": bar.value, "low": bar.low, "high": bar.high} for bar in bars])
    axis = alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)
    week = alt.X("week:N", sort=[bar.label for bar in bars], title=None, axis=axis)

    def draw(width: int) -> Any:
        chart = alt.Chart(rows)
        value = alt.Y("value:Q", title=currency, axis=alt.Axis(format="~s", tickCount=5))
        return alt.layer(
            chart.mark_bar(color=INKS["soft"], stroke=INKS["accent"]).encode(week, value),
            chart.mark_rule(color=INKS["text"], strokeWidth=1.5).encode(week, alt.Y("low:Q"), alt.Y2("high:Q")),
            *(
                chart.mark_tick(color=INKS["text"], size=10, thickness=1.5, orient="horizontal").encode(
                    week, alt.Y(end)
                )
                for end in ("low:Q", "high:Q")
            ),
        ).properties(width=width, height=240)

    return both(draw, language, "cash-in", t("chart.cash_in.title"), description)


@lru_cache(maxsize=256)
def delay_history(language: str, delays: tuple[Delay, ...], description: str) -> Markup:
    """Days late of a customer's invoices by due date; those still open are hollow and still growing."""
    alt = altair()

    t = texts(language)
    rows = data(
        [
            {
                "due": delay.due_on.isoformat(),
                "days": max(-MOST_DAYS_DRAWN, min(MOST_DAYS_DRAWN, delay.days_late)),
                "ink": INKS["bad" if delay.days_late > 0 else "good"],
                "inside": INKS["bad" if delay.days_late > 0 else "good"] if delay.settled else INKS["paper"],
            }
            for delay in delays
        ]
    )
    cut = any(abs(delay.days_late) > MOST_DAYS_DRAWN for delay in delays)
    title = t("chart.delays.axis_cut", most=MOST_DAYS_DRAWN) if cut else t("chart.delays.axis")
    first, last = min(delay.due_on for delay in delays), max(delay.due_on for delay in delays)
    ticks = _delay_ticks([delay.days_late for delay in delays])
    scale = alt.Scale(domain=[ticks[0], ticks[-1]], nice=False)
    late = alt.Y("days:Q", title=title, scale=scale, axis=alt.Axis(values=ticks, format="d"))

    def draw(width: int) -> Any:
        axis = _day_axis(first, last, width, language)
        due = alt.X("due:T", title=t("chart.delays.due"), scale=alt.Scale(type="utc"), axis=axis)
        ink = alt.Color("ink:N", scale=None)
        zero = alt.Chart(data([{"days": 0}])).mark_rule(color=INKS["quiet"]).encode(late)
        sticks = alt.Chart(rows).mark_rule(strokeWidth=2).encode(due, late, alt.Y2(datum=0), color=ink)
        dots = (
            alt.Chart(rows)
            .mark_point(size=45, opacity=1)
            .encode(due, late, stroke=alt.Stroke("ink:N", scale=None), fill=alt.Fill("inside:N", scale=None))
        )
        return alt.layer(zero, sticks, dots).properties(width=width, height=180)

    return both(draw, language, "delays", t("chart.delays.title"), description)


def warm_up() -> None:
    """Import what draws and start its engine: the first picture otherwise takes seconds."""
    delay_history("en", (Delay(date(2026, 1, 1), 1, True),), "")


def _day_axis(first: date, last: date, width: int, language: str) -> Any:
    """Days at even steps from the first, so few that none touches the next: Vega's own choice is up to twice as many, and
    it measures Chinese with fonts that may not have it."""
    span_days, most = (last - first).days, MOST_DAY_TICKS[width]
    step = next(step for step in (*DAY_STEPS, span_days) if span_days // step < most)
    days = [first + timedelta(days=after) for after in range(0, span_days + 1, step)]
    milliseconds = [(day - date(1970, 1, 1)).days * 86_400_000 for day in days]
    return altair().Axis(format=DAY_FORMAT[language], values=milliseconds, grid=False, labelFlush=False, labelPadding=5)


def _delay_ticks(days_late: Sequence[int]) -> list[int]:
    """Whole days at even steps around 0; the ends lie at or beyond every delay that is drawn."""
    low, high = max(min(0, *days_late), -MOST_DAYS_DRAWN), min(max(0, *days_late), MOST_DAYS_DRAWN)
    high = max(high, low + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 40) if -(-high // step) - low // step <= MOST_DELAY_STEPS)
    return list(range(low // step * step, -(-high // step) * step + 1, step))
