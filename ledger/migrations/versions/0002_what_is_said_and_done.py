"""rates, interactions, promises, figures of customers; the audit log, jobs, keys of requests, the outbox, quarantine"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "audit_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("audit_no", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_head",
        sa.Column("head", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("head", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_recorded_at"), "idempotency_keys", ["recorded_at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("job_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("job_no", name=op.f("pk_jobs")),
    )
    op.create_table(
        "outbox",
        sa.Column("message_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("once_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_no", name=op.f("pk_outbox")),
        sa.UniqueConstraint("once_key", name=op.f("uq_outbox_once_key")),
    )
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("fact_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("interaction_id", sa.String(), nullable=False),
        sa.Column("customer_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interaction_kind", sa.String(), nullable=False),
        sa.Column("by_whom", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_no"], ["customers.customer_no"], name=op.f("fk_interactions_customer_no")),
        sa.ForeignKeyConstraint(["import_no"], ["imports.import_no"], name=op.f("fk_interactions_import_no")),
        sa.PrimaryKeyConstraint("fact_no", name=op.f("pk_interactions")),
    )
    op.create_index(op.f("ix_interactions_customer_no"), "interactions", ["customer_no"], unique=False)
    op.create_index(op.f("ix_interactions_interaction_id"), "interactions", ["interaction_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("fact_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promise_id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("customer_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("promised_for", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["customer_no"], ["customers.customer_no"], name=op.f("fk_promises_customer_no")),
        sa.ForeignKeyConstraint(["import_no"], ["imports.import_no"], name=op.f("fk_promises_import_no")),
        sa.PrimaryKeyConstraint("fact_no", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_customer_no"), "promises", ["customer_no"], unique=False)
    op.create_index(op.f("ix_promises_invoice_id"), "promises", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_promises_promise_id"), "promises", ["promise_id"], unique=False)
    op.create_table(
        "quarantined_files",
        sa.Column("file_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("section", sa.JSON(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("history", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["import_no"], ["imports.import_no"], name=op.f("fk_quarantined_files_import_no")),
        sa.PrimaryKeyConstraint("file_no", name=op.f("pk_quarantined_files")),
    )
    op.create_index(op.f("ix_quarantined_files_import_no"), "quarantined_files", ["import_no"], unique=False)
    op.create_index(op.f("ix_quarantined_files_source"), "quarantined_files", ["source"], unique=False)
    op.create_table(
        "customer_figures",
        sa.Column("fact_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_no"], ["customers.customer_no"], name=op.f("fk_customer_figures_customer_no")
        ),
        sa.ForeignKeyConstraint(["import_no"], ["imports.import_no"], name=op.f("fk_customer_figures_import_no")),
        sa.PrimaryKeyConstraint("fact_no", name=op.f("pk_customer_figures")),
    )
    op.create_index(op.f("ix_customer_figures_customer_no"), "customer_figures", ["customer_no"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("quarantine_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("mended", sa.JSON(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["file_no"], ["quarantined_files.file_no"], name=op.f("fk_quarantine_file_no")),
        sa.PrimaryKeyConstraint("quarantine_no", name=op.f("pk_quarantine")),
    )
    for column in ("digest", "file_no", "state"):
        op.create_index(op.f(f"ix_quarantine_{column}"), "quarantine", [column], unique=False)
    op.create_table(
        "rates",
        sa.Column("fact_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("base_currency", sa.String(), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_no"], ["imports.import_no"], name=op.f("fk_rates_import_no")),
        sa.PrimaryKeyConstraint("fact_no", name=op.f("pk_rates")),
    )
    op.create_index(
        op.f("ix_rates_currency_base_currency_quoted_on"),
        "rates",
        ["currency", "base_currency", "quoted_on"],
        unique=False,
    )
    op.create_table(
        "customer_pages",
        sa.Column("customer_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["customer_no"], ["customers.customer_no"], name=op.f("fk_customer_pages_customer_no")),
        sa.PrimaryKeyConstraint("customer_no", name=op.f("pk_customer_pages")),
    )
    op.add_column("customers", sa.Column("is_described", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("disputes", sa.Column("amount_minor", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_retractions_import_no"), "retractions", ["import_no"], unique=False)
    op.create_index(op.f("ix_allocations_payment_id"), "allocations", ["payment_id"], unique=False)
    has_note = sa.text("credit_note_id != ''")
    op.create_index(
        op.f("ix_allocations_credit_note_id"), "allocations", ["credit_note_id"], unique=False,
        sqlite_where=has_note, postgresql_where=has_note,
    )  # fmt: skip
