"""The id that was meant: written in other letters, or a key away from one that the ledger holds.

Only ids that stand beside it in the index are looked at, so that a wrong id costs no walk through a million.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from sqlalchemy import Connection, select

from ledger.tables import customers

BESIDE = 50
"""Ids looked at on each side of where a way of writing it would stand."""
LIKENESS = 0.75


def spellings(name: str) -> tuple[str, ...]:
    """Ways in which an id may be meant, itself first."""
    bare = name.strip()
    return tuple(dict.fromkeys((name, bare, bare.upper(), bare.lower(), bare.capitalize())))


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The id most like ``name``, letters' case apart; None: none is alike."""
    found = {one.casefold(): one for one in sorted(among, reverse=True)}
    near = get_close_matches(name.strip().casefold(), found, 1, LIKENESS)
    return found[near[0]] if near else None


def near_customer(connection: Connection, customer_id: str) -> str | None:
    """The customer of the ledger that was meant, if one is near."""
    if not customer_id.isprintable():
        return None  # a database may keep no such text; nobody types one
    key, beside = customers.c.customer_id, set[str]()
    for spelling in spellings(customer_id):
        for one in (
            select(key).where(key >= spelling).order_by(key),
            select(key).where(key < spelling).order_by(key.desc()),
        ):
            beside.update(connection.scalars(one.limit(BESIDE)))
    return nearest(customer_id, beside)


def meant(name: str | None, otherwise: str) -> str:
    """The end of an error about an id: which one is near, else what to do."""
    return f"did you mean {name!r}?" if name is not None else otherwise
