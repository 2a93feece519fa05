"""The import as a whole: all or nothing, idempotent, every row taken or said, whatever the order of files and rows."""

import csv
import os
import shutil
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from ledger.asof import LedgerAsOf
from ledger.base_currency import recorded_base_currency
from ledger.connection import open_ledger, reading, writing
from ledger.demo.files import write_files
from ledger.demo.simulation import simulate
from ledger.digest import ledger_digest
from ledger.errors import UnreadableSource
from ledger.fact_check import changed_facts
from ledger.migration import migrate
from ledger.recording import Recorder
from ledger.records import Customer, Item
from ledger.settings import Settings
from sources.load import load_files
from tests.sources.conftest import Importer

HEADER = "invoice_id,customer_id,issued_on,due_on,paid_on,amount,currency"
ONE_FILE = f"""{HEADER},channel
1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,web
2,A,2026-02-10,2026-03-12,,500.00,EUR,web
3,B,2026-02-10,2026-03-12,2026-03-10,20.50,EUR,shop
"""
CUSTOMERS = "customer_id,name,size\nA,Ärger & Söhne,big\nB,=cmd(),small\n"
INVOICE_HEADER = "invoice_id,instalment,customer_id,document_type,issued_on,due_on,currency,amount"
INVOICES = f"""{INVOICE_HEADER},disputed_on,dispute_reason,dispute_closed_on
4,1,A,invoice,2026-03-01,2026-03-31,EUR,300.00,2026-03-05,price,2026-03-20
4,2,A,invoice,2026-03-01,2026-04-30,EUR,300.00,,,
5,1,B,invoice,2026-03-01,2026-03-01,EUR,80.00,,,
C1,1,A,credit_note,2026-03-10,2026-03-10,EUR,50.00,,,
"""
PAYMENTS = "payment_id,customer_id,paid_on,booked_on,currency,amount\nP1,A,2026-04-01,2026-04-03,EUR,400.00\n"
ALLOCATIONS = """allocation_id,kind,payment_id,credit_note_id,invoice_id,instalment,allocated_on,amount
X1,cash,P1,,4,1,2026-04-03,250.00
X2,credit,,C1,4,1,2026-04-02,50.00
X3,cash,P1,,4,2,2026-04-05,150.00
X4,write_off,,,5,1,2026-05-01,80.00
"""
FOUR = (CUSTOMERS, INVOICES, PAYMENTS, ALLOCATIONS)


def shuffled(text: str, seed: int, *, columns: bool = False) -> str:
    header, *rows = csv.reader(StringIO(text))
    order = list(range(len(header)))
    Random(seed).shuffle(rows)
    if columns:
        Random(seed).shuffle(order)
    out = StringIO()
    csv.writer(out).writerows([[row[n] for n in order] for row in [header, *rows]])
    return out.getvalue()


def test_a_one_file_ledger(importing_on_both: Any) -> None:
    report = importing_on_both(ONE_FILE)
    assert report.count_rows() == [
        ("allocations", 2, 0, 0, 0), ("items", 3, 0, 0, 0), ("payments", 2, 0, 0, 0),
    ]  # fmt: skip
    assert report.file_rows() == [("file-0.csv", "invoices", 3, 3, 0)]
    query = "SELECT payment_id, amount_minor, CAST(known_on AS VARCHAR) FROM payments ORDER BY payment_id"
    assert importing_on_both.rows(query) == [("1/1:paid", 100000, "2026-02-10"), ("3/1:paid", 2050, "2026-03-10")]


def test_four_files_in_any_order(importing_on_both: Any) -> None:
    importing_on_both(*reversed(FOUR))
    assert importing_on_both.findings() == []
    query = "SELECT allocation_id, CAST(valued_on AS VARCHAR), CAST(known_on AS VARCHAR) FROM allocations ORDER BY 1"
    assert importing_on_both.rows(query) == [
        ("X1", "2026-04-01", "2026-04-03"), ("X2", "2026-03-10", "2026-04-02"), ("X3", "2026-04-01", "2026-04-05"),
        ("X4", "2026-05-01", "2026-05-01"),
    ]  # fmt: skip
    assert importing_on_both.rows("SELECT event, CAST(known_on AS VARCHAR) FROM disputes ORDER BY event DESC") == [
        ("opened", "2026-03-05"), ("closed", "2026-03-20"),
    ]  # fmt: skip


