"""How every chart is drawn: Vega-Lite by altair, to SVG by vl-convert, in the house's colours, wide and narrow.

altair and vl-convert are imported where a chart is first drawn: they cost a second that a start should not pay.
"""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from rendering.svg import INKS, embedded

WIDE, NARROW = 620, 330
"""Widths of the plot's outside, in the units in which text is 12 high."""
D3_LOCALE: dict[str, Any] = {"en": "en-GB", "zh": "zh-CN"}


def altair() -> Any:
    """altair looks at pandas wherever some thread has begun to import it: half imported, it would fail."""
    import altair as loaded
    import pandas  # noqa: F401

    return loaded


def data(rows: Sequence[dict[str, Any]]) -> Any:
    """Rows as a chart's data."""
    return altair().Data(values=list(rows))


def both(draw: Callable[[int], Any], language: str, name: str, title: str, description: str) -> Markup:
    """The chart twice, for wide and for narrow screens; ``name`` is unique on its page."""
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):  # checking our own specifications against their schema takes longer than drawing them
        return Markup("").join(
            _svg(draw(width), width, language, f"{name}-{size}", title, description, size)
            for size, width in (("wide", WIDE), ("narrow", NARROW))
        )


def _svg(chart: Any, width: int, language: str, name: str, title: str, description: str, size: str) -> Markup:
    import vl_convert

    specification = chart.configure(
        autosize={"type": "fit-x", "contains": "padding"},
        background=INKS["paper"],
        padding={"left": 10, "top": 6, "right": 10, "bottom": 4},
        font="Verdana, DejaVu Sans, sans-serif",  # wide ones to measure with: the reader's own font needs no more room
        view={"stroke": None},
        axis={
            "labelColor": INKS["quiet"],
            "titleColor": INKS["quiet"],
            "gridColor": INKS["line"],
            "domainColor": INKS["line"],
            "tickColor": INKS["line"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
    ).to_dict(validate=False)
    locale = D3_LOCALE[language]
    drawn = vl_convert.vegalite_to_svg(
        specification, time_format_locale=locale, format_locale=locale, allowed_base_urls=[]
    )
    return embedded(drawn, name, title, description, size)
