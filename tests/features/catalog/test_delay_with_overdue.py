"""A customer that pays one invoice on time and leaves another unpaid is no good payer."""

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[What("1", "A", 0, 30, 100_00), What("2", "A", 0, 30, 100_00), What("9", "A", 20, 60, 50_00)],
    moves=[Move("1", 30, 100_00)],
)


def test_what_is_overdue_counts_with_its_days_so_far():
    names = (
        "usual_delay_days",
        "delay_with_overdue_days",
        "delay_with_overdue_365d_days",
        "late_share_with_overdue_365d",
    )
    assert ask(BOOK, "9", [20, 31, 50, 800], *names) == [
        [None] * 4, [0, 0.5, 0.5, 0.5], [0, 10, 10, 0.5], [0, 182.5, 365, 1],
    ]  # fmt: skip


def test_the_subject_itself_does_not_count():
    assert ask(BOOK, "2", [50, 90], "late_share_with_overdue_365d", "delay_with_overdue_days") == [[0, 0], [0.5, 15]]
