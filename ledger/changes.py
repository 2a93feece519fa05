"""Has anything been written since? A mark that moves with every import, batch of scores and policy, read in a millisecond."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ledger.tables import imports, policies, scores


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """The newest number of each thing that can be written; equal marks mean that the ledger reads the same."""

    import_no: int
    score_no: int
    policy_no: int


def change_mark(connection: Connection) -> ChangeMark:
    """Facts are written under an import's number, in its transaction: a fact without a new mark cannot be seen."""
    newest = [
        connection.scalar(select(func.max(column))) or 0
        for column in (imports.c.import_no, scores.c.score_no, policies.c.policy_no)
    ]
    return ChangeMark(*newest)
