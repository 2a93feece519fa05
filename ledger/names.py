"""What people call the customers."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from ledger.standing import stands
from ledger.tables import customer_versions, customers


def customer_names(connection: Connection, customer_ids: Iterable[str]) -> dict[str, str]:
    """Customer id → the name that stands now; an id without one is left out."""
    wanted = sorted(set(customer_ids))
    names: dict[str, str] = {}
    for start in range(0, len(wanted), 1_000):
        query = (
            select(customers.c.customer_id, customer_versions.c.name)
            .join(customer_versions)
            .where(
                customers.c.customer_id.in_(wanted[start : start + 1_000]),
                stands("customers"),
                customer_versions.c.name != "",
            )
        )
        names |= {row[0]: row[1] for row in connection.execute(query)}
    return names