@pytest.mark.parametrize("contents", [(ONE_FILE,), FOUR], ids=["one", "four"])
def test_the_same_three_times_is_known(importing_on_both: Any, contents: tuple[str, ...]) -> None:
    """Renamed, shuffled, with columns in another order, on a later day."""
    first = importing_on_both(*contents)
    digest = importing_on_both.digest()
    facts = "SELECT (SELECT count(*) FROM item_versions) + (SELECT count(*) FROM allocations) + (SELECT count(*) FROM retractions)"
    count = importing_on_both.rows(facts)
    for seed in (1, 2):
        again = importing_on_both(*(shuffled(text, seed, columns=True) for text in contents), on=date(2026, 8, seed))
        assert importing_on_both.digest() == digest
        assert {kind: (n["new"], n["known"], n["corrected"]) for kind, n in again.counts.items()} == {
            kind: (0, n["new"], 0) for kind, n in first.counts.items()
        }
    assert importing_on_both.rows(facts) == count


CELLS = st.tuples(
    st.sampled_from(["A", "B", ""]),
    st.sampled_from(["2026-01-01", "2026-01-02", "1.1.2026", ""]),
    st.sampled_from(["2026-02-01", "2026-01-01"]),
    st.sampled_from(["", "2026-02-03", "2026-03-01", "2027-01-01"]),
    st.sampled_from(["10.00", "20.00", "", "x", "0", "1.005"]),
    st.sampled_from(["EUR", "EUR", "USD", "XXQ"]),
    st.sampled_from(["DE", "FR"]),
)


@settings(max_examples=300 if os.environ.get("DUECAST_LONG") else 15)
@given(rows=st.lists(CELLS, max_size=12), seed=st.integers(0, 99))
def test_rows_without_a_number_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, rows: list[Any], seed: int
) -> None:
    """A law over all dirt: rows = taken + rejected, and a shuffled file gives the same ledger and no new fact."""
    text = "\n".join(["customer_id,issued_on,due_on,paid_on,amount,currency,country", *(",".join(row) for row in rows)])
    folder = tmp_path_factory.mktemp("law")
    at, day = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 7, 1)
    digests = []
    for n, content in enumerate([text, shuffled(text, seed)]):
        (folder / str(n)).mkdir()
        shutil.copy(_sqlite_template, folder / str(n) / "duecast.db")
        engine = open_ledger(Settings(home=folder / str(n)))
        path = folder / f"{n}.csv"
        path.write_text(content)
        for repeat in range(2):
            report = load_files(engine, [path], recorded_at=at, recorded_on=day)
            (told,) = report.files
            assert told.rows == told.taken + told.rejected == len(rows)
            assert told.rejected == sum(
                count for _, severity, _, count in report.total_rows() if severity == "rejected"
            )
            assert not repeat or not any(counts["new"] or counts["corrected"] for counts in report.counts.values())
        with reading(engine) as connection:
            digests.append(ledger_digest(connection))
        engine.dispose()
    assert digests[0] == digests[1]


def test_an_error_at_any_statement_keeps_nothing(importing_on_both: Any) -> None:
    """RELIABILITY A4: for every k, the k-th statement fails."""
    importing_on_both(ONE_FILE)
    engine, before = importing_on_both.engine, importing_on_both.digest()
    tables = ("imports", "import_counts", "findings", "policies", "customers", "items", "retractions", "item_versions")
    query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    counts, statements = importing_on_both.rows(query), 0
    dirty = INVOICES + "6,1,B,invoice,2026-03-01,nonsense,EUR,1.00,,,\n"
    failing: list[int] = []

    class Broken(Exception):
        pass

    @event.listens_for(engine, "before_cursor_execute")
    def count(*args: Any) -> None:
        nonlocal statements
        statements += 1
        if failing and statements == failing[0]:
            raise Broken

    k = 1
    while True:
        failing[:], statements = [k], 0
        try:
            importing_on_both(CUSTOMERS, dirty, PAYMENTS, ALLOCATIONS)
        except Broken:
            failing.clear()
            assert (importing_on_both.digest(), importing_on_both.rows(query)) == (before, counts)
            k += 1
        else:
            failing.clear()
            break
    assert k > 20
    assert importing_on_both.digest() != before


def test_a_dry_run_says_all_and_keeps_nothing(importing: Any) -> None:
    before = importing.digest()
    report = importing(*FOUR, dry_run=True)
    assert report.counts["items"]["new"] == 4
    assert (report.import_no, report.dry_run) == (None, True)
    assert importing.digest() == before
    assert importing.rows("SELECT count(*) FROM policies") == [(0,)]


