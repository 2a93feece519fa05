"""Alembic's entry: migrations run on the connection that ``ledger.migration`` hands over."""

from alembic import context

from ledger.service_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
