"""On time last year, ten days late this quarter."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What


def test_getting_slower():
    what = [What("1", "A", 0, 100, 100_00), What("2", "A", 0, 300, 100_00), What("9", "A", 0, 400, 50_00)]
    book = Plain(what=what, moves=[Move("1", 100, 100_00), Move("2", 310, 100_00)])
    names = ("delay_change_90d_days", "delay_change_recent_days")
    assert ask(book, "9", [100, 101, 350, 450], *names) == [
        [None, None], [0, 0], [5, approx(10 / 1.7 - 5)], [None, approx(10 / 1.7 - 5)],
    ]  # fmt: skip
