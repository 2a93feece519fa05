"""Base amounts by the rates of the issue day: exact, by what was known, never 1.0 for want of a rate."""

from datetime import date
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.day import FOREVER, day_number
from ledger.exchange import Quote, Quotes, RatedDays
from tests.book import Book


def bases(book: Book, day: str) -> dict[str, list[tuple[str, int | None]]]:
    """Invoice → (day from which it holds, base amount or None) of each version known at the start of a day."""
    arrays = book.arrays(day)
    said: dict[str, list[tuple[str, int | None]]] = {}
    for row in range(len(arrays.items.item)):
        base = int(arrays.items.base[row]) if arrays.items.base_known[row] else None
        name = str(arrays.invoice_id[arrays.items.item[row]])
        said.setdefault(name, []).append((f"{book.day(int(arrays.items.known_on[row])):%-d %b}", base))
    return said


def test_the_rate_of_the_issue_day_or_the_latest_before(book_on_both: Book) -> None:
    """Friday's rate serves the weekend, not the week after next; a stated base amount wins; an unstated amount has none.

    rate USD to EUR: 0.9, on 2 Jan
    rate USD to EUR: 0.8, on 12 Jan
    invoice 1 to A: 100.00 USD, issued 2 Jan, due 31 Jan
    invoice 2 to A: 100.00 USD, issued 9 Jan, due 31 Jan
    invoice 3 to A: 100.00 USD, issued 10 Jan, due 31 Jan
    invoice 4 to A: 100.00 USD, issued 12 Jan, due 31 Jan, base 77.00
    invoice 5 to A: unstated, issued 12 Jan, due 31 Jan
    invoice 6 to A: 100.00 GBP, issued 12 Jan, due 31 Jan
    invoice 7 to A: 100.00 USD, issued 1 Jan, due 31 Jan
    """
    assert {name: versions[0][1] for name, versions in bases(book_on_both, "31 Jan").items()} == {
        "1": 9000, "2": 9000, "3": None, "4": 7700, "5": None, "6": None, "7": None,
    }  # fmt: skip


def test_minor_units_of_each_currency(book: Book) -> None:
    """Yen have no decimals, dinars three: 1,000 JPY × 0.0061 = 6.10; 1.234 KWD × 3 = 3.702, rounded half up.

    rate JPY to EUR: 0.0061, on 2 Jan
    rate KWD to EUR: 3, on 2 Jan
    rate EUR to USD: 1.08, on 2 Jan
    invoice 1 to A: 1000 JPY, issued 2 Jan, due 31 Jan
    invoice 2 to A: 1.234 KWD, issued 2 Jan, due 31 Jan
    invoice 3 to A: 100.00 USD, issued 2 Jan, due 31 Jan
    """
    assert bases(book, "31 Jan") == {"1": [("2 Jan", 610)], "2": [("2 Jan", 370)], "3": [("2 Jan", 9259)]}


def test_a_mistyped_rate_gives_no_amount_beyond_what_a_ledger_holds(book: Book) -> None:
    """999,999,999 for 0.99: what fits is converted, what does not has no base amount; no screen breaks.

    rate USD to EUR: 999999999, on 2 Jan
    invoice 1 to A: 1.00 USD, issued 2 Jan, due 31 Jan
    invoice 2 to A: 90000000000000.00 USD, issued 2 Jan, due 31 Jan
    """
    assert bases(book, "31 Jan") == {"1": [("2 Jan", 99999999900)], "2": [("2 Jan", None)]}
    with reading(book.engine) as connection:
        quotes = LedgerAsOf(connection, date(2025, 2, 1)).quotes
        day = day_number(date(2025, 1, 2))
        assert quotes.base_amount(9_000_000_000_000_000, "USD", day, day) is None
        assert quotes.base_amount(100, "USD", day, day) == 99999999900


def test_a_direct_quote_goes_before_the_inverse_of_its_day(book: Book) -> None:
    """And a later one of either kind before both.

    rate USD to EUR: 0.9, on 2 Jan
    rate EUR to USD: 1.25, on 2 Jan
    rate EUR to USD: 2, on 5 Jan
    invoice 1 to A: 100.00 USD, issued 3 Jan, due 31 Jan
    invoice 2 to A: 100.00 USD, issued 5 Jan, due 31 Jan
    """
    assert bases(book, "31 Jan") == {"1": [("3 Jan", 9000)], "2": [("5 Jan", 5000)]}


