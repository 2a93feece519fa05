"""Which sources have filled the ledger, and since when."""

from datetime import date

from sqlalchemy import Connection, func, select

from ledger.tables import import_counts, imports


def import_days(connection: Connection) -> dict[str, date]:
    """Source → the business day on which its first records came in; sources that brought nothing are left out."""
    brought = select(import_counts.c.import_no).where(import_counts.c.new > 0)
    query = (
        select(imports.c.source, func.min(imports.c.recorded_on))
        .where(imports.c.import_no.in_(brought))
        .group_by(imports.c.source)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
