"""One invoice paid at once, one in two parts, one whose first part was taken back before the rest came."""

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What


def test_parts_are_days_on_which_cash_came():
    book = Plain(
        what=[What(name, "A", 0, 30, 100_00) for name in "1239"],
        moves=[
            Move("1", 20, 100_00), Move("2", 20, 50_00), Move("2", 30, 50_00),
            Move("3", 10, 50_00, until=35), Move("3", 40, 100_00),
        ],
    )  # fmt: skip
    names = ("part_paid_share", "part_paid_lead_days")
    assert ask(book, "9", [20, 21, 31, 41], *names) == [[None, None], [0, None], [1 / 2, 10], [1 / 3, 10]]
