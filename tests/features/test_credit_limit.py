"""Credit limits as of a day: in the base currency by the rate of the day before, never at 1 for want of a rate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from features.catalog.open_balance import limit_utilisation
from features.credit_limit import CreditLimits
from features.frame import build
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.day import FOREVER, day_number
from ledger.exchange import Quote, Quotes
from ledger.policy import Policy
from tests.book import Book
from tests.features.plain import Plain, What, Who, days


def test_by_what_was_known_of_the_rates() -> None:
    """10,000 yen and 50.00 dollars: no rate, then one, then it is too old; a correction counts from when it was known."""
    plain = Plain(
        what=[What("1", "A", 0, 30, 400_00), What("2", "B", 0, 30, 400_00), What("3", "C", 0, 30, 400_00)],
        who=[Who("A", limit=10_000, limit_currency="JPY"), Who("B", limit=50_00, limit_currency="USD"), Who("C", limit=7_00)],
    )  # fmt: skip
    forever = int(FOREVER)
    quotes = Quotes("EUR", 7, {
        "JPY": [Quote(10, False, Decimal("0.006"), 10, 14), Quote(10, False, Decimal("0.005"), 14, forever)],
        "USD": [Quote(12, True, Decimal("1.25"), 12, forever)],
    })  # fmt: skip
    limits = CreditLimits(replace(plain.arrays(), quotes=quotes), Policy())
    told = [limits.before(np.array([1, 2, 3, 0]), days([day] * 4)) for day in (10, 11, 13, 15, 19)]
    rounded = [[None if np.isnan(one) else round(float(one), 6) for one in row] for row in told]
    assert rounded == [
        [None, None, 700, None],
        [6_000, None, 700, None],
        [6_000, 4_000, 700, None],
        [5_000, 4_000, 700, None],
        [None, 4_000, 700, None],
    ]
    alone = CreditLimits(plain.arrays(), Policy()).before(np.array([1, 3]), days([11, 11]))
    assert np.isnan(alone[0]) and alone[1] == 700


def test_a_limit_in_dollars_of_a_customer_who_is_invoiced_in_euro(book_on_both: Book) -> None:
    """The invoices ask for no rate; the limit does: 900.00 owed of 2,000 dollars, which are 1,800.00 from 7 March on.

    customer A: limit 2000.00, currency USD
    invoice 1 to A: 400.00, issued 2 Mar, due 4 Apr
    invoice 2 to A: 500.00, issued 2 Mar, due 4 Apr
    rate USD to EUR: 0.9, on 6 Mar
    """
    index = FeatureIndex(book_on_both.arrays("20 Mar"), Policy())
    asked = days([day_number(date(2025, 3, day)) for day in (6, 7)])
    frame = build(index, subjects_at(index, days([0, 0]), asked), [limit_utilisation])
    assert np.isnan(frame[0, 0]) and round(frame[1, 0], 9) == 0.5
