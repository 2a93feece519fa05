"""What an import's allocations add up to, in the words of its files."""

from datetime import date

from ledger.asof import LedgerAsOf
from ledger.connection import reading
from portfolio.ageing import ageing
from tests.sources.conftest import Importer

INVOICES = """invoice_id,customer_id,issued_on,due_on,currency,amount
1,A,2026-01-01,2026-01-31,EUR,5.00
2,A,2026-01-01,2026-01-31,USD,9.00
"""
PAYMENTS = "payment_id,customer_id,paid_on,currency,amount\np,A,2026-01-05,EUR,6.00\nq,A,2026-01-05,EUR,6.00\n"
ALLOCATIONS = "allocation_id,kind,payment_id,credit_note_id,invoice_id,allocated_on,amount\n"


def test_what_crosses_and_what_exceeds(importing: Importer) -> None:
    report = importing(INVOICES, PAYMENTS, ALLOCATIONS + "a,cash,p,,1,,7.00\nb,cash,q,,2,,1.00\n")
    told = [(one.code, one.column, one.value) for one in report.findings if one.code != "DQ020"]
    assert told == [("DQ027", "allocation_id", "b"), ("DQ018", "item_id", "1/1"), ("DQ019", "payment_id", "p")]


def test_nothing_new_is_not_looked_at_again(importing: Importer) -> None:
    files = INVOICES, PAYMENTS, ALLOCATIONS + "a,cash,p,,1,,6.00\n"
    assert importing(*files).totals["DQ018"] == 1
    assert importing(*files).totals["DQ018"] == 0


def test_what_is_advised_across_currencies_mends_it(importing_on_both: Importer) -> None:
    """A payment in dollars for an invoice in euros is told in euros: both currencies add up again."""
    importing_on_both(
        "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,500.00,EUR\n",
        "payment_id,customer_id,paid_on,amount,currency\np,A,2026-02-01,550.00,USD\n",
        "allocation_id,invoice_id,payment_id,amount\na,1,p,500.00\n", source="erp",
    )  # fmt: skip
    (found,) = [one for one in importing_on_both.findings() if one.code == "DQ027"]
    assert "'p' stays unapplied in USD" in found.reason and found.advice.startswith("tell 'p' in EUR")
    report = importing_on_both(
        "payment_id,customer_id,paid_on,amount,currency\np,A,2026-02-01,500.00,EUR\n", source="erp"
    )
    assert (report.counts["payments"]["corrected"], report.findings) == (1, [])
    with reading(importing_on_both.engine) as connection:
        view = LedgerAsOf.closing(connection, date(2026, 7, 1))
        assert ageing(view.arrays, view.policy_then).balance.tolist() == []
