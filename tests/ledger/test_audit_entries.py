"""What the ledger logs of itself: imports, policies, and what was there before there was a log."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine, text

from ledger.audit import read_entries
from ledger.audit_check import broken_chain, broken_facts
from ledger.audit_entries import audit_upgrade, told_policies
from ledger.connection import reading, writing
from ledger.policy import record_policy
from tests.book import Book

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_policies_say_who_and_what(engine: Engine) -> None:
    with writing(engine) as connection:
        record_policy(
            connection, {"grace_days": 3, "ageing_cuts_days": (15, 45)}, by="ann", at=AT, known_on=date(2026, 1, 5)
        )
        record_policy(connection, {}, by="ann", at=AT, known_on=date(2026, 1, 5))
    with reading(engine) as connection:
        (entry,) = read_entries(connection)
        assert (entry.actor, entry.action, entry.at) == ("ann", "policy", AT)
        assert sorted(entry.detail["policies"].values()) == [
            ["ageing_cuts_days", [15, 45], "2026-01-05", "ann"], ["grace_days", 3, "2026-01-05", "ann"],
        ]  # fmt: skip
        assert told_policies(connection) == entry.detail["policies"]


def test_a_ledger_older_than_the_log_is_taken_under_seal(book_on_both: Book) -> None:
    """Two imports and a policy, recorded by a program that kept no log.

    invoice 1 to A: 100.00, issued 1 Jan, due 31 Jan
    payment p1 of 1: 30.00, paid 5 Feb
    recorded 10 Mar
    reversal of p1
    """
    with writing(book_on_both.engine) as connection:
        record_policy(connection, {"grace_days": 3}, by="ann", at=AT, known_on=date(2026, 1, 5))
        connection.execute(text("DELETE FROM audit"))
        connection.execute(text("DELETE FROM audit_head"))
        audit_upgrade(connection, "0001", "0002")
        audit_upgrade(connection, "0002", "0003")
        record_policy(connection, {"grace_days": 4}, by="bo", at=AT, known_on=date(2026, 1, 6))
    with writing(book_on_both.engine) as connection:
        first, second, _ = read_entries(connection)
        assert first.detail["adopted"]["imports_up_to"] == 2 and "adopted" not in second.detail
        assert broken_chain(connection) is None
        assert list(broken_facts(connection)) == []
        connection.execute(text("DELETE FROM allocations"))
        (breach,) = broken_facts(connection)
        assert breach.audit_no == 1
