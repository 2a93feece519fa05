"""An invoice told in instalments and later otherwise: nothing stays open by what its source tells no more."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.checkup import checkup
from ledger.connection import reading, writing
from portfolio.statement import statements
from sources.door import record_rows
from tests.sources.conftest import TODAY

HEAD = "invoice_id,instalment,customer_id,issued_on,due_on,amount,currency\n"
PLAIN = HEAD.replace("instalment,", "")
TWO = HEAD + "R,1,A,2026-01-01,2026-01-31,50.00,EUR\nR,2,A,2026-01-01,2026-02-28,50.00,EUR\n"
ONE = PLAIN + "R,A,2026-01-01,2026-01-31,{},EUR\n"
LATER, LAST = date(2026, 7, 20), date(2026, 8, 3)


def open_on(importing: Any, closing_on: date) -> dict[int, int]:
    """Instalment of R → its open amount in cents; the statement ties, or there is none."""
    with reading(importing.engine) as connection:
        (one,) = statements(connection, "A", closing_on)
    assert [check for check in checkup(importing.engine) if not check.holds] == []
    return {item.instalment: item.open_minor for item in one.open_items}


def found(report: Any) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.line, one.value) for one in report.findings]


@pytest.mark.parametrize("amount", ["100.00", "80.00"])
def test_told_as_one_in_a_file_without_instalments(importing_on_both: Any, amount: str) -> None:
    importing_on_both(TWO)
    report = importing_on_both(ONE.format(amount), on=LATER)
    assert found(report) == [("DQ029", 2, "R/2")]
    assert report.counts["items"] == {"new": 0, "known": 0, "corrected": 2, "rejected": 0}
    assert open_on(importing_on_both, LATER) == {1: int(float(amount) * 100)}
    assert open_on(importing_on_both, TODAY) == {1: 5000, 2: 5000}, "what was known then"
    again = importing_on_both(ONE.format(amount), on=LATER)
    assert (found(again), again.counts["items"]["corrected"]) == ([], 0)
    assert found(importing_on_both(TWO, on=LAST)) == []
    assert open_on(importing_on_both, LAST) == {1: 5000, 2: 5000}, "told in two once more"


def test_told_in_fewer_instalments_that_come_to_the_same(importing_on_both: Any) -> None:
    """30 + 30 + 40 is told as 50 + 50, the last of them under a new number, in a file that may hold parts of invoices."""
    row = "R,{},A,2026-01-01,2026-02-28,{}.00,EUR\n"
    importing_on_both(HEAD + row.format(1, 30) + row.format(2, 30) + row.format(3, 40))
    report = importing_on_both(HEAD + row.format(1, 50) + row.format(4, 50), on=LATER)
    assert [(code, value) for code, _, value in found(report)] == [("DQ029", "R/2"), ("DQ029", "R/3")]
    assert open_on(importing_on_both, LATER) == {1: 5000, 4: 5000}


def test_a_file_of_some_instalments_loses_none(importing_on_both: Any) -> None:
    """Only what is open, unchanged, with another due date, and with another amount: the last of these is said."""
    importing_on_both(TWO)
    second = HEAD + "R,2,A,2026-01-01,2026-02-28,50.00,EUR\n"
    for text, codes in (
        (second, []), (second.replace("02-28", "03-15"), []), (HEAD + TWO.splitlines()[1].replace("A,", "A,") + "\n", []),
        (second.replace("50.00", "60.00"), [("DQ030", 2, "R/1")]),
    ):  # fmt: skip
        assert found(importing_on_both(text, on=LATER)) == codes
    assert open_on(importing_on_both, LATER) == {1: 5000, 2: 6000}


def test_what_is_allocated_stays_and_is_said(importing_on_both: Any) -> None:
    importing_on_both(
        TWO,
        "payment_id,customer_id,paid_on,amount,currency\nP,A,2026-02-01,20.00,EUR\n",
        "allocation_id,payment_id,invoice_id,instalment,amount,reversed_on\na,P,R,2,20.00,\n",
    )
    report = importing_on_both(ONE.format("100.00"), on=LATER)
    assert found(report) == [("DQ030", 2, "R/2")]
    assert "20.00 EUR stands allocated" in report.findings[0].reason
    assert open_on(importing_on_both, LATER) == {1: 10000, 2: 3000}
    reversed_ = "allocation_id,payment_id,invoice_id,instalment,amount,reversed_on\na,P,R,2,20.00,2026-07-30\n"
    importing_on_both(reversed_, TWO, on=LAST)
    assert found(importing_on_both(ONE.format("100.00"), on=LAST)) == [("DQ029", 2, "R/2")], "nothing is left on it"
    assert open_on(importing_on_both, LAST) == {1: 10000}


def test_once_the_money_went_back_the_same_file_takes_it_back(importing_on_both: Any) -> None:
    """The whole row is known by then: what it says is younger than the instalment. Said once while the money holds it."""
    paid = "payment_id,customer_id,paid_on,amount,currency\nP,A,2026-02-01,20.00,EUR\n"
    part = "allocation_id,payment_id,invoice_id,instalment,amount,reversed_on\na,P,R,2,20.00,{}\n"
    importing_on_both(TWO, paid, part.format(""))
    told = [found(importing_on_both(ONE.format("100.00"), on=LATER)) for _ in range(2)]
    assert told == [[("DQ030", 2, "R/2")], []]
    importing_on_both(part.format("2026-07-30"), on=LAST)
    assert open_on(importing_on_both, LAST) == {1: 10000, 2: 5000}
    report = importing_on_both(ONE.format("100.00"), on=LAST)
    assert (found(report), report.counts["items"]["known"]) == ([("DQ029", None, "R/2")], 1)
    assert open_on(importing_on_both, LAST) == {1: 10000}


def test_as_a_file_of_parts_is_advised(importing_on_both: Any) -> None:
    """DQ030 says: tell the invoice in a file without a column for instalments; that row says nothing new of the first."""
    importing_on_both(TWO)
    part = importing_on_both(TWO.splitlines()[0] + "\nR,1,A,2026-01-01,2026-01-31,60.00,EUR\n", on=LATER)
    assert found(part) == [("DQ030", 2, "R/2")]
    assert found(importing_on_both(ONE.format("60.00"), on=LATER)) == [("DQ029", None, "R/2")]
    assert open_on(importing_on_both, LATER) == {1: 6000}


def test_a_row_known_before_the_instalment_was_told_takes_nothing_back(importing_on_both: Any) -> None:
    """The same two files again and again change nothing."""
    second = HEAD + "R,2,A,2026-01-01,2026-02-28,50.00,EUR\n"
    importing_on_both(ONE.format("50.00"))
    importing_on_both(second)
    digest = importing_on_both.digest()
    for text in (ONE.format("50.00"), second):
        assert found(importing_on_both(text, on=LATER)) == []
    assert importing_on_both.digest() == digest


def test_known_rows_that_come_as_columns(importing_on_both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand invoices in a file, all known; of one an instalment is left that money held."""
    monkeypatch.setattr("ledger.bulk_recording.FEW", 1)
    rows = "".join(f"S{n},A,2026-01-01,2026-01-31,10.00,EUR\n" for n in range(1000))
    importing_on_both(
        TWO, "invoice_id,instalment,kind,amount,allocated_on,allocation_id\nR,2,write_off,50.00,2026-03-01,w\n"
    )
    whole = ONE.format("100.00") + rows
    assert found(importing_on_both(whole, on=LATER)) == [("DQ030", 2, "R/2")]
    importing_on_both(
        "invoice_id,instalment,kind,amount,allocated_on,allocation_id,reversed_on\n"
        "R,2,write_off,50.00,2026-03-01,w,2026-07-19\n",
        on=LATER,
    )
    report = importing_on_both(whole, on=LAST)
    assert (found(report), report.counts["items"]["known"]) == ([("DQ029", None, "R/2")], 1001)
    assert [invoice for invoice, *_ in importing_on_both.rows("SELECT invoice_id FROM items WHERE instalment = 2")] == [
        "R"
    ]
    with reading(importing_on_both.engine) as connection:
        (one,) = statements(connection, "A", LAST)
    assert (len(one.open_items), one.closing_minor) == (1001, 1_010_000)


