"""The audit log: who did what and when, each entry sealed with the hash of the one before it.

An entry is appended in the transaction of what it tells of; writers hold the ledger's one write lock, so that entries stand in
one line. What the chain cannot tell: a person who can write to the database may rewrite the whole log and its head from
some entry on. Only a head noted elsewhere tells that (``duecast audit log`` prints it, every backup's manifest holds it).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ledger.connection import actor_of
from ledger.service_tables import audit, audit_head

START = "0" * 64
"""What stands as previous hash in the first entry."""
FORMAT = "duecast audit 1"
HEAD = 1
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands; ``at`` in UTC."""

    audit_no: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Any
    previous_hash: str
    hash: str

    @property
    def expected_hash(self) -> str:
        """SHA-256 over everything else the entry says, in canonical JSON."""
        said = [
            FORMAT, self.audit_no, self.at.isoformat(timespec="microseconds"), self.actor, self.action, self.subject,
            self.detail, self.previous_hash,
        ]  # fmt: skip
        return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry; ``sealed``: kind of record → number of its last sealed fact (``ledger/seal.py``)."""

    audit_no: int = 0
    hash: str = START
    sealed: dict[str, int] | None = None

    def __str__(self) -> str:
        return f"{self.audit_no}:{self.hash}"


def parse_head(text: str) -> Head:
    """A head as ``str`` wrote it; ``ValueError`` says how it is written."""
    number, _, digest = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and re.fullmatch("[0-9a-f]{64}", digest)):
        raise ValueError(f"{text!r} is no head; write NUMBER:HASH as duecast audit log prints it")
    return Head(int(number), digest)


def read_head(connection: Connection) -> Head:
    """The head as it is kept beside the log; entry 0 where nothing was ever logged."""
    row = connection.execute(select(audit_head).where(audit_head.c.head == HEAD)).first()
    return Head() if row is None else Head(row.audit_no, row.hash, row.sealed)


def append(
    connection: Connection,
    action: str,
    subject: str,
    detail: Any,
    *,
    at: datetime,
    actor: str | None = None,
    sealed: dict[str, int] | None = None,
) -> Entry:
    """Append an entry inside the caller's writing transaction.

    ``detail`` is anything JSON holds; ``actor``: the transaction's if not said; ``sealed`` moves the head's seal.
    """
    head = read_head(connection)
    entry = Entry(
        audit_no=head.audit_no + 1,
        at=at.astimezone(UTC),
        actor=_storable(actor or actor_of(connection)),
        action=action,
        subject=_storable(subject),
        detail=json.loads(json.dumps(detail)),
        previous_hash=head.hash,
        hash="",
    )
    seal = {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {"hash": entry.expected_hash}
    connection.execute(insert(audit).values(**seal))
    moved = {
        "audit_no": entry.audit_no,
        "hash": seal["hash"],
        "sealed": sealed if sealed is not None else head.sealed or {},
    }
    if head.audit_no:
        connection.execute(update(audit_head).where(audit_head.c.head == HEAD).values(**moved))
    else:
        connection.execute(insert(audit_head).values(head=HEAD, **moved))
    return Entry(**seal)


def read_entries(connection: Connection, *, after: int | None = None, last: int | None = None) -> Iterator[Entry]:
    """Entries in the order of their numbers, all or those ``after`` a number; ``last``: only that many of the newest."""
    reached = after
    query = select(audit).order_by(audit.c.audit_no).limit(ROWS_AT_ONCE)
    if last is not None:
        newest = select(audit.c.audit_no).order_by(audit.c.audit_no.desc()).limit(last)
        query = query.where(audit.c.audit_no.in_(newest))
    while True:
        rows = connection.execute(query if reached is None else query.where(audit.c.audit_no > reached)).all()
        yield from map(_entry, rows)
        if len(rows) < ROWS_AT_ONCE:
            return
        reached = rows[-1].audit_no


def _entry(row: Any) -> Entry:
    at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
    return Entry(row.audit_no, at, row.actor, row.action, row.subject, row.detail, row.previous_hash, row.hash)


def _storable(text: str) -> str:
    """What both databases hold: a lone surrogate or a NUL is written out."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
