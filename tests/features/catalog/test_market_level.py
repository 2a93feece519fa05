"""Ten invoices in the book: four of food (three late), six of steel (one late); A is new in food."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Move, Plain, What, Who

INSIDE = (4 - 9 / 4 - 1 / 6) / (10 - 2)
AMONG = (9 / 4 + 1 / 6 - 4**2 / 10 - INSIDE) / (10 - 52 / 10)
ALIKE = (AMONG / (AMONG + INSIDE) + 10 / 9) / (1 + 10)
STRENGTH = (1 - ALIKE) / ALIKE
"""Three of four and one of six late: 6.3 invoices, drawn from 1.5 towards 8 as two customers say little."""


def book():
    who = [Who("F", industry="food"), Who("S", industry="steel"), Who("A", industry="food", parent="S")]
    what = [What(f"{name}{n}", name, 0, 10, 100_00) for name, many in (("F", 4), ("S", 6)) for n in range(many)]
    late = {"F0", "F1", "F2", "S0"}
    moves = [Move(one.invoice, 14 if one.invoice in late else 10, 100_00) for one in what]
    return Plain(who=who, what=[*what, What("9", "A", 20, 50, 50_00)], moves=moves)


def test_a_new_customer_answers_with_its_segment():
    names = (
        "book_late_share_30d",
        "book_delay_90d_days",
        "segment_late_share",
        "group_late_share",
        "late_share_shrunk",
    )
    industry = (3 + 50 * 0.4) / (4 + 50)
    group = (1 + STRENGTH * industry) / (6 + STRENGTH)
    assert ask(book(), "9", [10, 20, 50, 300, 500], *names) == [
        [None] * 5,
        [0.4, 1.6, approx(industry), approx(group), approx(group)],
        [None, 1.6, approx(industry), approx(group), approx(group)],
        [None, None, approx(industry), approx(group), approx(group)],
        [None] * 5,
    ]


def test_a_known_customer_is_drawn_towards_it():
    plain = book()
    plain = Plain(plain.who, [*plain.what, What("8", "F", 20, 50, 50_00)], plain.moves)
    names = ("late_share_shrunk", "delay_shrunk_days")
    industry = (3 + 50 * 0.4) / (4 + 50)
    industry_delay = (12 + 50 * 1.6) / (4 + 50)
    late = (3 + STRENGTH * industry) / (4 + STRENGTH)
    delay = (12 + STRENGTH * industry_delay) / (4 + STRENGTH)  # every late one by 4 days: the same in other units
    assert ask(plain, "8", [20], *names) == [[approx(late), approx(delay)]]
