"""What else is owed: two other invoices, one half paid, and a dispute over who is oldest."""

from ledger.policy import Policy
from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[
        What("1", "A", 0, 30, 400_00), What("2", "A", 0, 75, 100_00), What("9", "A", 20, 77, 50_00),
        What("8", "B", 0, 1, 999_00),
    ],
    moves=[Move("1", 40, 200_00), Move("1", 100, 200_00)],
)  # fmt: skip


def test_open_and_overdue_change_with_part_payments_and_due_days():
    names = ("open_count", "open_amount", "overdue_count", "overdue_amount", "overdue_share", "oldest_overdue_days")
    assert ask(BOOK, "9", [0, 30, 31, 41, 76, 101], *names) == [
        [0, 0, 0, 0, None, 0],
        [2, 500, 0, 0, 0, 0],
        [2, 500, 1, 400, 0.8, 1],
        [2, 300, 1, 200, 200 / 300, 11],
        [2, 300, 2, 300, 1, 46],
        [1, 100, 1, 100, 1, 26],
    ]


def test_grace_and_oneself():
    assert ask(BOOK, "9", [31, 32], "overdue_count", "oldest_overdue_days", policy=Policy(grace_days=1)) == [
        [0, 0],
        [1, 2],
    ]
    assert ask(BOOK, "1", [50, 90], "oldest_overdue_days", "overdue_count") == [[0, 0], [15, 2]]


def test_due_in_the_same_week():
    """Day 75 is a Tuesday, day 77 the Thursday after."""
    names = ("due_same_week_count", "due_same_week_amount")
    assert ask(BOOK, "9", [0, 20], *names) == [[0, 0], [1, 100]]
    assert ask(BOOK, "1", [20], *names) == [[0, 0]]
