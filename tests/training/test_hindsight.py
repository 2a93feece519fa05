"""Predictions beside what is known later: the right item, the right outcome, rows that cannot be judged counted."""

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from ledger.curve import HORIZON_DAYS
from ledger.day import day_number
from ledger.errors import InvalidValue
from ledger.policy import Policy
from tests.book import Book
from training.backtest import CDF_DAYS, TOLD
from training.hindsight import forecasts_of, items_of, judge
from training.verdict import OURS


def table_of(rows: list[tuple[str, date, date, int]], trained_as_of: str = "2025-01-01") -> pa.Table:
    """(invoice, as of, due, day on which all is expected) → a backtest's table of point-like predictions."""
    days = np.arange(CDF_DAYS + 1)
    cdf = [np.where(days < day, 0.0, 0.9).tolist() for *_, day in rows]
    on = [date.fromordinal(as_of.toordinal() + day) for _, as_of, _, day in rows]
    columns = {
        "invoice_id": [row[0] for row in rows],
        "customer_id": ["A"] * len(rows),
        "as_of": [row[1] for row in rows],
        "due_on": [row[2] for row in rows],
        "p_late": [0.1 if day <= (due - as_of).days else 0.9 for _, as_of, due, day in rows],
        "p_very_late": [0.1] * len(rows),
        "p_paid_within_7": [0.9 if row[3] <= 7 else 0.0 for row in rows],
        "p_paid_within_30": [0.9 if row[3] <= 30 else 0.0 for row in rows],
        "expected_on": on,
        "p10_on": on,
        "p90_on": [None] * len(rows),
        "p_unpaid_at_horizon": [0.04] * len(rows),
        "cdf": cdf,
    }
    table = pa.table(columns)
    for name in ("expected_on", "p10_on", "p90_on"):
        table = table.set_column(table.column_names.index(name), name, pa.array(columns[name], pa.date32()))
    return table.replace_schema_metadata({TOLD: json.dumps({"trained_as_of": trained_as_of, "left_out": {}}).encode()})


def test_judged_by_hand(book: Book) -> None:
    """1 was said for day 30 and came on day 40; 2 was said and came on day 20; 6 was paid before it was asked about (known later).

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 1: 100.00, paid 10 Feb
    invoice 2 to A: 100.00, issued 1 Jan, due 31 Jan
    payment of 2: 100.00, paid 21 Jan
    invoice 6 to A: 100.00, issued 1 Jan, due 31 Jan
    recorded 20 Mar
    payment of 6: 100.00, paid 5 Mar
    """
    new_year, due = book.day("1 Jan"), book.day("31 Jan")
    table = table_of([("1", new_year, due, 30), ("2", new_year, due, 20), ("6", book.day("10 Mar"), due, 5)])
    found = judge(table, book.arrays("1 Jan 2027"), Policy(), draws=50)
    assert found.figure("at_issue", OURS, "mae") == 5
    assert found.figure("at_issue", OURS, "bias") == -5
    assert found.figure("at_issue", OURS, "late_auc") == 0.5
    assert found.figure("at_issue", "due_date", "mae") == 10
    assert found.counts["at_issue"]["rows"] == 2
    assert found.counts["at_issue"]["left_out_paid_before"] == 1
    assert "mondays" not in found.counts


def test_instalments_are_told_apart_by_their_due_date(book: Book) -> None:
    """Invoice 4 in two instalments.

    invoice 4/1 to A: 100.00, issued 1 Mar, due 31 Mar
    invoice 4/2 to A: 300.00, issued 1 Mar, due 30 Apr
    """
    arrays, issued = book.arrays("1 Jun"), book.day("1 Mar")
    table = table_of([("4", issued, book.day("30 Apr"), 9), ("4", issued, book.day("31 Mar"), 9)])
    as_of = np.full(2, day_number(issued), dtype=np.int32)
    assert items_of(arrays, table, as_of).tolist() == [book.item(arrays, "4/2"), book.item(arrays, "4/1")]
    with pytest.raises(InvalidValue, match="is not in this ledger"):
        items_of(arrays, table_of([("9", issued, issued, 9)]), as_of[:1])


def test_a_table_as_forecasts() -> None:
    """F(180) = .9 rises evenly to 1 − p_unpaid_at_horizon = .96 at the horizon; a missing date is no date."""
    day = date(2025, 1, 1)
    made = forecasts_of(table_of([("1", day, day, 30)]), np.array([day_number(day)], dtype=np.int32))
    cdf = made.cdf(np.array([0]))[0]
    assert cdf.shape == (HORIZON_DAYS + 1,)
    assert cdf[[29, 30, CDF_DAYS]].tolist() == [0, 0.9, 0.9]
    assert cdf[HORIZON_DAYS] == pytest.approx(0.96)
    assert made.expected_day.tolist() == [30]
    assert np.isnan(made.p90_day).all()
    assert made.chances.p_unpaid_30d == pytest.approx([0.1])


def test_what_cannot_be_judged_is_refused(book: Book) -> None:
    """Without curves, or not a backtest's table.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    table = table_of([("1", book.day("1 Jan"), book.day("31 Jan"), 30)])
    with pytest.raises(InvalidValue, match="--curves"):
        judge(table.drop_columns("cdf"), book.arrays("1 Jun"), Policy())
    with pytest.raises(InvalidValue, match="not written by"):
        judge(table.replace_schema_metadata({}), book.arrays("1 Jun"), Policy())
