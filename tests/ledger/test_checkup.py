"""The doctor: a sound ledger passes, each planted breach is named."""

import socket
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import update

from ledger.checkup import checkup
from ledger.connection import writing
from ledger.jobs import job
from ledger.service_tables import audit, jobs
from ledger.tables import allocations, item_versions, payments
from tests.book import Book


def failed(book: Book) -> set[str]:
    return {check.name for check in checkup(book.engine) if not check.holds}


def test_a_sound_ledger_passes(book_on_both: Book) -> None:
    """Part payments, a credit note, money on account, an unstated amount, a reversal.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 80.00, issued 1 Feb, due 3 Mar
    invoice 3 to A: unstated, issued 1 Feb, due 3 Mar
    payment p1 of 1: 30.00, paid 5 Feb
    payment p2 from A: 25.00, paid 6 Feb
    payment of 3: paid 6 Feb
    credit of 2: 20.00, on 7 Feb
    recorded 10 Mar
    reversal of p1
    """
    checks = checkup(book_on_both.engine)
    assert failed(book_on_both) == set()
    said = {check.name: check.found for check in checks}
    assert said["Σ open = Σ invoices − applied"] == "160.00 EUR open", "100 + 80 − 20, the payment of 30 was reversed"
    assert said["known when it happened"].startswith("100.0%")
    assert {"open ≥ 0", "applied ≤ received", "Σ open = Σ invoices − applied", "schema"} <= {
        check.name for check in checks
    }


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (update(allocations).values(amount_minor=999_999), "open ≥ 0"),
        (update(allocations).values(amount_minor=-5), "open ≤ gross"),
        (update(payments).values(amount_minor=1), "applied ≤ received"),
    ],
)
def test_a_breach_is_named_with_advice(book_on_both: Book, damage: object, named: str) -> None:
    """A row changed behind the program's back.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    """
    with writing(book_on_both.engine) as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    assert named in failed(book_on_both)
    assert all(check.advice for check in checkup(book_on_both.engine) if not check.holds)


def test_dangling_references_are_found(book: Book) -> None:
    """Rows deleted with the references switched off.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    with book.engine.connect() as connection:
        raw = connection.connection.driver_connection
        connection.rollback()
        raw.executescript("PRAGMA foreign_keys=OFF; DELETE FROM customers; PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
    assert failed(book) == {"references"}


def test_a_broken_log_and_imports_that_are_not_as_sealed(book_on_both: Book) -> None:
    """An entry changed; then a knowledge day.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    with writing(book_on_both.engine) as connection:
        connection.execute(update(item_versions).values(known_on=date(2024, 1, 1)))
    assert failed(book_on_both) == {"imports as sealed", "customers' pages"}
    with writing(book_on_both.engine) as connection:
        connection.execute(update(audit).values(actor="nobody"))
    assert failed(book_on_both) == {"audit log", "customers' pages"}


def test_a_killed_job_is_named_with_what_to_do(book_on_both: Book) -> None:
    """One that ran on this machine in a process that is gone.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    """
    with suppress(SystemExit), job(book_on_both.engine, "import", "erp: a.csv"):
        (running,) = [check for check in checkup(book_on_both.engine) if check.name == "jobs"]
        assert running.holds and "erp: a.csv" in running.found
    with writing(book_on_both.engine) as connection:
        place = {"host": socket.gethostname(), "process": 2**22 + 1, "tick": "1"}
        connection.execute(update(jobs).values(state="running", detail=place))
    (killed,) = [check for check in checkup(book_on_both.engine) if not check.holds]
    assert (killed.name, killed.found[:8]) == ("jobs", "1 killed")
    assert killed.advice == "import: nothing of it was kept: import the same files again"
