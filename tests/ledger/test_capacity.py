"""What a ledger takes can be added up: no figure of it is ever wrapped around."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from ledger.asof import LedgerAsOf
from ledger.capacity import MOST_MINOR, check_capacity, large_from
from ledger.checkup import checkup
from ledger.connection import reading, writing
from ledger.errors import ImportRefused
from ledger.money import LARGEST_MINOR, to_major
from ledger.recording import Recorder
from ledger.records import Item
from ledger.tables import FACTS
from portfolio.ageing_report import ageing_report
from portfolio.statement import statements

DAY = date(2026, 3, 1)
FULL = MOST_MINOR // LARGEST_MINOR
"""Largest invoices that a ledger takes."""


def record(engine: Engine, first: int, count: int, amount: int) -> None:
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime.combine(DAY, time(9), tzinfo=UTC), DAY)
        made = (
            Item(invoice_id=f"R{n}", customer_id="A", issued_on=DAY, due_on=DAY, currency="EUR", amount_minor=amount,
                 base_minor=amount)
            for n in range(first, first + count)
        )  # fmt: skip
        assert recorder.record(made) == []
        check_capacity(connection)
        recorder.finish({})


def test_a_full_ledger_is_told_to_the_cent_and_takes_no_more(engine: Engine) -> None:
    record(engine, 0, FULL - 100, LARGEST_MINOR)
    record(engine, FULL - 100, 100, LARGEST_MINOR)
    with pytest.raises(ImportRefused, match="amounts of invoices and credit notes would come to more than 4,000,000,"):
        record(engine, FULL, 1, LARGEST_MINOR)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(FACTS["items"])) == FULL
        report = ageing_report(LedgerAsOf.reported(connection, DAY), "customer")
        (row,) = report.rows
        assert row.balance_minor == report.base_open_minor == MOST_MINOR
        (made,) = statements(connection, "A", DAY)
        assert made.closing_minor == MOST_MINOR and report.as_dict()["open_in_base"] == str(to_major(MOST_MINOR, "EUR"))
    assert [check for check in checkup(engine) if not check.holds] == []
    record(engine, FULL, 1, 100)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
def test_small_amounts_however_many_fit(counts: list[int]) -> None:
    """``count`` amounts below the threshold stay below the most, and the threshold never rises as a ledger grows."""
    for count in counts:
        assert count * (large_from(count) - 1) < MOST_MINOR <= count * large_from(count) * 10
    thresholds = [large_from(count) for count in sorted(counts)]
    assert thresholds == sorted(thresholds, reverse=True)
