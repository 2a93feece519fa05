"""What checks look at ends with the closing day, and is read once."""

from typing import Any

import numpy as np

from ledger.connection import reading
from portfolio.quality_book import QualityBook


def test_the_closing_view(book_on_both: Any) -> None:
    """Two invoices, one credited, one instalment corrected later.

    invoice 1 to A: 10.00, issued 1 Jan, due 31 Jan
    invoice 2/2 to A: 20.00, issued 1 Jan, due 31 Jan, order PO-1
    credit of 1: 10.00, on 5 Feb
    recorded 20 Mar
    invoice 2/2 to A: 21.00, issued 1 Jan, due 31 Jan, order PO-2
    """
    with reading(book_on_both.engine) as connection:
        before, after = (QualityBook(connection, book_on_both.day(f"{day} Mar")) for day in (19, 20))
        assert [len(one.rows) for one in (before, after)] == [3, 3]
        assert [len(one.invoice_rows) for one in (before, after)] == [2, 2]
        two = book_on_both.item(after.arrays, "2/2")
        (row,) = np.flatnonzero((after.arrays.items.item == two) & (after.arrays.items.until >= after.arrays.as_of))
        assert (after.name(two), after.customer(row), after.money(row)) == ("2/2", "A", "21.00 EUR")
        assert [one.texts([two])[two].purchase_order for one in (before, after)] == ["PO-1", "PO-2"]
        assert before.is_credited[book_on_both.item(before.arrays, "1")]
        assert [before.name(int(before.arrays.items.item[row])) for row in before.stated_rows] == ["2/2"]
        assert before.newest(before.rows, 1).tolist() == [before.rows[before.arrays.items.credit_note[before.rows]][0]]
        assert before.arrays is before.arrays
        assert after.base_money(123456) == "1,234.56 EUR"
        assert before.days_known("items")[-1] < after.days_known("items")[-1]
