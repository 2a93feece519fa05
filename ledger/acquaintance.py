"""Since when the ledger knows a customer: before that day it is unknown, whatever came in later."""

import re
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select, union_all

from ledger.day import ALWAYS
from ledger.errors import UnknownCustomer
from ledger.near_ids import meant, near_customer
from ledger.tables import FACTS, customers, imports

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""Signs that no database keeps."""
KINDS = [kind for kind, table in FACTS.items() if "customer_no" in table.c and kind != "customers"]


def check_known(connection: Connection, customer_id: str, closing_on: date) -> None:
    """``UnknownCustomer`` where nothing was known of a customer by the end of a day, also if it came in later; it names the id
    that was meant, where there is one near.

    A description bears no day in a source's history, and says nothing at all of who is only named by an invoice: such a one
    counts from the day of its import.
    """
    number = _number(connection, customer_id)
    if number is None:
        advice = meant(near_customer(connection, customer_id), "import it, or check the id")
    elif connection.execute(union_all(*_known(number, closing_on)).limit(1)).first() is None:
        advice = "ask for a later day, import it, or check the id"
    else:
        return
    raise UnknownCustomer(f"customer {customer_id!r} is not in the ledger at the end of {closing_on}; {advice}")


def _number(connection: Connection, customer_id: str) -> int | None:
    if NO_TEXT.search(customer_id):
        return None
    return connection.scalar(select(customers.c.customer_no).where(customers.c.customer_id == customer_id))


def _known(number: int, closing_on: date) -> list[Select[Any]]:
    """Questions for any fact of a customer that was known by then, ended since or not."""
    said = FACTS["customers"].c
    asked = [
        select(FACTS[kind].c.fact_no).where(FACTS[kind].c.customer_no == number, FACTS[kind].c.known_on <= closing_on)
        for kind in KINDS
    ]
    described = select(said.fact_no).where(said.customer_no == number)
    asked.append(described.where(said.known_on > ALWAYS, said.known_on <= closing_on))
    asked.append(described.join(imports).where(said.known_on == ALWAYS, imports.c.recorded_on <= closing_on))
    return asked
