"""One invoice disputed and settled, one still disputed, one dispute opened in error."""

from tests.features.catalog.ask import ask
from tests.features.plain import Plain, Row, What

BOOK = Plain(
    what=[What(name, "A", 0, 30, 100_00) for name in "1239"],
    rows=[Row("1", 10), Row("1", 20, False), Row("2", 15), Row("3", 12, until=18)],
)


def test_open_and_past_disputes_of_others():
    names = ("disputed", "open_disputes_count", "disputed_share")
    assert ask(BOOK, "9", [0, 10, 16, 19, 21], *names) == [
        [0, 0, None], [0, 0, 0], [0, 3, 1], [0, 2, 2 / 3], [0, 1, 2 / 3],
    ]  # fmt: skip


def test_the_dispute_of_the_invoice_itself():
    assert ask(BOOK, "2", [15, 16], "disputed", "open_disputes_count") == [[0, 2], [1, 2]]
