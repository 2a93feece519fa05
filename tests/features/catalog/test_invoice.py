"""The invoice beside the customer's others."""

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What

BOOK = Plain(
    what=[
        What("1", "A", 0, 30, 300_00), What("2", "A", 0, 20, 100_00), What("3", "A", 0, 20, None),
        What("9", "A", 10, 40, 400_00, order=True),
    ],
    moves=[Move("9", 35, 100_00)],
)  # fmt: skip


def test_amount_and_terms_beside_the_usual():
    names = ("amount", "amount_to_usual", "terms_days", "terms_beyond_usual_days")
    assert ask(BOOK, "9", [0, 10], *names) == [[400, None, 30, None], [400, 2, 30, 30 - 70 / 3]]
    assert ask(BOOK, "3", [10], "amount", "amount_to_usual") == [[None, None]]


def test_age_part_payment_and_purchase_order():
    names = ("paid_share", "purchase_order", "past_due_days", "age_days")
    assert ask(BOOK, "9", [10, 45], *names) == [[0, 1, 0, 0], [0.25, 1, 5, 35]]
