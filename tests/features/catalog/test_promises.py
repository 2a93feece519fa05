"""A promise on another invoice is broken, one is kept; on the invoice asked about one is open."""

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, Vow, What

BOOK = Plain(
    what=[What(name, "A", 0, 30, 100_00) for name in "1289"],
    moves=[Move("1", 38, 100_00)],
    vows=[Vow("a", "1", 35, 40), Vow("b", "2", 35, 40), Vow("c", "9", 45, 60), Vow("d", "8", 45, 46)],
)


def test_broken_and_kept_ones_of_others_and_the_open_one_of_the_invoice():
    """The policy waits 3 days after the promised one: b is broken on day 43, d on day 49, c on day 63."""
    names = ("promised_in_days", "promise_broken", "promises_broken_count", "promises_kept_share")
    assert ask(BOOK, "9", [35, 39, 43, 44, 50, 62, 64], *names) == [
        [None, 0, 0, None], [None, 0, 0, 1], [None, 0, 0, 1], [None, 0, 1, 1 / 2], [10, 0, 2, 1 / 3], [-2, 0, 2, 1 / 3],
        [None, 1, 2, 1 / 3],
    ]  # fmt: skip
    assert ask(BOOK, "2", [44, 64], *names) == [[None, 1, 0, 1], [None, 1, 2, 1 / 3]]
