"""One day asked alone and several days asked together find the same payments."""

from features.index import FeatureIndex
from features.rhythm import month_days_squared, paid_days, paid_on_month_day, paid_weekdays
from features.subjects import subjects_at
from ledger.policy import Policy
from tests.features.plain import Money, Move, Plain, What, days


def test_weekdays_and_days_of_the_month_alone_and_together():
    """Three invoices paid on Thursday 1 January, Friday 2 January and Thursday 1 October 1970; a payment on account."""
    what = [What(name, "A", 0, 30, 100_00, known=0) for name in "1234"]
    moves = [Move(name, day, 100_00) for name, day in (("1", 0), ("2", 1), ("3", 273))]
    index = FeatureIndex(Plain(what=what, moves=moves, money=[Money("A", 5, 6)]).arrays(), Policy())
    together = subjects_at(index, days([3, 3]), days([300, 200]))
    for subjects, rows in ((together, (0, 1)), (together.take(slice(0, 1)), (0,)), (together.take(slice(1, 2)), (1,))):
        counts, squares = paid_weekdays(index, subjects).tolist(), month_days_squared(index, subjects).tolist()
        assert counts == [[[0, 0, 0, 2, 1, 0, 0], [0, 0, 0, 1, 1, 0, 0]][row] for row in rows]
        assert squares == [[5, 2][row] for row in rows]
        first = paid_on_month_day(index, subjects, days([1] * len(rows))).tolist()
        assert first == [[2, 1][row] for row in rows]
        found = zip(*(column.tolist() for column in paid_days(index, subjects)), strict=True)
        assert list(found) == [[(4, 0, 273), (3, 0, 5)][row] for row in rows]