def test_never_by_way_of_a_third_currency(book: Book) -> None:
    """USD to GBP to EUR would be two roundings and two spreads.

    rate USD to GBP: 0.8, on 2 Jan
    rate GBP to EUR: 1.2, on 2 Jan
    invoice 1 to A: 100.00 USD, issued 2 Jan, due 31 Jan
    """
    assert bases(book, "31 Jan") == {"1": [("2 Jan", None)]}


def test_a_rate_that_comes_late_or_is_corrected_changes_no_earlier_day(book_on_both: Book) -> None:
    """No rate until 10 March, corrected on the 20th, the invoice itself on the 15th.

    rate CHF to EUR: 1.1, on 1 Mar
    invoice 1 to A: 100.00 USD, issued 2 Mar, due 31 Mar
    recorded 10 Mar
    rate USD to EUR: 0.9, on 2 Mar
    recorded 15 Mar
    invoice 1 to A: 200.00 USD, issued 2 Mar, due 31 Mar
    recorded 20 Mar
    rate USD to EUR: 0.8, on 2 Mar
    """
    whole = [("2 Mar", None), ("10 Mar", 9000), ("15 Mar", 18000), ("20 Mar", 16000)]
    for day, count in (("10 Mar", 1), ("11 Mar", 2), ("16 Mar", 3), ("21 Mar", 4)):
        assert bases(book_on_both, day) == {"1": whole[:count]}
    ends = book_on_both.arrays("21 Mar").items.until.tolist()
    assert ends == [*(day_number(book_on_both.day(day)) for day in ("10 Mar", "15 Mar", "20 Mar")), FOREVER]


def test_which_days_are_rated(book: Book) -> None:
    """From the day of the quote to seven days later, in both directions.

    rate EUR to USD: 1.1, on 10 Mar
    rate CHF to GBP: 1.1, on 10 Mar
    invoice 1 to A: 1.00, issued 2 Mar, due 31 Mar
    """
    with book.as_of("1 Apr") as view:
        rated = RatedDays(view._connection, "EUR")
    served = [rated.serve("USD", day_number(book.day(day))) for day in ("9 Mar", "10 Mar", "17 Mar", "18 Mar")]
    assert served == [False, True, True, False]
    assert not rated.serve("CHF", day_number(book.day("10 Mar")))


QUOTES = st.builds(
    lambda quoted, inverse, cents, known, length: Quote(
        quoted, inverse, Fraction(cents, 100), known, int(FOREVER) if length > 20 else known + length
    ),
    st.integers(0, 15), st.booleans(), st.integers(1, 300), st.integers(0, 30), st.integers(1, 25),
)  # fmt: skip


@given(st.lists(QUOTES, max_size=8), st.integers(0, 20), st.integers(0, 40))
def test_steps_are_the_best_quote_of_every_day(quotes: list[Quote], issued_on: int, day: int) -> None:
    """Against the rule itself: of the quotes that stand at the end of a day, the latest, then the direct one."""
    quotes = list({(quote.quoted_on, quote.inverse): quote for quote in quotes}.values())
    made = Quotes("EUR", 7, {"USD": sorted(quotes, key=lambda quote: quote.quoted_on)})
    ratio = None
    for known_on, following in made.steps("USD", issued_on):
        if known_on <= day:
            ratio = following
    standing = [q for q in quotes if q.known_on <= day < q.until and issued_on - 7 <= q.quoted_on <= issued_on]
    best = max(standing, key=lambda q: (q.quoted_on, not q.inverse), default=None)
    expected = None if best is None else (1 / best.rate if best.inverse else best.rate)
    assert (None if ratio is None else Fraction(*ratio)) == expected
    minor = made.base_amount(12_345, "USD", issued_on, day)
    assert minor == (None if expected is None else floor(12_345 * expected + Fraction(1, 2)))
    assert made.base_amount(12_345, "EUR", issued_on, day) == 12_345, "the base currency needs no rate"
