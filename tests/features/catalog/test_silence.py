"""Payments on days 10, 20 and 30 (booked on 33), the last one reversed on day 60."""

from tests.features.catalog.ask import ask
from tests.features.plain import Money, Plain, What

NAMES = ("since_last_payment_days", "usual_payment_gap_days", "silence")


def test_days_since_the_last_payment_beside_the_usual_gap():
    money = [Money("A", 10, 10), Money("A", 20, 20), Money("A", 30, 33, until=60)]
    book = Plain(what=[What("9", "A", 0, 90, 50_00)], money=money)
    assert ask(book, "9", [10, 11, 33, 34, 60, 61], *NAMES) == [
        [None, None, None], [1, None, None], [13, 10, 1.3], [4, 10, 0.4], [30, 10, 3], [41, 10, 4.1],
    ]  # fmt: skip
