"""Customers of a ledger too large for memory, in shares to be read one after another."""

from itertools import groupby

import numpy as np
from sqlalchemy import Connection, func, select

from ledger.tables import FACTS, customers, items

Share = list[str]
"""Ids of the customers of a share."""


def customer_shares(connection: Connection, at_once: int) -> list[Share]:
    """Every customer once, in the order of ids, cut where a share's invoices reach ``at_once``; [] of an empty ledger.

    Companies of one group, and customers that an invoice was moved between, stand together, at the place of the lowest id.
    """
    told_of = connection.execute(select(customers.c.customer_no, customers.c.customer_id)).all()
    ids: dict[int, str] = {row.customer_no: row.customer_id for row in told_of}
    if connection.execute(select(func.count()).select_from(items)).scalar_one() <= at_once:
        return [sorted(ids.values())] if ids else []
    place = {number: code for code, number in enumerate(sorted(ids, key=ids.__getitem__))}
    version = FACTS["items"].c
    counts = np.zeros(len(ids), dtype=np.int64)
    told = select(version.customer_no, func.count()).group_by(version.customer_no)
    for number, count in connection.execute(told):
        counts[place[number]] = count
    family = _families(len(ids), _parents(connection, ids, place) + _moved(connection, place))
    names = sorted(ids.values())
    shares: list[Share] = [[]] if ids else []
    held = 0
    for _, members in groupby(np.argsort(np.array(family), kind="stable").tolist(), key=family.__getitem__):
        together = list(members)
        if held >= at_once:
            shares.append([])
            held = 0
        shares[-1] += [names[code] for code in together]
        held += int(counts[together].sum())
    return shares


def _parents(connection: Connection, ids: dict[int, str], place: dict[int, int]) -> list[tuple[int, int]]:
    """Places of each child and parent, by everything ever said of them."""
    said = FACTS["customers"].c
    number = {name: code for code, name in ids.items()}
    told = select(said.customer_no, said.parent_id).where(said.parent_id != "").distinct()
    pairs = connection.execute(told)
    return [(place[child], place[number[parent]]) for child, parent in pairs if parent in number]


def _moved(connection: Connection, place: dict[int, int]) -> list[tuple[int, int]]:
    """Places of the first and the last customer of each invoice that was corrected to another's."""
    version = FACTS["items"].c
    lowest, highest = func.min(version.customer_no), func.max(version.customer_no)
    told = select(version.item_no, lowest, highest).group_by(version.item_no).having(lowest != highest)
    several = [item for item, _, _ in connection.execute(told)]
    pairs = []
    for item in several:
        owners = (
            connection.execute(select(version.customer_no).where(version.item_no == item).distinct()).scalars().all()
        )
        pairs += [(place[owners[0]], place[other]) for other in owners[1:]]
    return pairs


def _families(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Lowest place that each place hangs together with."""
    lowest = list(range(count))

    def found(one: int) -> int:
        while lowest[one] != one:
            lowest[one] = lowest[lowest[one]]
            one = lowest[one]
        return one

    for one, other in pairs:
        first, second = sorted((found(one), found(other)))
        lowest[second] = first
    return [found(one) for one in range(count)]
