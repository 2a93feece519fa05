"""Windows of time before the cut."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from training.windows import windows


@given(st.integers(-10_000, 30_000), st.integers(1, 4_000), st.integers(0, 200))
def test_windows_follow_each_other_and_fill_the_time(first: int, span: int, maturity: int) -> None:
    made = windows(first, first + span, maturity)
    assert made.first <= made.calibrate_from + 4
    assert made.calibrate_from < made.test_from < made.cut == first + span
    if span >= 40:
        assert made.calibrate_from - made.first >= span * 0.45, "half of the time is left to learn from"


def test_dates_are_said_as_dates() -> None:
    made = windows(17_000, 18_000, 30)
    assert made.as_dates()["first"] == date(2016, 7, 18)
    assert made.as_dict()["cut"] == 18_000