def test_what_comes_later_is_known_when_it_came(importing: Any) -> None:
    importing(ONE_FILE)
    report = importing(ONE_FILE.replace("2026-03-12,,500", "2026-03-12,2026-07-05,500"), on=date(2026, 7, 20))
    assert report.counts["payments"] == {"new": 1, "known": 2, "corrected": 0, "rejected": 0}
    assert importing.rows("SELECT known_on, backfilled FROM payments WHERE payment_id LIKE '2/%'") == [
        ("2026-07-20", 0)
    ]


def test_a_changed_row_is_a_correction(importing: Any) -> None:
    importing(ONE_FILE)
    report = importing(ONE_FILE.replace("1000.00", "900.00"), on=date(2026, 7, 20))
    assert {kind: counts["corrected"] for kind, counts in report.counts.items()} == {
        "items": 1, "payments": 1, "allocations": 1,
    }  # fmt: skip
    assert importing.rows("SELECT kind, known_on FROM retractions ORDER BY kind") == [
        ("allocations", "2026-07-20"), ("items", "2026-07-20"), ("payments", "2026-07-20"),
    ]  # fmt: skip


def test_two_rows_that_contradict_each_other(importing: Any) -> None:
    report = importing(ONE_FILE + "2,A,2026-02-10,2026-03-12,2026-04-01,700.00,EUR,web\n")
    (finding,) = report.findings
    assert (finding.code, finding.line, finding.severity) == ("DQ015", 5, "rejected")
    assert finding.reason == "items '2' was already told otherwise in this import (amount, base_amount)"
    assert report.file_rows()[0][2:] == (4, 3, 1)
    assert importing.rows("SELECT count(*) FROM payments") == [(2,)], "what follows from a refused row is not kept"


@pytest.mark.parametrize(
    ("row", "differing"),
    [
        ("1,A,2026-01-01,2026-01-31,2026-02-11,1000.00,EUR,web", "payments '1/1:paid' … (paid_on)"),
        ("1,B,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,web", "items '1' … (customer_id)"),
        ("1,A,2026-01-01,2026-01-31,2026-02-10,1000.00,EUR,shop", "items '1' … (channel)"),
        ("1,A,2026-01-02,2026-01-30,2026-02-10,1.00,USD,shop", "items '1' … (issued_on, due_on, currency, amount, base_amount …)"),
    ],
    ids=["paid_on", "customer_id", "attribute", "many"],
)  # fmt: skip
@pytest.mark.parametrize("between", [0, 5_000], ids=["one batch", "two batches"])
def test_a_contradiction_names_the_fields_that_differ(
    importing_on_both: Any, row: str, differing: str, between: int
) -> None:
    """Also where the first row is known from an earlier import, or was recorded in an earlier batch of this one."""
    fillers = "".join(f"f{n},C,2026-01-01,2026-01-31,,1.00,EUR,web\n" for n in range(between))
    if not between:
        importing_on_both(ONE_FILE, source="earlier")
    report = importing_on_both(ONE_FILE + fillers + row + "\n")
    reasons = [finding.reason for finding in report.findings if finding.code == "DQ015"]
    assert reasons == [differing.replace("…", "was already told otherwise in this import", 1)]
    assert report.rejected == 1


def test_a_file_imported_again_stores_no_finding_twice(importing_on_both: Any) -> None:
    bad = "8,A,2026-01-01,soon,,1.00,EUR,web\n9,A,2026-01-01,2025-01-01,,,EUR,web\n"
    path = importing_on_both.write(ONE_FILE + bad)

    def load(on: date, **more: Any) -> tuple[list[Any], int]:
        at = datetime(on.year, on.month, on.day, 20, tzinfo=UTC)
        report = load_files(importing_on_both.engine, [path], recorded_at=at, recorded_on=on, **more)
        return report.findings, len(importing_on_both.findings())

    told, stored = load(date(2026, 7, 1))
    assert [finding.code for finding in told] == ["DQ001", "DQ004", "DQ006"]
    assert stored == 3
    assert load(date(2026, 7, 2)) == (told, 3), "the report still shows them"
    assert load(date(2026, 7, 3), source="other") == (told, 6), "another source's word is its own"
    path.write_text(ONE_FILE + bad.replace("soon", "later"))
    assert load(date(2026, 7, 4))[1] == 7
    path.write_text(ONE_FILE + "\n" + ONE_FILE.splitlines()[1] + "\n" + bad)
    assert load(date(2026, 7, 5))[1] == 10, "other lines"


