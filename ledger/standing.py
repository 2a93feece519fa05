"""What the ledger holds of the things a chunk of records speaks of: the facts that stand, and in what another differs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, literal, select

from ledger.bulk import among
from ledger.fact_columns import NUMBERED, OWN_NAMES, OWN_VALUES
from ledger.numbering import BARE
from ledger.tables import FACTS, customers, ended_by, imports, items, retractions

Key = tuple[str, int | str]
Standing = tuple[int, int, int] | tuple[None, None, None]
"""Number, digest and import of a fact; ``NOTHING`` where all that were told were ended."""
NOTHING = (None, None, None)
WITH_ATTRIBUTES = ("customers", "items")
FIELD_OF_NUMBER = {"customer_no": "customer_id", "item_no": "invoice_id"}


def standing_facts(connection: Connection, kind: str, records: Sequence[Any]) -> dict[Key, Standing]:
    """Key → what stands of it now; keys that were never told are left out."""
    table = FACTS[kind]
    keys, source = _keys_of(kind, table)
    query = (
        select(*keys, table.c.fact_no, table.c.digest, table.c.import_no, retractions.c.fact_no)
        .select_from(source.outerjoin(retractions, ended_by(kind)))
        .where(among(connection, keys[0], list({record.key[0] for record in records})))
    )
    standing: dict[Key, Standing] = {}
    for row in connection.execute(query):
        if row[5] is None:
            standing[row[0], row[1]] = (row[2], row[3], row[4])
        else:
            standing.setdefault((row[0], row[1]), NOTHING)
    return standing


def is_empty(connection: Connection, kind: str) -> bool:
    """Whether the ledger has no fact of a kind, not even one that was ended, nor a number for one."""
    number = items.c.item_no if kind == "items" else FACTS[kind].c.fact_no
    return connection.execute(select(number).limit(1)).first() is None


def told_before(connection: Connection, kind: str, ids: Sequence[str], source: str, import_no: int) -> dict[str, int]:
    """Id → number of its fact, of the payments or allocations that stand as an earlier import of ``source`` told them."""
    table = FACTS[kind]
    keys, _ = _keys_of(kind, table)
    query = (
        select(keys[0], table.c.fact_no)
        .join(imports)
        .where(among(connection, keys[0], ids), stands(kind))
        .where(imports.c.source == source, imports.c.import_no != import_no)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def standing_values(connection: Connection, kind: str, ids: Sequence[str]) -> dict[Key, Sequence[Any]]:
    """Key → numbers and own values of the fact that stands, in the order in which they are written."""
    table = FACTS[kind]
    keys, source = _keys_of(kind, table)
    query = (
        select(*keys, *(table.c[name] for name in (*NUMBERED[kind], *OWN_NAMES[kind])))
        .select_from(source)
        .where(among(connection, keys[0], ids), stands(kind))
    )
    return {(row[0], row[1]): row[2:] for row in connection.execute(query)}


def in_other_words(
    connection: Connection,
    kind: str,
    records: Sequence[Any],
    standing: Mapping[Key, Standing],
    numbers: Callable[[Any], Any],
) -> dict[tuple[Key, int], int]:
    """(key, digest) of records → another digest of a standing fact that says the same: of one whose attributes an earlier
    program kept though they were empty."""
    if kind not in WITH_ATTRIBUTES:
        return {}
    differ = [one for one in records if standing.get(one.key, NOTHING)[1] not in (None, BARE, one.digest)]
    if not differ:
        return {}
    told, own = standing_values(connection, kind, list({one.key[0] for one in differ})), OWN_VALUES[kind]
    return {
        (one.key, one.digest): cast(int, standing[one.key][1])
        for one in differ
        if one.key in told and next(differing(kind, told[one.key], (*numbers(one), *own(one))), None) is None
    }


def stands(kind: str, named: FromClause | None = None) -> ColumnElement[bool]:
    """No retraction ended the fact; ``named``: the kind's table under another name."""
    return ~select(retractions.c.fact_no).where(ended_by(kind, named)).exists()


def differing(kind: str, told: Sequence[Any], tells: Sequence[Any]) -> Iterator[str]:
    """Names of the fields in which two facts differ, attributes by their own names."""
    for name, one, other in zip((*NUMBERED[kind], *OWN_NAMES[kind]), told, tells, strict=False):
        if name == "attributes":
            was, now = one or {}, other or {}
            yield from (key for key in dict.fromkeys([*was, *now]) if was.get(key) != now.get(key))
        elif one != other:
            yield FIELD_OF_NUMBER.get(name, name)


def _keys_of(kind: str, table: Table) -> tuple[list[Any], Any]:
    """The two columns of a kind's key, and what to select them from."""
    if kind == "customers":
        return [customers.c.customer_id, literal(0)], table.join(customers)
    if kind == "items":
        return [items.c.invoice_id, items.c.instalment], table.join(items)
    if kind == "payments":
        return [table.c.payment_id, literal(0)], table
    if kind == "allocations":
        return [table.c.allocation_id, literal(0)], table
    if kind == "interactions":
        return [table.c.interaction_id, literal(0)], table
    if kind == "promises":
        return [table.c.promise_id, table.c.event], table
    if kind == "customer_figures":
        return [customers.c.customer_id, func.day_number(table.c.valid_from)], table.join(customers)
    if kind == "rates":
        return [table.c.currency + "/" + table.c.base_currency, func.day_number(table.c.quoted_on)], table
    return [table.c.dispute_id, table.c.event], table
