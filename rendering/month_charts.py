"""Pictures of a ledger month by month: a count as bars, days late as a line; the month under way is drawn hollow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from rendering.drawing import NARROW, WIDE, altair, both, data
from rendering.formats import Formats
from rendering.svg import INKS

MOST_TICKS = {"en": {WIDE: 8, NARROW: 4}, "zh": {WIDE: 6, NARROW: 3}}


@dataclass(frozen=True, slots=True)
class MonthValue:
    """``value`` None: nothing to show; ``under_way``: the month is not over."""

    first_on: date
    value: float | None
    under_way: bool = False


@lru_cache(maxsize=64)
def month_bars(
    language: str, name: str, values: tuple[MonthValue, ...], title: str, axis: str, description: str
) -> Markup:
    """A count a month. ``name`` is unique on its page."""
    alt = altair()
    labels = _labels(language, values)
    rows = [
        {"month": label, "value": one.value or 0, "ink": INKS["paper" if one.under_way else "soft"]}
        for label, one in zip(labels, values, strict=True)
    ]

    def draw(width: int) -> Any:
        value = alt.Y("value:Q", title=axis, axis=alt.Axis(format="~s", tickCount=5))
        return (
            alt.Chart(data(rows))
            .mark_bar(stroke=INKS["accent"])
            .encode(_month(language, labels, width), value, fill=alt.Fill("ink:N", scale=None))
            .properties(width=width, height=180)
        )

    return both(draw, language, name, title, description)


@lru_cache(maxsize=64)
def month_line(
    language: str, name: str, values: tuple[MonthValue, ...], title: str, axis: str, description: str
) -> Markup:
    """A value a month, 0 marked; months without one interrupt the line."""
    alt = altair()
    labels = _labels(language, values)
    rows = [{"month": label, "value": one.value} for label, one in zip(labels, values, strict=True)]
    dots = [
        {"month": label, "value": one.value, "ink": INKS["paper" if one.under_way else "accent"]}
        for label, one in zip(labels, values, strict=True)
        if one.value is not None
    ]

    def draw(width: int) -> Any:
        month, value = (
            _month(language, labels, width),
            alt.Y("value:Q", title=axis, axis=alt.Axis(format="d", tickCount=5, tickMinStep=1)),
        )
        zero = alt.Chart(data([{"value": 0}])).mark_rule(color=INKS["quiet"]).encode(value)
        line = (
            alt.Chart(data(rows))
            .mark_line(color=INKS["accent"], invalid="break-paths-show-domains")
            .encode(month, value)
        )
        points = (
            alt.Chart(data(dots))
            .mark_point(size=40, opacity=1, stroke=INKS["accent"])
            .encode(month, value, fill=alt.Fill("ink:N", scale=None))
        )
        return alt.layer(zero, line, points).properties(width=width, height=180)

    return both(draw, language, name, title, description)


def month_label(language: str, first_on: date) -> str:
    """Jan 2026; 2026年1月."""
    return Formats(language).month(first_on)


def _labels(language: str, values: Sequence[MonthValue]) -> list[str]:
    return [month_label(language, one.first_on) for one in values]


def _month(language: str, labels: list[str], width: int) -> Any:
    """So few labels that none touches the next."""
    step = -(-len(labels) // MOST_TICKS[language][width])
    shown = labels[::step]
    axis = altair().Axis(labelAngle=0, ticks=False, values=shown, labelPadding=5)
    return altair().X("month:N", sort=labels, title=None, axis=axis)