def test_a_repeated_row_is_known(importing: Any) -> None:
    report = importing(ONE_FILE + ONE_FILE.splitlines()[-1] + "\n")
    assert report.counts["items"] == {"new": 3, "known": 1, "corrected": 0, "rejected": 0}


def test_the_base_currency_is_the_most_frequent_and_stays(importing: Any) -> None:
    rows = "1,A,2026-01-01,2026-01-31,,10.00,USD\n2,A,2026-01-01,2026-01-31,,10.00,USD\n3,A,2026-01-01,2026-01-31,,1.00,EUR\n"
    report = importing(f"{HEADER}\n{rows}")
    assert report.base_currency == "USD"
    assert [finding.code for finding in report.findings] == ["DQ020"]
    query = "SELECT currency, base_minor FROM item_versions ORDER BY fact_no"
    assert importing.rows(query) == [("USD", 1000), ("USD", 1000), ("EUR", None)]
    importing(ONE_FILE.replace("\n1,", "\n11,"))
    with reading(importing.engine) as connection:
        assert recorded_base_currency(connection) == "USD"


def test_a_base_amount_is_taken(importing: Any) -> None:
    importing(ONE_FILE)
    report = importing(f"{HEADER},base_amount\n9,A,2026-01-01,2026-01-31,,1000,JPY,6.25\n")
    assert not report.totals
    assert importing.rows("SELECT amount_minor, base_minor FROM item_versions WHERE currency = 'JPY'") == [(1000, 625)]


def test_more_settled_than_there_is(importing: Any) -> None:
    more = ALLOCATIONS + "X5,cash,P1,,5,1,2026-05-02,10.00\nX6,cash,P1,,4,1,2026-05-02,0.01\n"
    report = importing(CUSTOMERS, INVOICES, PAYMENTS, more)
    assert sorted((finding.code, finding.value) for finding in report.findings) == [
        ("DQ018", "4/1"), ("DQ018", "5/1"), ("DQ019", "P1"),
    ]  # fmt: skip
    assert "410.01 EUR allocated, but the payment is 400.00 EUR" in report.findings[-1].reason


def test_a_file_nobody_claims(importing: Any) -> None:
    with pytest.raises(UnreadableSource, match=r"lacks the column 'due_on' \(is it 'due_no'\?\)"):
        importing(ONE_FILE.replace("due_on", "due_no"))
    with pytest.raises(UnreadableSource, match="no file was given"):
        importing()
    assert importing.rows("SELECT count(*) FROM imports") == [(0,)]


HOSTILE = [
    "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE items; --", "../../etc/passwd", "a\r\nb", "\u202egnp.exe",
    "x" * 65536, "=1+1", "%s %(x)s", "\\N", "\\.", "\t", "😀",
]  # fmt: skip


def test_hostile_text_is_stored_as_it_is(importing_on_both: Any) -> None:
    """RELIABILITY B6, at the door."""
    out = StringIO()
    csv.writer(out).writerows([["customer_id", "name", "note"], *([f"{n}{t}", t, t] for n, t in enumerate(HOSTILE))])
    importing_on_both(out.getvalue())
    names = importing_on_both.rows("SELECT name FROM customer_versions ORDER BY fact_no")
    assert [name for (name,) in names] == HOSTILE
    ids = importing_on_both.rows("SELECT customer_id FROM customers ORDER BY customer_no")
    assert [name for (name,) in ids] == [f"{n}{text}".strip(" ") for n, text in enumerate(HOSTILE)]
    again = importing_on_both(out.getvalue())
    assert again.counts["customers"]["known"] == len(HOSTILE)


