"""Days that cannot be right."""

from typing import Any

from tests.portfolio.looking import seen, subjects


def test_each_kind_once(book: Any) -> None:
    """One invoice of each kind, and a sound one.

    invoice 1 to A: 10.00, issued 1 Mar, due 1 Feb
    invoice 2 to A: 10.00, issued 1 Mar, due 1 Apr 2026
    invoice 3 to A: 10.00, issued 1 Jul, due 31 Jul
    invoice 4 to A: 10.00, issued 1 Mar 2001, due 31 Mar 2001
    invoice 5 to A: 10.00, issued 1 Mar, due 31 Mar
    invoice 6 to A: 10.00, issued 1 Mar, due 31 Mar
    payment of 6: 10.00, paid 1 Feb 2024
    """
    found = seen(book, "impossible_days", "30 Jun")
    assert (found.count, found.of, found.holds) == (4, 5, False), "the one of July is not known yet"
    assert subjects(book, "impossible_days", "30 Jun") == ["1", "2", "4", "6"]
    assert found.figures == {
        "due_before_issue": 1, "terms_over_a_year": 1, "issued_later": 0, "issued_long_ago": 1, "paid_before_issue": 1,
    }  # fmt: skip


def test_issued_after_the_day_it_was_known(book: Any) -> None:
    """A later import tells of an invoice dated ahead.

    invoice 1 to A: 10.00, issued 1 Mar, due 31 Mar
    recorded 20 Mar
    invoice 2 to A: 10.00, issued 1 Jul, due 31 Jul
    """
    assert subjects(book, "impossible_days", "20 Mar") == ["2"]
    assert seen(book, "impossible_days", "19 Mar").holds


def test_what_was_corrected_is_sound_again(book: Any) -> None:
    """And was not sound before.

    invoice 1 to A: 10.00, issued 1 Mar, due 1 Feb
    recorded 20 Mar
    invoice 1 to A: 10.00, issued 1 Mar, due 31 Mar
    """
    assert [seen(book, "impossible_days", f"{day} Mar").count for day in (19, 20)] == [1, 0]
