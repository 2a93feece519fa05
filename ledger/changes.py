"""Has anything been written since? A mark that moves with every import, batch of scores and policy, read in a millisecond."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ledger.audit import START, read_head
from ledger.tables import imports, policies, scores


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """The newest number of each thing that can be written; equal marks mean that the ledger reads the same."""

    import_no: int
    score_no: int
    policy_no: int
    audit_hash: str = START
    """Of the log's head: it moves with a restore too, which may bring back the same numbers."""


def change_mark(connection: Connection) -> ChangeMark:
    """Facts are written under an import's number, in its transaction: a fact without a new mark cannot be seen."""
    newest = [
        connection.scalar(select(func.max(column))) or 0
        for column in (imports.c.import_no, scores.c.score_no, policies.c.policy_no)
    ]
    imported, scored, decided = newest
    return ChangeMark(imported, scored, decided, read_head(connection).hash)
