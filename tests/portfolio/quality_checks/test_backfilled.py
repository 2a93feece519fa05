"""How much is the word of a history."""

from typing import Any

from tests.portfolio.looking import seen


def test_the_share_told_by_a_history(book_on_both: Any) -> None:
    """Two payments of a history, one booked later than paid; one seen.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 10.00, paid 1 Feb
    payment of 1: 10.00, paid 3 Feb, booked 5 Feb
    recorded 20 Mar
    payment of 1: 10.00, paid 19 Mar
    """
    found = seen(book_on_both, "backfilled")
    assert (found.count, found.of) == (5, 7)
    assert (found.figures["payments_known_when_paid"], found.figures["payments"]) == (1, 3)
    assert seen(book_on_both, "backfilled", "19 Mar").figures["share"] == 1.0
    assert [(one.subject, one.said.en) for one in found.examples][1] == ("payments", "2 of 3")