def test_another_source_and_a_rejected_row_take_nothing_back(importing: Any) -> None:
    importing(TWO)
    importing(ONE.format("100.00"), on=LATER, source="another")
    assert open_on(importing, LATER) == {1: 10000, 2: 5000}
    importing(TWO, on=LATER)
    told = HEAD + "R,1,A,2026-01-01,2026-01-31,100.00,EUR\nR,2,A,2026-01-01,soon,50.00,EUR\n"
    assert {code for code, _, _ in found(importing(told, on=LAST))} == {"DQ001"}
    assert open_on(importing, LAST) == {1: 10000, 2: 5000}


def test_without_an_amount(importing: Any) -> None:
    """What is not stated comes to nothing that could be compared."""
    importing(TWO)
    told = HEAD + "R,1,A,2026-01-01,2026-01-31,,EUR\n"
    assert [code for code, _, _ in found(importing(told, on=LATER))] == ["DQ004", "DQ030"]


@pytest.mark.parametrize("part", [{}, {"instalment": "1"}])
def test_one_request_at_a_time(engine: Engine, part: dict[str, str]) -> None:
    """A row that names no instalment is the whole invoice; one that does may be a part of it."""
    rows = [dict(zip(HEAD.strip().split(","), line.split(","), strict=True)) for line in TWO.splitlines()[1:]]
    plain = {name: cell for name, cell in rows[0].items() if name != "instalment"} | {"amount": "70.00"} | part
    told = []
    for day, some in ((TODAY, rows), (LATER, [plain])):
        with writing(engine) as connection:
            at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
            _, results, others = record_rows(
                connection, "invoices", some, source="erp", recorded_at=at, recorded_on=day
            )
        assert others == []
        told.append([(one.outcome, [finding.code for finding in one.findings]) for one in results])
    assert told == [[("new", [])] * 2, [("corrected", ["DQ030" if part else "DQ029"])]]
