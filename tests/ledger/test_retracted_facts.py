"""Facts come with the days of their end, if any ended before the day asked for."""

from datetime import date

from ledger.connection import reading
from ledger.day import FOREVER, day_number
from ledger.fact_query import Scope, packed_facts, present
from ledger.retracted_facts import RETRACTED, with_ends
from ledger.tables import FACTS
from tests.book import Book

AMOUNTS = packed_facts("items", ("number", FACTS["items"].c.amount_minor))


def test_ends_of_all_and_of_some(book_on_both: Book) -> None:
    """Two of three invoices are corrected, on two days.

    invoice 1 to A: 1.00, issued 1 Jan, due 31 Jan
    invoice 2 to B: 2.00, issued 1 Jan, due 31 Jan
    invoice 3 to A: 3.00, issued 1 Jan, due 31 Jan
    recorded 5 Feb:
    invoice 3 to A: 4.00, issued 1 Jan, due 31 Jan
    recorded 7 Feb:
    invoice 2 to B: 5.00, issued 1 Jan, due 31 Jan
    """
    fifth, seventh, ever = day_number(date(2025, 2, 5)), day_number(date(2025, 2, 7)), int(FOREVER)
    with reading(book_on_both.engine) as connection:
        kinds = present(connection, Scope(date(2025, 1, 1), None), RETRACTED)
        assert kinds == {"items"}

        def told(day: date, *names: str) -> tuple[list[int], list[int] | None]:
            rows = connection.execute(FACTS["customers"].select()).all()
            numbers = {row.name: row.customer_no for row in rows}
            scope = Scope(day, tuple(numbers[name] for name in names) or None)
            (amounts,), until = with_ends(connection, scope, "items", AMOUNTS, kinds)
            return amounts.tolist(), None if until is None else until.tolist()

        assert told(date(2025, 3, 1)) == ([100, 200, 300, 400, 500], [ever, seventh, fifth, ever, ever])
        assert told(date(2025, 2, 7)) == ([100, 200, 300, 400], [ever, ever, fifth, ever])
        assert told(date(2025, 2, 5)) == ([100, 200, 300], None)
        (amounts,), until = with_ends(connection, Scope(date(2025, 3, 1), None), "items", AMOUNTS, set())
        assert (len(amounts), until) == (5, None)
