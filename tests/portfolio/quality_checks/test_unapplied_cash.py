"""Money that waits to be matched."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_what_waits_by_its_age(book_on_both: Any) -> None:
    """One partly applied, one never, one fresh, one fully; a reversal frees one again.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 from A: 80.00, paid 1 Feb
    allocation of p1 to 1: 30.00, on 5 Feb
    payment p2 from B: 20.00 USD, paid 1 Jan
    payment p3 from A: 5.00, paid 20 Mar
    payment p4 of 1: 10.00, paid 2 Feb
    payment p5 from A: 1.00, paid 1 Jan
    recorded 25 Mar
    reversal of p4
    """
    before, after = (seen(book_on_both, "unapplied_cash", f"{day} Mar") for day in (24, 25))
    assert (before.count, before.of) == (2, 3)
    assert before.figures == {"USD_up_to_90_days": "20.00", "EUR_up_to_60_days": "50.00", "EUR_up_to_30_days": "5.00"}
    assert (after.count, after.of) == (3, 4)
    assert subjects(book_on_both, "unapplied_cash", "25 Mar") == ["p1", "p2", "p4"]
    assert after.examples[0].said.en == "50.00 EUR since 2025-02-01 (52 days)"
    assert seen(book_on_both, "unapplied_cash", "2 Feb").count == 1
