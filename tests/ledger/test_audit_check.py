"""RELIABILITY A12: whatever is done to one entry of the log, the check names it; and facts that are not what was sealed."""

import os
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from ledger.audit import Head, append, read_entries, read_head
from ledger.audit_check import broken_chain, broken_facts
from ledger.connection import reading, writing
from ledger.policy import record_policy
from ledger.recording import Recorder
from ledger.records import Customer
from ledger.service_tables import audit, audit_head
from tests.book import Book

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LENGTH, CASES = 30, 100 if os.environ.get("DUECAST_LONG") else 25


@pytest.fixture
def logged(engine: Engine) -> Engine:
    """A ledger with a log of thirty entries."""
    with writing(engine) as connection:
        for number in range(LENGTH):
            append(connection, "import", f"source {number}", {"n": number}, at=AT + timedelta(hours=number))
    return engine


def changed(connection: Connection, number: int, random: Random) -> int:
    values = {
        "at": AT - timedelta(microseconds=1), "actor": "nobody", "action": "other", "subject": "?", "detail": {"n": -1},
        "previous_hash": "0" * 63 + "1", "hash": "f" * 64,
    }  # fmt: skip
    name = random.choice(list(values))
    connection.execute(update(audit).where(audit.c.audit_no == number).values({name: values[name]}))
    return number


def deleted(connection: Connection, number: int, random: Random) -> int:
    connection.execute(delete(audit).where(audit.c.audit_no == number))
    return number


def deleted_and_closed_up(connection: Connection, number: int, random: Random) -> int:
    """The later ones move up, so that no number is missing."""
    deleted(connection, number, random)
    for later in range(number + 1, LENGTH + 1):
        connection.execute(update(audit).where(audit.c.audit_no == later).values(audit_no=later - 1))
    return min(number, LENGTH)


def moved(connection: Connection, number: int, random: Random) -> int:
    other = random.choice([other for other in range(1, LENGTH + 1) if other != number])
    for was, now in ((number, -1), (other, number), (-1, other)):
        connection.execute(update(audit).where(audit.c.audit_no == was).values(audit_no=now))
    return min(number, other)


def inserted(connection: Connection, number: int, random: Random) -> int:
    """Forged with care: in line with the entry before it, its hash right; the entry after it is the first that cannot be."""
    before = [entry for entry in read_entries(connection) if entry.audit_no < number]
    for later in range(LENGTH, number - 1, -1):
        connection.execute(update(audit).where(audit.c.audit_no == later).values(audit_no=later + 1))
    with_head = Head(before[-1].audit_no, before[-1].hash) if before else Head()
    connection.execute(delete(audit_head))
    if before:
        connection.execute(
            insert(audit_head).values(head=1, audit_no=with_head.audit_no, hash=with_head.hash, sealed={})
        )
    append(connection, "import", "forged", {}, at=AT)
    return number + 1


DAMAGES = (changed, deleted, deleted_and_closed_up, moved, inserted)


def test_each_damage_is_named(logged: Engine) -> None:
    for case in range(CASES):
        random = Random(case)
        damage, number = DAMAGES[case % len(DAMAGES)], random.randint(1, LENGTH)
        with logged.connect() as connection:  # undone at its end
            expected = damage(connection, number, random)
            breach = broken_chain(connection)
            connection.rollback()
        assert breach is not None and breach.audit_no == expected, (damage.__name__, number, breach)
    with reading(logged) as connection:
        assert broken_chain(connection) is None


def test_a_log_cut_off_at_its_end(logged: Engine) -> None:
    with reading(logged) as connection:
        noted = read_head(connection)
    with writing(logged) as connection:
        connection.execute(delete(audit).where(audit.c.audit_no > 20))
        breach = broken_chain(connection)
        assert breach is not None and breach.audit_no == 21 and "cut off" in breach.found
        last = list(read_entries(connection))[-1]
        connection.execute(update(audit_head).values(audit_no=20, hash=last.hash))
        assert broken_chain(connection) is None, "who mends the head too is told only by a head noted elsewhere"
        breach = broken_chain(connection, noted)
        assert breach is not None and breach.audit_no == 21
        append(connection, "import", "again", {}, at=AT)
        breach = broken_chain(connection, Head(21, noted.hash))
        assert breach is not None and breach.audit_no == 21 and "rewritten" in breach.found


def test_a_replaced_head(logged: Engine) -> None:
    with writing(logged) as connection:
        connection.execute(update(audit_head).values(hash="0" * 64))
        breach = broken_chain(connection)
        assert breach is not None and breach.audit_no == LENGTH
        connection.execute(delete(audit_head))
        assert broken_chain(connection) is not None


SEALED = [
    ("UPDATE payments SET digest = digest + 1", "payments of import 1"),
    ("UPDATE item_versions SET known_on = '2020-01-01'", "items of import 1"),
    ("UPDATE allocations SET backfilled = NOT backfilled", "allocations of import 1"),
    ("DELETE FROM allocations WHERE fact_no = 1", "allocations of import 1 are not what was recorded (1 rows then, 0 now)"),
    ("DELETE FROM retractions WHERE kind = 'allocations'", "retractions of allocations of import 2"),
    ("UPDATE retractions SET known_on = '2030-01-01' WHERE kind = 'allocations'", "retractions of allocations of import 2"),
    ("UPDATE payments SET import_no = 2", "payments of import 1"),
    ("UPDATE imports SET source = 'other' WHERE import_no = 2", "import 2 is not what"),
    ("UPDATE import_counts SET new = 99 WHERE import_no = 1", "import 1 is not what"),
    ("UPDATE policies SET recorded_by = 'nobody'", "the policies are not those"),
    ("DELETE FROM policies", "the policies are not those"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "named"), SEALED)
def test_facts_that_are_not_what_was_sealed(book_on_both: Book, damage: str, named: str) -> None:
    """A history, a correction, a policy.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    recorded 10 Mar
    reversal of p1
    """
    with writing(book_on_both.engine) as connection:
        record_policy(connection, {"grace_days": 3}, by="ann", at=AT, known_on=date(2026, 1, 5))
        assert list(broken_facts(connection)) == []
        connection.execute(text(damage))
        assert named in next(broken_facts(connection)).found


def test_an_import_that_no_entry_tells_of(engine: Engine) -> None:
    with writing(engine) as connection:
        Recorder(connection, "erp", [], AT, AT.date()).record([Customer(customer_id="A")])
        assert [breach.found for breach in broken_facts(connection)] == ["no entry tells of import 1"]


def test_each_import_is_sealed_for_itself(engine: Engine) -> None:
    for number in range(3):
        with writing(engine) as connection:
            recorder = Recorder(connection, "erp", [f"{number}.csv"], AT, AT.date())
            recorder.record([Customer(customer_id=f"C{number}"), Customer(customer_id="same")])
            recorder.finish({"customers": number})
    with reading(engine) as connection:
        entries = list(read_entries(connection))
        assert [entry.detail["seal"]["customers"][0] for entry in entries] == [2, 1, 1]
        assert entries[2].detail["counts"] == {"customers": [1, 1, 0, 2]}
        assert read_head(connection).sealed == {"customers": 4}
        assert list(broken_facts(connection)) == []
        assert connection.scalar(select(audit.c.subject).where(audit.c.audit_no == 3)) == "erp"
