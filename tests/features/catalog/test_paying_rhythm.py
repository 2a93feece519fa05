"""Paid on Thursday 15 January, Thursday 12 February and Monday 16 March 1970."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[
        *(What(name, "A", 0, 30, 100_00) for name in "123"),
        What("8", "A", 0, 41, 50_00),
        What("9", "A", 0, 90, 50_00),
    ],
    moves=[Move("1", 14, 100_00), Move("2", 42, 100_00), Move("3", 74, 100_00)],
)


def test_two_payments_make_a_habit():
    names = ("weekday_concentration", "month_day_concentration", "month_end_paid_share")
    assert ask(BOOK, "9", [15, 43, 75], *names) == [[None, None, 0], [1, 0, 0], [approx(1 / 3), 0, 0]]


def test_the_next_usual_day_is_counted_from_the_due_date_or_from_today():
    """8 is due on Wednesday 11 February: the next Thursday is a day later; on Saturday 14 February it is 5 days away."""
    names = ("usual_weekday_in_days", "usual_month_day_in_days")
    assert ask(BOOK, "8", [14, 15, 44], *names) == [[None, None], [1, 4], [5, 26]]


def test_the_31st_is_the_last_day_of_a_shorter_month():
    """Paid on 31 January; due on 10 February and on 30 April."""
    book = Plain(
        what=[What("1", "A", 0, 30, 100_00), What("8", "A", 0, 40, 1_00), What("9", "A", 0, 119, 1_00)],
        moves=[Move("1", 30, 100_00)],
    )
    names = ("usual_month_day_in_days", "month_end_paid_share")
    assert [ask(book, name, [31], *names) for name in "89"] == [[[18, 1]], [[0, 1]]]
