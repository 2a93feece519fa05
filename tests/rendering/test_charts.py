"""The charts: drawn from plain values, valid SVG under a strict CSP, in both languages, hostile labels escaped."""

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from rendering.charts import (
    Bar,
    Delay,
    Mark,
    Step,
    cash_in,
    day_waterfall,
    delay_history,
    payment_curve,
    warm_up,
    waterfall,
)
from rendering.svg import SVG
from rendering.texts import LANGUAGES, texts

START = date(2026, 6, 15)
POINTS = tuple((START + timedelta(days=day), 1 - 0.95**day) for day in range(80))
MARKS = (Mark("50% · 28 Jun", START + timedelta(days=13), 0.49), Mark("90%", START + timedelta(days=45), 0.9, True))
HOSTILE = "<b>{{7*7}}</b>"


def parts(markup: Markup) -> list[ElementTree.Element]:
    """The wide and the narrow picture; whatever stands in a chart is free of styles and scripts."""
    assert "style=" not in markup and "<style" not in markup and "<script" not in markup and "href" not in markup
    found = list(ElementTree.fromstring(f"<div>{markup}</div>"))
    assert [one.get("class") for one in found] == ["chart wide", "chart narrow"]
    ids = [element.get("id") for one in found for element in one.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    return found


def words(markup: Markup) -> list[str]:
    return [element.text or "" for element in parts(markup)[0].iter(f"{{{SVG}}}text")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_payment_curve_marks_the_due_day_and_the_quantiles(language: str) -> None:
    drawn = payment_curve(language, POINTS, START + timedelta(days=10), MARKS, "described")
    assert {"50% · 28 Jun", "90%", texts(language)("chart.curve.due"), "100%"} <= set(words(drawn))
    assert any("月" in word for word in words(drawn)) == (language == "zh")


def test_a_due_day_before_the_curve_is_not_drawn() -> None:
    drawn = payment_curve("en", POINTS, START - timedelta(days=5), MARKS, "described")
    assert texts("en")("chart.curve.due") not in words(drawn)


def day_labels(picture: ElementTree.Element) -> list[tuple[float, float]]:
    """Left and right end of each day under the picture; generous widths: a Chinese character is as wide as it is high."""
    found = []
    for element in picture.iter(f"{{{SVG}}}text"):
        if re.fullmatch(r"\d+月\d+日|\d+ [A-Z][a-z]+", element.text or ""):
            width = sum(12.0 if char in "月日" else 7.7 for char in element.text or "")
            at = float((element.get("transform") or "").removeprefix("translate(").split(",")[0])
            left = at - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
            found.append((left, left + width))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [2, 20, 34, 41, 55, 80, 150, 366])
def test_no_day_under_a_picture_touches_the_next(language: str, days: int) -> None:
    start = date(2026, 11, 22)
    points = tuple((start + timedelta(days=day), day / days) for day in range(days))
    delays = tuple(Delay(start + timedelta(days=day), 5, True) for day in range(0, days, 1 + days // 20))
    for drawn in (payment_curve(language, points, start, (), "d"), delay_history(language, delays, "d")):
        for picture, most in zip(parts(drawn), (6, 4), strict=True):
            ends = day_labels(picture)
            assert 2 <= len(ends) <= most
            assert all(right + 4 < left for (_, right), (left, _) in itertools.pairwise(ends)), ends


def test_waterfall_has_a_bar_for_each_step_in_order() -> None:
    steps = (Step("Typical", 0, 0.3, "30%", "end"), Step(HOSTILE, 0.3, 0.5, "+20.0"), Step("Down", 0.5, 0.45, "−5.0"),
             Step("This", 0, 0.45, "45%", "end"))  # fmt: skip
    drawn = waterfall("en", steps, "described")
    said = words(drawn)
    assert [word for word in said if word in {step.label for step in steps}] == [step.label for step in steps]
    assert {"30%", "+20.0", "−5.0", "45%"} <= set(said)
    bars = [
        one.get("class") for one in parts(drawn)[0].iter(f"{{{SVG}}}path") if (one.get("class") or "").startswith("f-")
    ]
    assert bars == ["f-quiet", "f-bad", "f-good", "f-quiet"]


def test_the_waterfall_of_days_reaches_below_today_where_a_step_does() -> None:
    """Typical 3 days, habit −5, trend +4: the second step starts before the scoring day."""
    steps = (Step("Typical", 0, 3, "27 Nov", "end"), Step("Habit", 3, -2, "−5.0"), Step("Trend", -2, 2, "+4.0"),
             Step("This", 0, 2, "26 Nov", "end"))  # fmt: skip
    said = words(day_waterfall("en", steps, "described"))
    assert {"27 Nov", "−5.0", "+4.0", "26 Nov", "days from the scoring day"} <= set(said)
    ticks = [int(word.replace("−", "-")) for word in said if word.lstrip("−").isdigit()]
    assert min(ticks) < 0 < max(ticks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_waterfall_are_all_different(language: str) -> None:
    """Two equal labels would fall into one row of the picture."""
    t = texts(language)
    labels = [phrase for key, phrase in t.phrases.items() if key.startswith("group.")]
    labels += [t("invoice.typical"), t("invoice.this_one")]
    assert len(labels) == len(set(labels)) == 9


def test_cash_in() -> None:
    bars = tuple(Bar(f"week {week}", 1000.0 * week, 500.0 * week, 1600.0 * week) for week in range(8))
    assert {f"week {week}" for week in range(8)} <= set(words(cash_in("en", bars, "EUR", "described")))


def test_delays_open_ones_are_hollow() -> None:
    delays = (
        Delay(START, 5, True),
        Delay(START + timedelta(days=9), -3, True),
        Delay(START + timedelta(days=20), 12, False),
    )
    drawn = parts(delay_history("zh", delays, "described"))[0]
    classes = [one.get("class") or "" for one in drawn.iter(f"{{{SVG}}}path")]
    dots = [name for name in classes if name.startswith("f-") and " s-" in name]
    assert dots == ["f-bad s-bad", "f-good s-good", "f-paper s-bad"]


@pytest.mark.parametrize(
    ("late", "said"),
    [((9, 4), ["0", "2", "4", "6", "8", "10"]), ((101, 0), ["0", "20", "40", "60", "80", "100", "120"]), ((0, 0), ["0", "1"]),
     ((-7, -3), ["−8", "−6", "−4", "−2", "0"]), ((900, -130), ["−120", "−80", "−40", "0", "40", "80", "120"])],
)  # fmt: skip
def test_the_axis_of_delays_holds_the_largest(late: tuple[int, ...], said: list[str]) -> None:
    drawn = delay_history("en", tuple(Delay(START + timedelta(days=9 * n), d, True) for n, d in enumerate(late)), "d")
    assert [word for word in words(drawn) if re.fullmatch("−?[0-9]+", word)] == said


def test_a_very_long_delay_is_drawn_at_the_edge_and_said_to_be_cut() -> None:
    short = (Delay(START, 5, True), Delay(START + timedelta(days=9), 900, False))
    assert "days late, up to 120" in words(delay_history("en", short, "described"))
    assert "900" not in words(delay_history("en", short, "described"))


def test_the_same_picture_is_drawn_once() -> None:
    assert payment_curve("en", POINTS, START, MARKS, "d") is payment_curve("en", POINTS, START, MARKS, "d")


def test_warming_up_draws_a_picture() -> None:
    before = delay_history.cache_info().currsize
    warm_up()
    assert delay_history.cache_info().currsize >= max(before, 1)