def test_the_simulated_ledger_ties(importing: Any, tmp_path: Path) -> None:
    paths = write_files(simulate(40, 1500, 3, date(2025, 12, 31)), tmp_path / "simulated")
    at, day, told = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1), list[tuple[str, float]]()
    report = load_files(
        importing.engine, paths, recorded_at=at, recorded_on=day, progress=lambda *step: told.append(step)
    )
    assert not report.totals, report.findings
    assert report.rows == sum(len(list(csv.reader(StringIO(path.read_text(encoding="utf-8"))))) - 1 for path in paths)
    excess = """SELECT count(*) FROM (SELECT a.item_no, sum(a.amount_minor) AS total, max(v.amount_minor) AS gross
                FROM allocations a JOIN item_versions v ON v.item_no = a.item_no GROUP BY a.item_no) WHERE total > gross"""
    assert importing.rows(excess) == [(0,)]
    assert [step for step in told if step[1] == 1] == [
        (f"reading {path.name}", 1.0)
        for path in sorted(paths, key=lambda path: ("cipa".index(path.name[0]), path.name))
    ]
    digest = importing.digest()
    for path in paths:
        path.write_text(shuffled(path.read_text(encoding="utf-8"), 5), encoding="utf-8")
    again = load_files(importing.engine, paths, recorded_at=at, recorded_on=date(2026, 2, 1))
    assert not any(counts["new"] or counts["corrected"] for counts in again.counts.values())
    assert importing.digest() == digest


def test_a_rate_of_the_issue_day_is_no_missing_rate(importing_on_both: Any) -> None:
    """Given with the invoices, in any order; the ledger then tells the base amount itself."""
    importing_on_both(ONE_FILE)
    invoice = f"{HEADER}\n9,A,2026-01-05,2026-01-31,,1000,JPY\n10,A,2026-02-05,2026-02-28,,1000,JPY\n"
    rates = "currency,base_currency,quoted_on,rate\nEUR,JPY,2026-01-02,160\n"
    report = importing_on_both(invoice, rates)
    assert [(finding.code, finding.line) for finding in report.findings] == [("DQ020", 3)]
    with reading(importing_on_both.engine) as connection:
        items = LedgerAsOf(connection, date(2026, 8, 1)).arrays.items
    assert items.base[items.base_known].tolist()[-1] == 625
    assert (~items.base_known).sum() == 1


WITHOUT = "invoice_id,customer_id,issued_on,due_on,amount,currency\n1,A,2026-01-01,2026-01-31,1.00,EUR\n"
EMPTY = (
    "invoice_id,customer_id,issued_on,due_on,amount,currency,note,name,size\n1,A,2026-01-01,2026-01-31,1.00,EUR,,,\n"
)


def test_an_attribute_left_out_is_an_empty_one(importing_on_both: Any, tmp_path: Path) -> None:
    """Whichever came first; and the two ledgers have one digest."""
    importing_on_both(WITHOUT, "customer_id,name\nA,x\n", source="erp")
    report = importing_on_both(EMPTY, "customer_id,name,size\nA,x,\n", source="erp")
    assert {kind: (n["new"], n["known"], n["corrected"]) for kind, n in report.counts.items()} == {
        "customers": (0, 1, 0), "items": (0, 1, 0),
    }  # fmt: skip
    engine = open_ledger(Settings(home=tmp_path / "other"))
    migrate(engine)
    other = Importer(engine, tmp_path)
    other(EMPTY, "customer_id,name,size\nA,x,\n", source="erp")
    assert other.digest() == importing_on_both.digest()
    engine.dispose()


def test_what_an_earlier_program_kept_as_empty_is_known(importing_on_both: Any) -> None:
    """Its facts keep their digests, and are what they say."""
    with writing(importing_on_both.engine) as connection:
        recorder = Recorder(connection, "erp", ["old"], datetime(2026, 6, 1, tzinfo=UTC), date(2026, 6, 1))
        recorder.record([
            Customer(customer_id="A", name="x", attributes={"size": None}),
            Item(invoice_id="1", customer_id="A", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31), currency="EUR",
                 amount_minor=100, base_minor=100, attributes={"note": None, "size": None}),
        ])  # fmt: skip
        recorder.finish({})
    before = importing_on_both.digest()
    for text, customers in ((EMPTY, "customer_id,name,size\nA,x,\n"), (WITHOUT, "customer_id,name\nA,x\n")):
        report = importing_on_both(text, customers, source="erp")
        assert all((n["new"], n["corrected"], n["rejected"]) == (0, 0, 0) for n in report.counts.values()), (
            report.counts
        )
        assert importing_on_both.digest() == before
    report = importing_on_both(EMPTY.replace("EUR,,,", "EUR,late,,"), source="erp")
    assert report.counts["items"]["corrected"] == 1, "what is said now is a correction"
    with reading(importing_on_both.engine) as connection:
        assert list(changed_facts(connection)) == []
