"""The two plots: well-formed SVG, marks where the numbers are, nothing of the outside."""

from xml.etree import ElementTree

import numpy as np

from training.evaluation import reliability
from training.plots import MARGIN, SIDE, pit_svg, reliability_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_reliability_points_stand_where_they_should() -> None:
    drawn = ElementTree.fromstring(
        reliability_svg(reliability(np.array([0.5, 0.5]), np.array([True, False])), "a <title> & more")
    )
    circle = drawn.find(f"{SVG}circle")
    assert circle is not None
    assert (float(circle.get("cx", "")), float(circle.get("cy", ""))) == (MARGIN + SIDE / 2, MARGIN + SIDE / 2)
    assert drawn.findtext(f"{SVG}title") == "a <title> & more"


def test_empty_bins_draw_nothing() -> None:
    drawn = reliability_svg(reliability(np.zeros(0), np.zeros(0, dtype=np.bool_)), "none")
    assert ElementTree.fromstring(drawn).find(f"{SVG}circle") is None


def test_pit_bars_of_a_true_model_reach_the_line() -> None:
    drawn = ElementTree.fromstring(pit_svg(np.full(10, 0.1), "PIT"))
    bars = [rect for rect in drawn.findall(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    line = drawn.find(f"{SVG}line")
    assert line is not None
    assert [float(bar.get("y", "")) for bar in bars] == [float(line.get("y1", ""))] * 10
