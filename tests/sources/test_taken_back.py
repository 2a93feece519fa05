"""All that one import takes back, together: a payment gone makes room for the instalment that it had settled."""

from datetime import date
from typing import Any

from ledger.checkup import checkup

HEAD = "invoice_id,instalment,customer_id,issued_on,due_on,amount,currency,paid_on\n"
FIRST = "R,1,A,2026-01-01,2026-01-31,{},EUR,{}\n"
SECOND = "R,2,A,2026-01-01,2026-02-28,50.00,EUR,{}\n"


def test_a_payment_goes_back_and_then_its_instalment(importing_on_both: Any) -> None:
    importing_on_both(HEAD + FIRST.format("50.00", "") + SECOND.format("2026-03-01"))
    whole = HEAD + FIRST.format("100.00", "2026-04-01")
    held = importing_on_both(whole, on=date(2026, 7, 10))
    assert [(one.code, one.value) for one in held.findings] == [("DQ030", "R/2")], "50.00 is allocated to it"
    report = importing_on_both(HEAD + FIRST.format("50.00", "") + SECOND.format(""), on=date(2026, 7, 11))
    assert sorted((one.code, one.value) for one in report.findings) == [("DQ025", "R/1"), ("DQ025", "R/2")]
    last = importing_on_both(whole, on=date(2026, 7, 12))
    assert [(one.code, one.value) for one in last.findings] == [("DQ029", "R/2")]
    assert [check for check in checkup(importing_on_both.engine) if not check.holds] == []
