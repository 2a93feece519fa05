"""Instalments as they stand, what an import made of them, and what is left allocated to them."""

from ledger.connection import reading
from ledger.instalments import allocated_to, corrected_by, standing_instalments, told_in_several, with_several
from tests.book import Book


def test_what_stands_what_it_was_and_what_is_allocated(book_on_both: Book) -> None:
    """Import 2 corrects the second instalment of R; of what settles it one part goes back.

    invoice R/1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice R/2 to A: 50.00, issued 1 Jan, due 28 Feb
    invoice S to A: 10.00, issued 1 Jan, due 31 Jan
    payment p1 of R/1: 40.00, paid 1 Feb
    payment p2 of R/2: 50.00, paid 1 Feb
    payment p3 of S: 10.00, paid 1 Feb
    recorded 1 Mar
    invoice R/2 to A: 60.00, issued 1 Jan, due 28 Feb
    reversal of p2
    """
    with reading(book_on_both.engine) as connection:
        assert with_several(connection, ["R", "S", "T"]) == {"R"}
        (source,) = {one.source for one in standing_instalments(connection, ["R", "S"])}
        assert (told_in_several(connection, source), told_in_several(connection, "another")) == (["R"], [])
        first, second, other = standing_instalments(connection, ["S", "R"])
        assert [(one.key, one.currency, one.amount_minor, one.import_no) for one in (first, second, other)] == [
            (("R", 1), "EUR", 10000, 1), (("R", 2), "EUR", 6000, 2), (("S", 1), "EUR", 1000, 1),
        ]  # fmt: skip
        numbers = [first.item_no, second.item_no, other.item_no]
        assert corrected_by(connection, 2, numbers) == {second.item_no: ("EUR", 5000)}
        assert corrected_by(connection, 1, numbers) == {}
        assert allocated_to(connection, numbers) == {first.item_no: 4000, other.item_no: 1000}


def test_an_allocation_whose_amount_is_not_stated(book: Book) -> None:
    """It settles an invoice of which no amount is stated either.

    invoice R to A: unstated, issued 1 Jan, due 31 Jan
    payment p of R: unstated, paid 1 Feb
    """
    with reading(book.engine) as connection:
        (item,) = standing_instalments(connection, ["R"])
        assert allocated_to(connection, [item.item_no]) == {item.item_no: None}
