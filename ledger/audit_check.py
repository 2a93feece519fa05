"""Is the audit log what was written, and does the ledger still say what the log tells of it? The first bad entry is named.

A changed, deleted, moved or inserted entry breaks the chain where it stands; a log cut off at its end is told by the head
kept beside it, by imports that no entry tells of, and surely by a head that was noted outside the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from ledger.audit import START, Entry, Head, read_entries, read_head
from ledger.audit_entries import told_policies
from ledger.seal import Seal, seals, told_import
from ledger.tables import imports


@dataclass(frozen=True, slots=True)
class Breach:
    """``audit_no``: the first entry that is not what it was; None: none is, but the ledger is not what the log says."""

    audit_no: int | None
    found: str


def broken_chain(connection: Connection, noted: Head | None = None) -> Breach | None:
    """The first entry that was changed, deleted, moved or inserted; ``noted``: a head kept outside the database."""
    previous, count = START, 0
    for entry in read_entries(connection):
        if (breach := _out_of_line(entry, count + 1, previous)) is not None:
            return breach
        previous, count = entry.hash, entry.audit_no
        if noted is not None and noted.audit_no == count and noted.hash != previous:
            return Breach(
                count, f"entry {count} is not the one that was noted: the log was rewritten up to it or before"
            )
    head = read_head(connection)
    if head.audit_no > count:
        return Breach(
            count + 1, f"the log ends with entry {count}, but entry {head.audit_no} was the last: its end was cut off"
        )
    if (head.audit_no, head.hash) != (count, previous):
        return Breach(count, f"the log ends with entry {count}, but its head says {head}: one of the two was replaced")
    if noted is not None and noted.audit_no > count:
        return Breach(
            count + 1, f"the log ends with entry {count}, but entry {noted.audit_no} was noted: its end was cut off"
        )
    return None


def broken_facts(connection: Connection) -> Iterator[Breach]:
    """Imports and policies that are not what their entries say, and those that no entry tells of."""
    standing = {int(number) for number in connection.scalars(select(imports.c.import_no))}
    adopted, told, policies = 0, set[int](), dict[str, list[Any]]()
    expected: dict[int, tuple[int, Seal]] = {}
    for entry in read_entries(connection):
        if entry.action == "import":
            number = int(entry.detail["import_no"])
            told.add(number)
            expected[number] = entry.audit_no, entry.detail["seal"]
            if told_import(connection, number) != {
                name: entry.detail[name] for name in ("source", "files", "recorded_on", "counts")
            }:
                yield Breach(entry.audit_no, f"import {number} is not what entry {entry.audit_no} says of it")
        elif entry.action == "policy":
            policies |= entry.detail["policies"]
        elif "adopted" in entry.detail:
            adopted = int(entry.detail["adopted"]["imports_up_to"])
            expected[adopted] = entry.audit_no, entry.detail["adopted"]["seal"]
            policies |= entry.detail["adopted"]["policies"]
    untold = sorted(number for number in standing - told if number > adopted)
    if untold:
        yield Breach(
            None, f"no entry tells of import {untold[0]}" + (f" and {len(untold) - 1} more" if untold[1:] else "")
        )
    yield from _unsealed(seals(connection, up_to=adopted or None), expected, set(untold))
    if told_policies(connection) != policies:
        yield Breach(None, "the policies are not those that were recorded")


def _out_of_line(entry: Entry, number: int, previous: str) -> Breach | None:
    if entry.audit_no > number:
        return Breach(number, f"entry {number} is missing")
    if entry.audit_no < number:
        return Breach(entry.audit_no, f"entry {entry.audit_no} stands where the log begins with 1")
    if entry.hash != entry.expected_hash:
        return Breach(number, f"entry {number} is not what was written")
    if entry.previous_hash != previous:
        return Breach(number, f"entry {number} does not follow the one before it: one was put in or replaced")
    return None


def _unsealed(found: dict[int, Seal], expected: dict[int, tuple[int, Seal]], known: set[int]) -> Iterator[Breach]:
    for number in sorted(found.keys() | expected.keys()):
        entry_no, seal = expected.get(number, (None, {}))
        own = found.get(number, {})
        kinds = sorted(kind for kind in own.keys() | seal.keys() if own.get(kind) != seal.get(kind))
        if kinds and number not in known:
            was, now = seal.get(kinds[0], [0])[0], own.get(kinds[0], [0])[0]
            yield Breach(
                entry_no, f"{kinds[0]} of import {number} are not what was recorded ({was} rows then, {now} now)"
            )
