"""Each customer's facts kept together once more, so that one read brings what nine questions would.

A customer of 300 invoices is asked for whenever an invoice is scored: the questions alone cost a millisecond, most of it in
finding and gluing rows. Pages are derived from the facts and written by the import that adds to them, in its transaction and
under the ledger's one write lock, so that page and facts never differ; ``unlike_facts`` proves it, ``mend_pages`` mends it.
Of who has no page, or more facts of a kind than ``MOST_FACTS``, the facts are read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, bindparam, delete, func, insert, select

from ledger.bulk import among
from ledger.correspondence import DISPUTES, INTERACTIONS, PROMISES
from ledger.customer_reading import VERSIONS, Named
from ledger.day import FOREVER
from ledger.driver_rows import driver_rows, statement_text
from ledger.fact_query import FactQuery, PackedQuery, Scope
from ledger.figures import FIGURES
from ledger.item_reading import NAMED_VERSIONS
from ledger.movement_reading import ALLOCATIONS, PAYMENTS
from ledger.page import KINDS, Page, from_bytes, to_bytes
from ledger.retracted_facts import with_ends
from ledger.tables import FACTS, customer_pages, customers

AT_ONCE = 500
"""Customers whose pages are made together."""
FACTS_AT_ONCE = 50_000
"""Of the customers whose pages are made together: in a ledger of few customers each has many."""
MOST_FACTS = 5_000
"""Of one kind: writing the page of a larger customer anew for every payment would cost more than reading its facts."""
PACKED: dict[str, PackedQuery] = {"items": NAMED_VERSIONS, "allocations": ALLOCATIONS, "payments": PAYMENTS}
ROWS = (VERSIONS, DISPUTES, PROMISES, INTERACTIONS, FIGURES)


def read_page(connection: Connection, customer_no: int) -> Page | None:
    """One customer's page; None where there is none that this program can read."""
    statement = _page_text(connection.dialect.name)
    found = driver_rows(connection, statement, {"customer_no": customer_no}, binary=True)
    return from_bytes(found[0][0]) if found else None


def drop_pages(connection: Connection, customer_nos: Collection[int]) -> None:
    """From now on the facts of these customers are read, until ``keep_pages``."""
    connection.execute(delete(customer_pages).where(among(connection, customer_pages.c.customer_no, customer_nos)))


def keep_pages(connection: Connection, customer_nos: Collection[int]) -> None:
    """Write the pages of some customers anew, within a writing transaction that holds the ledger's lock."""
    for part, small in _parts(connection, sorted(customer_nos)):
        drop_pages(connection, part)
        pages = [{"customer_no": number, "page": page} for number, page in _made(connection, small)]
        if pages:
            connection.execute(insert(customer_pages), pages)


def mend_pages(connection: Connection) -> None:
    """Write those anew that are not what the facts are, and those that are not there."""
    held = select(customer_pages.c.customer_no)
    missing = connection.scalars(select(customers.c.customer_no).where(customers.c.customer_no.not_in(held)))
    keep_pages(connection, {number for number, _ in unlike_facts(connection)} | set(missing))


def unlike_facts(connection: Connection) -> Named:
    """The customers whose page says something else than their facts, or should not be there."""
    asked = select(customers.c.customer_no, customers.c.customer_id).join(customer_pages)
    named = {row.customer_no: row.customer_id for row in connection.execute(asked.order_by(customers.c.customer_no))}
    pages = select(customer_pages.c.customer_no, customer_pages.c.page)
    found: Named = []
    for part, small in _parts(connection, list(named)):
        asked = pages.where(among(connection, customer_pages.c.customer_no, part))
        held = {row.customer_no: row.page for row in connection.execute(asked)}
        made = dict(_made(connection, small))
        found += [(number, named[number]) for number in part if held[number] != made.get(number)]
    return found


@lru_cache
def _page_text(dialect: str) -> str:
    asked = select(customer_pages.c.page)
    wanted = customer_pages.c.customer_no == bindparam("customer_no", type_=BigInteger)
    return statement_text(asked.where(wanted), dialect)


def _parts(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Customers whose pages are held together, in their order, and those among them who get one: not too many facts."""
    for start in range(0, len(numbers), AT_ONCE):
        block = numbers[start : start + AT_ONCE]
        counts, part, small, held = _counts(connection, block), list[int](), list[int](), 0
        for number in block:
            is_small = max(counts[number], default=0) <= MOST_FACTS
            count = sum(counts[number]) if is_small else 0
            if part and held + count > FACTS_AT_ONCE:
                yield part, small
                part, small, held = [], [], 0
            part.append(number)
            small += [number] if is_small else []
            held += count
        yield part, small


def _counts(connection: Connection, block: Sequence[int]) -> defaultdict[int, list[int]]:
    """Number of a customer → how many facts it has, of each kind of which it has any."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for kind in (*PACKED, *(query.kind for query in ROWS)):
        number = FACTS[kind].c.customer_no
        counted = select(number, func.count()).where(among(connection, number, block)).group_by(number)
        for customer_no, count in connection.execute(counted):
            found[customer_no].append(count)
    return found


def _made(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Number and page of each of some customers, in their order."""
    if not numbers:
        return
    scope = Scope(date.max, tuple(numbers))
    columns = {kind: _by_customer(connection, scope, kind, query) for kind, query in PACKED.items()}
    rows = {query.kind: _rows_by_customer(connection, scope, query) for query in ROWS}
    for place, number in enumerate(numbers):
        told = {kind: columns[kind][place] for kind in KINDS}
        page = Page(
            {kind: one[:-1] for kind, one in told.items()},
            {kind: one[-1] for kind, one in told.items()},
            {kind: found[number] for kind, found in rows.items() if number in found},
        )
        yield number, to_bytes(page)


def _by_customer(connection: Connection, scope: Scope, kind: str, query: PackedQuery) -> list[list[Any]]:
    """For each customer of the scope the columns of its facts, in the order in which they were told, and last their ends."""
    columns, until = with_ends(connection, scope, kind, query, {kind})
    customer = columns.pop(query.customer_place)
    columns.append(np.full(len(customer), FOREVER, dtype=np.int32) if until is None else until)
    order = np.argsort(customer, kind="stable")
    bounds = np.searchsorted(customer[order], np.array([*(scope.customers or ()), 2**62]))
    sorted_ = [_taken(column, order) for column in columns]
    return [[column[low:high] for column in sorted_] for low, high in pairwise(bounds.tolist())]


def _taken(column: Any, order: Any) -> Any:
    return column[order] if isinstance(column, np.ndarray) else [column[at] for at in order.tolist()]


def _rows_by_customer(connection: Connection, scope: Scope, query: FactQuery) -> dict[int, list[tuple[int, Any]]]:
    """Number of a customer → knowledge day and row of each of its facts, in the order in which they were told."""
    number, known = FACTS[query.kind].c.customer_no, func.day_number(FACTS[query.kind].c.known_on)
    keyed = replace(query, columns=(number, known, *query.columns), kind="")
    found: defaultdict[int, list[tuple[int, Any]]] = defaultdict(list)
    for customer_no, known_on, *row in keyed.rows(connection, scope):
        found[customer_no].append((known_on, row))
    return found
