"""A dispute told in a column of its invoice: another day corrects it, an empty cell takes it back, the past stays."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger.checkup import checkup
from ledger.connection import reading, writing
from portfolio.statement import statements
from sources import blocks
from sources.door import record_rows
from tests.sources.conftest import TODAY

HEAD = "invoice_id,customer_id,issued_on,due_on,amount,currency,disputed_on,dispute_closed_on\n"
ROW = HEAD + "R,A,2026-01-01,2026-01-31,100.00,EUR,{},{}\n"
LATER, LAST = date(2026, 7, 20), date(2026, 8, 3)


def stands(importing: Any) -> list[tuple[str, str]]:
    """(id, event) of what stands of the disputes."""
    query = (
        "SELECT dispute_id, event FROM disputes d WHERE NOT EXISTS "
        "(SELECT 1 FROM retractions r WHERE r.kind = 'disputes' AND r.fact_no = d.fact_no) ORDER BY dispute_id, event DESC"
    )
    return importing.rows(query)  # type: ignore[no-any-return]


def is_disputed(importing: Any, closing_on: date) -> bool:
    with reading(importing.engine) as connection:
        (one,) = statements(connection, "A", closing_on)
    assert [check for check in checkup(importing.engine) if not check.holds] == []
    return one.open_items[0].disputed


def found(report: Any) -> list[tuple[str, int | None, str, str]]:
    return [(one.code, one.line, one.column, one.value) for one in report.findings]


def test_another_day_corrects_the_dispute(importing_on_both: Any) -> None:
    importing_on_both(ROW.format("2026-02-01", ""))
    report = importing_on_both(ROW.format("2026-02-09", ""), on=LATER)
    assert found(report) == []
    assert report.counts["disputes"]["corrected"] == 1
    assert stands(importing_on_both) == [("R:2026-02-09", "opened")]
    assert is_disputed(importing_on_both, LATER) and is_disputed(importing_on_both, TODAY)
    digest = importing_on_both.digest()
    importing_on_both(ROW.format("2026-02-09", ""), on=LATER)
    assert importing_on_both.digest() == digest
    importing_on_both(ROW.format("2026-02-09", "2026-03-01"), on=LAST)
    assert not is_disputed(importing_on_both, LAST), "the one there is was closed"


@pytest.mark.parametrize("closed_on", ["", "2026-03-01"])
def test_an_empty_cell_takes_it_back(importing_on_both: Any, closed_on: str) -> None:
    importing_on_both(ROW.format("2026-02-01", closed_on))
    report = importing_on_both(ROW.format("", ""), on=LATER)
    assert found(report) == [("DQ031", None, "disputed_on", "R")], "rows as columns have no line"
    assert report.counts["disputes"]["corrected"] == (2 if closed_on else 1)
    assert stands(importing_on_both) == []
    assert is_disputed(importing_on_both, TODAY) is not bool(closed_on), "what was known then"
    assert not is_disputed(importing_on_both, LATER)
    again = importing_on_both(ROW.format("", ""), on=LAST)
    assert (found(again), again.counts["items"]["known"]) == ([], 1)
    importing_on_both(ROW.format("2026-02-01", ""), on=LAST)
    assert is_disputed(importing_on_both, LAST), "told once more"


def test_a_second_dispute_leaves_the_first(importing_on_both: Any) -> None:
    """The first was closed before the second began; a day before its close was its own."""
    importing_on_both(ROW.format("2026-02-01", "2026-02-20"))
    importing_on_both(ROW.format("2026-03-05", ""), on=LATER)
    first = [("R:2026-02-01", "opened"), ("R:2026-02-01", "closed")]
    assert stands(importing_on_both) == [*first, ("R:2026-03-05", "opened")]
    importing_on_both(ROW.format("2026-02-03", "2026-02-20"), on=LAST)
    assert stands(importing_on_both) == [("R:2026-02-03", "opened"), ("R:2026-02-03", "closed")]


def test_no_column_another_source_a_day_that_cannot_be_and_some_instalments_take_nothing_back(importing: Any) -> None:
    header, row = ROW.format("2026-02-01", "").splitlines()
    importing(f"{header},instalment\n{row},1\n{row.replace('2026-02-01', '')},2\n")
    digest = importing.digest()
    importing(f"{header},instalment\n{row.replace('2026-02-01', '')},2\n", on=LATER)
    importing(ROW.format("", ""), on=LATER, source="another")
    importing(ROW.replace(",disputed_on,dispute_closed_on", "").replace(",{},{}", ""), on=LATER)
    assert found(importing(ROW.format("2027-02-01", ""), on=LATER))[0][0] == "DQ024"
    assert stands(importing) == [("R:2026-02-01", "opened")]
    assert importing.digest() == digest


def test_a_dispute_with_an_id_of_its_own_stays(importing: Any) -> None:
    importing(ROW.format("", ""), "dispute_id,invoice_id,opened_on\nD,R,2026-02-01\n")
    importing(ROW.format("", ""), on=LATER)
    assert stands(importing) == [("D", "opened")]


def test_rows_that_come_as_columns(importing_on_both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "TOGETHER", 3)
    rows = [f"R{n},A,2026-01-01,2026-01-31,100.00,EUR" for n in range(9)]
    importing_on_both(HEAD + "".join(f"{row},{'2026-02-01' if n % 4 == 0 else ''},\n" for n, row in enumerate(rows)))
    report = importing_on_both(HEAD + "".join(f"{row},,\n" for row in rows), on=LATER)
    assert [(code, value) for code, _, _, value in found(report)] == [("DQ031", f"R{n}") for n in (0, 4, 8)]
    assert stands(importing_on_both) == []


@pytest.mark.parametrize("rest", [{}, {"disputed_on": ""}])
def test_one_request_at_a_time(engine: Engine, rest: dict[str, str]) -> None:
    """A field that is there and empty takes the dispute back; one that is left out says nothing."""
    row = dict(zip(HEAD.split(",")[:6], ROW.splitlines()[1].split(",")[:6], strict=True))
    told = []
    for day, one in ((TODAY, row | {"disputed_on": "2026-02-01"}), (LATER, row | rest)):
        with writing(engine) as connection:
            at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
            _, results, others = record_rows(
                connection, "invoices", [one], source="erp", recorded_at=at, recorded_on=day
            )
        assert others == []
        told.append((results[0].outcome, [finding.code for finding in results[0].findings]))
    assert told == [("new", []), ("corrected", ["DQ031"]) if rest else ("known", [])]
