"""A pays 300.00 on 10 days late, 100.00 2 days early; B's are not A's."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[
        What("1", "A", 0, 30, 300_00), What("2", "A", 0, 60, 100_00), What("3", "B", 0, 5, 100_00),
        What("9", "A", 50, 80, 50_00),
    ],
    moves=[Move("1", 40, 300_00), Move("2", 58, 100_00), Move("3", 50, 100_00)],
)  # fmt: skip


def test_means_over_everything_and_windows():
    names = ("usual_delay_days", "usual_delay_90d_days", "usual_delay_365d_days", "amount_weighted_delay_days")
    assert ask(BOOK, "9", [40, 41, 59, 131, 500], *names) == [
        [None] * 4, [10, 10, 10, 10], [4, 4, 4, 7], [4, -2, 4, 7], [4, None, None, 7],
    ]  # fmt: skip


def test_spread_and_days_to_pay():
    names = ("delay_spread_days", "delay_spread_365d_days", "usual_days_to_pay")
    assert ask(BOOK, "9", [41, 59], *names) == [[None, None, 40], [6, 6, 49]]


def test_a_typing_error_counts_as_ninety_days_early():
    book = Plain(what=[What("1", "A", 0, 5000, 1_00_00), What("9", "A", 50, 80, 50_00)], moves=[Move("1", 40, 1_00_00)])
    assert ask(book, "9", [50], "usual_delay_days") == [[approx(-90)]]
