"""Tables beside the facts: what the program keeps to be safe and to answer for itself.

The audit log is append-only and hash-chained; the others are working state and may change.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table

from ledger.tables import Number, metadata

__all__ = ["audit", "audit_head", "idempotency_keys", "jobs", "metadata", "outbox", "quarantine", "quarantined_files"]

audit = Table(
    "audit",
    metadata,
    Column("audit_no", Number, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)
audit_head = Table(
    "audit_head",
    metadata,
    Column("head", Integer, primary_key=True, autoincrement=False),
    Column("audit_no", Number, nullable=False),
    Column("hash", String, nullable=False),
    Column("sealed", JSON, nullable=False),
)
"""One row (``head`` 1): the newest entry, so that a log whose end was cut off is told; and up to which fact of each kind
the imports are sealed (``ledger/seal.py``)."""
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("scope", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("body_digest", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, index=True),
)
jobs = Table(
    "jobs",
    metadata,
    Column("job_no", Number, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("detail", JSON, nullable=False),
)
outbox = Table(
    "outbox",
    metadata,
    Column("message_no", Number, primary_key=True),
    Column("channel", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("content", JSON, nullable=False),
    Column("once_key", String, nullable=False, unique=True),
    Column("state", String, nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("not_before", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("told", String, nullable=False),
)
quarantined_files = Table(
    "quarantined_files",
    metadata,
    Column("file_no", Number, primary_key=True),
    Column("import_no", ForeignKey("imports.import_no"), nullable=False, index=True),
    Column("source", String, nullable=False, index=True),
    Column("file", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("section", JSON, nullable=False),
    Column("header", JSON, nullable=False),
    Column("history", Boolean, nullable=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_no", Number, primary_key=True),
    Column("file_no", ForeignKey("quarantined_files.file_no"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("mended", JSON, nullable=True),
    Column("said", JSON, nullable=False),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("digest", BigInteger, nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", String, nullable=False),
    Column("why", String, nullable=False),
    Column("ended_on", Date, nullable=True),
)
