"""Who is described by a record of its own, so that what an invoice says of it counts no more."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, false, select, true, update

from ledger.bulk import among
from ledger.fact_columns import OWN_NAMES
from ledger.standing import stands
from ledger.tables import FACTS, customers, imports


def mark_described(connection: Connection, customer_ids: Collection[str]) -> None:
    """From now on these are described by records of their own."""
    which = among(connection, customers.c.customer_id, customer_ids)
    connection.execute(update(customers).where(which, customers.c.is_described == false()).values(is_described=True))


def described(connection: Connection, customer_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Those of them who are → what stands of each, by the names of the record's fields."""
    facts, names = FACTS["customers"], [name for name in OWN_NAMES["customers"] if name != "customer_id"]
    query = (
        select(customers.c.customer_id, *(facts.c[name] for name in names))
        .join_from(customers, facts)
        .where(among(connection, customers.c.customer_id, customer_ids))
        .where(customers.c.is_described == true(), stands("customers"))
    )
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in connection.execute(query)}


def told_by_history(connection: Connection, fact_nos: Collection[int], source: str, recorded_on: date) -> set[int]:
    """Those of these facts about customers that a source told on that day, as its history."""
    facts = FACTS["customers"].c
    query = select(facts.fact_no).join(imports, imports.c.import_no == facts.import_no)
    mine = (facts.backfilled == true(), imports.c.source == source, imports.c.recorded_on == recorded_on)
    return set(connection.scalars(query.where(among(connection, facts.fact_no, fact_nos), *mine)))
