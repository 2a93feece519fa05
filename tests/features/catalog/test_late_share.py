"""Four invoices due on day 30: paid on day 30, 33, 61 and 29."""

from ledger.policy import Policy
from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[*(What(str(n), "A", 0, 30, 100_00) for n in range(4)), What("9", "A", 50, 80, 50_00)],
    moves=[Move("0", 30, 100_00), Move("1", 33, 100_00), Move("2", 61, 100_00), Move("3", 29, 100_00)],
)


def test_shares_by_window():
    names = ("late_share", "late_share_365d", "late_share_90d", "very_late_share", "very_late_share_365d")
    assert ask(BOOK, "9", [62, 151, 500], *names) == [
        [0.5, 0.5, 0.5, 0.25, 0.25], [0.5, 0.5, 1, 0.25, 0.25], [0.5, None, None, 0.25, None],
    ]  # fmt: skip


def test_the_due_day_itself_and_how_much_history():
    names = ("on_due_day_share", "on_due_day_share_365d", "settled_count", "settled_365d_count")
    assert ask(BOOK, "9", [29, 62, 500], *names) == [[None, None, 0, 0], [0.25, 0.25, 4, 4], [0.25, None, 4, 0]]


def test_within_the_grace_is_not_late():
    assert ask(BOOK, "9", [62], "late_share", policy=Policy(grace_days=3)) == [[0.25]]
