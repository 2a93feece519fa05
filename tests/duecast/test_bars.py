"""Bars and profiles: as long and as high as what they stand for; nothing is not seen, little is."""

import pytest

from duecast.bars import bar, profile


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, ""), (1.0, "████"), (0.5, "██"), (0.0001, "▏"), (0.28, "█▏"), (1.7, "████"), (-0.1, "")],
)
def test_a_bar_to_an_eighth(share: float, shown: str) -> None:
    assert bar(share, width=4) == shown


@pytest.mark.parametrize(
    ("amounts", "shown"),
    [((0, 0), "··"), ((100, 50, 1, 0), "█▅▁·"), ((-5, 3), "·█"), ((10**15, 10**15 // 8), "█▂")],
)
def test_a_profile_by_its_largest(amounts: tuple[int, ...], shown: str) -> None:
    assert profile(amounts) == shown
