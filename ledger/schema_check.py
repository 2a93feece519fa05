"""Is the schema what its stamp says? Tables and columns of the program that a database of its own revision lacks."""

from sqlalchemy import Connection, inspect

from ledger.service_tables import metadata


def missing_from_schema(connection: Connection) -> list[str]:
    """Tables by name, columns of tables that are there as ``table.column``; what other programs added is no matter of ours."""
    there = {
        name: {column["name"] for column in columns}
        for (_, name), columns in inspect(connection).get_multi_columns().items()
    }
    missing = []
    for name, table in sorted(metadata.tables.items()):
        found = there.get(name)
        if found is None:
            missing.append(name)
        else:
            missing += [f"{name}.{column.name}" for column in table.columns if column.name not in found]
    return missing
