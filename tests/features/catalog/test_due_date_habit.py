"""1970-01-01 (day 0) was a Thursday. A is late where it falls due in March, and on time elsewhere."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

# due on Sun 1 March, Wed 11 March and Wed 1 July 1970, paid 10 days late, 20 days late and on the day
HISTORY = [What("1", "A", 30, 59, 100_00), What("2", "A", 30, 69, 100_00), What("3", "A", 150, 181, 100_00)]
MOVES = [Move("1", 69, 100_00), Move("2", 89, 100_00), Move("3", 181, 100_00)]


def asked(due: int, *names: str):
    """An invoice issued on day 365 and due on ``due``, as of that day and as of day 80, when one was paid."""
    plain = Plain(what=[*HISTORY, What("9", "A", 365, due, 50_00)], moves=MOVES)
    return ask(plain, "9", [60, 80, 365], *names)


def test_the_same_month_of_the_year_drawn_to_the_customers_own_level():
    # due 10 March 1971, as of 365: own level 2/3 late and 10 days; in March both late, 30 days
    said = asked(433, "due_month_late_share", "due_month_delay_days")
    assert said[2] == [approx((2 + 2 * 2 / 3) / 4), approx((30 + 2 * 10) / 4)]
    assert said[1] == [1, 10]
    assert said[0] == [None, None]


def test_another_month_answers_with_the_customers_own_level():
    assert asked(396, "due_month_late_share", "due_month_delay_days")[2] == [approx(2 / 3), approx(10)]


def test_the_last_sixth_of_a_month_runs_to_its_end():
    plain = Plain(
        what=[What("1", "A", 0, 30, 100_00), What("9", "A", 60, 84, 50_00)], moves=[Move("1", 37, 100_00)]
    )  # due on Saturday 31 January; asked for Thursday 26 March, and 54 days on
    assert ask(plain, "9", [60], "due_month_sixth_delay_days", "due_weekday_late_share") == [[7, 1]]


def test_weekday_and_fortnight():
    # 1 July and 11 March are Wednesdays, 16 weeks apart; day 433 is a Wednesday 52 weeks after 11 March
    names = ("due_weekday_delay_days", "due_fortnight_late_share")
    assert asked(433, *names)[2] == [approx((20 + 0 + 2 * 10) / 4), approx((1 + 0 + 2 * 2 / 3) / 4)]
    assert asked(440, *names)[2] == [approx((20 + 0 + 2 * 10) / 4), approx(2 / 3)]
