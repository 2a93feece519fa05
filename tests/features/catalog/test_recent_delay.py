"""The last ones in the order in which they became known."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What


def test_a_payment_known_late_is_the_last():
    what = [What(str(n), "A", 0, 30, 100_00) for n in range(6)] + [What("9", "A", 50, 80, 50_00)]
    moves = [Move(str(n), 30 + n, 100_00) for n in range(5)] + [Move("5", 30, 100_00, known=70)]
    names = ("last_delay_days", "last_3_delay_days", "last_5_delay_days", "recent_delay_days")
    day_32, day_71 = ask(Plain(what=what, moves=moves), "9", [32, 71], *names)
    assert day_32 == [1, 0.5, 0.5, approx(1 / 1.7)]
    assert day_71[:3] == [0, approx(7 / 3), 2]
