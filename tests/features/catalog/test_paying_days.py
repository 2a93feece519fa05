"""1970-01-01 (day 0) was a Thursday."""

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What


def test_shares_of_weekday_and_day_of_the_month():
    what = [What(str(n), "A", 0, 30, 100_00) for n in range(4)] + [What("9", "A", 0, 42, 50_00)]
    moves = [Move(str(n), day, 100_00) for n, day in enumerate((7, 14, 11, 15))]
    names = ("due_weekday_paid_share", "due_month_day_paid_share")
    # day 42 is Thursday 12 February; paid on Thu 8, Thu 15, Mon 12 and Fri 16 January
    assert ask(Plain(what=what, moves=moves), "9", [7, 8, 60], *names) == [[None, None], [1, 0], [0.5, 0.25]]
