"""Numbers that were typed twice are alike, numbers that follow each other are not."""

import pytest

from portfolio.number_likeness import likeness, plain


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("INV-0042", "inv 42", "notation"),
        ("INV-1023", "INV-1032", "swap"),
        ("INV-1023", "INV-1024", None),
        ("INV-1023", "INV1023", "notation"),
        ("INV-1023", "1NV-I023", "notation"),
        ("INV-1023", "INV-10233", "one_more"),
        ("INV-1023", "INV-1023A", "one_more"),
        ("INV-1023", "INV-10235", None),
        ("INV-1023", "INV-1023", None),
        ("12", "21", None),
        ("2026-0017", "2026-0071", "swap"),
        ("R-99", "R-100", None),
    ],
)
def test_alike(one: str, other: str, alike: str | None) -> None:
    assert likeness(one, other) == likeness(other, one) == alike


def test_plain() -> None:
    assert plain("INV-0042/a") == "1nv42a"
    assert plain("2026-0017") == "20260017"
