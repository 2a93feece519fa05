"""Terms unlike the customer's others."""

from sqlalchemy import Engine

from tests.book import read_book
from tests.portfolio.looking import seen, subjects


def test_another_due_date_than_the_customers_others(sqlite_engine: Engine) -> None:
    """A few days more are a weekend; a customer with many terms has no habit; instalments have a plan."""
    lines = [f"invoice {n} to A: {n}.00, issued {n} Jan, due {n} Feb" for n in range(1, 21)]
    lines += ["invoice 21 to A: 1.00, issued 1 Jan, due 4 Feb", "invoice 22 to A: 1.00, issued 1 Jan, due 5 Feb"]
    lines += ["invoice 23/1 to A: 1.00, issued 1 Jan, due 1 Feb", "invoice 23/2 to A: 1.00, issued 1 Jan, due 1 Mar"]
    lines += [f"invoice b{n} to B: {n}.00, issued 1 Jan, due {n} Feb" for n in range(1, 21)]
    book = read_book(sqlite_engine, "A book.\n\n" + "\n".join(lines))
    found = seen(book, "unusual_terms")
    assert (found.count, found.of) == (1, 23)
    assert subjects(book, "unusual_terms") == ["22"]
    assert "due after 35 days, this customer usually has 31" in found.examples[0].said.en
