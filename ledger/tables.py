"""The tables: append-only facts under the time contract, with integer numbers for the things they speak of.

``customers`` and ``items`` give each id one number; facts refer to numbers. A fact is never changed or deleted: a row in
``retractions`` ends it on a knowledge day. Amounts are minor units; days are business dates; instants are UTC.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement, FromClause, Select
from sqlalchemy.sql.functions import GenericFunction

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Number = BigInteger().with_variant(Integer, "sqlite")


def _stamps() -> list[Column[Any]]:
    """Every fact: the day it happened, the day it was known, the instant it was written, and by which import."""
    return [
        Column("occurred_on", Date, nullable=False),
        Column("known_on", Date, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("backfilled", Boolean, nullable=False),
        Column("import_no", ForeignKey("imports.import_no"), nullable=False),
        Column("digest", BigInteger, nullable=False),
    ]


imports = Table(
    "imports",
    metadata,
    Column("import_no", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("files", JSON, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("recorded_on", Date, nullable=False),
)
import_counts = Table(
    "import_counts",
    metadata,
    Column("import_no", ForeignKey("imports.import_no"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("new", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
)
findings = Table(
    "findings",
    metadata,
    Column("finding_no", Integer, primary_key=True),
    Column("import_no", ForeignKey("imports.import_no"), nullable=True, index=True),
    Column("code", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("file", String, nullable=False),
    Column("line", Integer, nullable=True),
    Column("column", String, nullable=False),
    Column("value", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("advice", String, nullable=False),
    Column("found_at", DateTime(timezone=True), nullable=False),
)
policies = Table(
    "policies",
    metadata,
    Column("policy_no", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("value", JSON, nullable=False),
    Column("known_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_by", String, nullable=False),
)
customers = Table(
    "customers",
    metadata,
    Column("customer_no", Number, primary_key=True, autoincrement=False),
    Column("customer_id", String, nullable=False, unique=True),
    Column("is_described", Boolean, nullable=False, server_default=false()),
)
items = Table(
    "items",
    metadata,
    Column("item_no", Number, primary_key=True, autoincrement=False),
    Column("invoice_id", String, nullable=False),
    Column("instalment", Integer, nullable=False),
    UniqueConstraint("invoice_id", "instalment"),
)
customer_versions = Table(
    "customer_versions",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("country", String, nullable=False),
    Column("industry", String, nullable=False),
    Column("parent_id", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("terms_days", Integer, nullable=True),
    Column("credit_limit_minor", BigInteger, nullable=True),
    Column("email", String, nullable=False),
    Column("language", String, nullable=False),
    Column("natural_person", Boolean, nullable=True),
    Column("registered_on", Date, nullable=True),
    Column("attributes", JSON, nullable=True),
    *_stamps(),
)
item_versions = Table(
    "item_versions",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("item_no", ForeignKey("items.item_no"), nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("document_type", String, nullable=False),
    Column("number", String, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("currency", String, nullable=False),
    Column("amount_minor", BigInteger, nullable=True),
    Column("base_minor", BigInteger, nullable=True),
    Column("business_unit", String, nullable=False),
    Column("purchase_order", String, nullable=False),
    Column("attributes", JSON, nullable=True),
    *_stamps(),
)
payments = Table(
    "payments",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("payment_id", String, nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("paid_on", Date, nullable=False),
    Column("booked_on", Date, nullable=True),
    Column("currency", String, nullable=False),
    Column("amount_minor", BigInteger, nullable=True),
    Column("method", String, nullable=False),
    Column("reference", String, nullable=False),
    *_stamps(),
)
allocations = Table(
    "allocations",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("allocation_id", String, nullable=False, index=True),
    Column("allocation_kind", String, nullable=False),
    Column("payment_id", String, nullable=False, index=True),
    Column("credit_note_id", String, nullable=False),
    Column("item_no", ForeignKey("items.item_no"), nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("valued_on", Date, nullable=False),
    Column("allocated_on", Date, nullable=True),
    Column("amount_minor", BigInteger, nullable=True),
    *_stamps(),
)
HAS_NOTE: ColumnElement[bool] = allocations.c.credit_note_id != literal_column("''")
"""What an index of the few that have one is made of: a question has to hold it to be answered from there."""
Index(None, allocations.c.credit_note_id, sqlite_where=HAS_NOTE, postgresql_where=HAS_NOTE)
disputes = Table(
    "disputes",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("dispute_id", String, nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("invoice_id", String, nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("happened_on", Date, nullable=False),
    Column("reason", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("amount_minor", BigInteger, nullable=True),
    *_stamps(),
)
interactions = Table(
    "interactions",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("interaction_id", String, nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("invoice_id", String, nullable=False),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("interaction_kind", String, nullable=False),
    Column("by_whom", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("note", String, nullable=False),
    *_stamps(),
)
promises = Table(
    "promises",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("promise_id", String, nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("invoice_id", String, nullable=False, index=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("happened_on", Date, nullable=False),
    Column("promised_for", Date, nullable=True),
    Column("amount_minor", BigInteger, nullable=True),
    *_stamps(),
)
rates = Table(
    "rates",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("currency", String, nullable=False),
    Column("base_currency", String, nullable=False),
    Column("quoted_on", Date, nullable=False),
    Column("rate", String, nullable=False),
    *_stamps(),
    Index(None, "currency", "base_currency", "quoted_on"),
)
customer_figures = Table(
    "customer_figures",
    metadata,
    Column("fact_no", Number, primary_key=True),
    Column("customer_no", ForeignKey("customers.customer_no"), nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("attributes", JSON, nullable=True),
    *_stamps(),
)
retractions = Table(
    "retractions",
    metadata,
    Column("kind", String, primary_key=True),
    Column("fact_no", Number, primary_key=True, autoincrement=False),
    Column("known_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("import_no", ForeignKey("imports.import_no"), nullable=False, index=True),
)
customer_pages = Table(
    "customer_pages",
    metadata,
    Column("customer_no", ForeignKey("customers.customer_no"), primary_key=True, autoincrement=False),
    Column("page", LargeBinary, nullable=False),
)
"""Derived from the facts: ``ledger/customer_pages.py``."""
scores = Table(
    "scores",
    metadata,
    Column("score_no", Number, primary_key=True),
    Column("invoice_id", String, nullable=False),
    Column("instalment", Integer, nullable=False),
    Column("customer_id", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("scored_at", DateTime(timezone=True), nullable=False),
    Column("model_version", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("open_minor", BigInteger, nullable=False),
    Column("risk_target", Float, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("curve", LargeBinary, nullable=False),
    Column("features", JSON, nullable=True),
    Index(None, "as_of", "invoice_id"),
    Index(None, "invoice_id", "score_no"),
)
FACTS: dict[str, Table] = {
    "customers": customer_versions,
    "items": item_versions,
    "payments": payments,
    "allocations": allocations,
    "disputes": disputes,
    "interactions": interactions,
    "promises": promises,
    "rates": rates,
    "customer_figures": customer_figures,
}
"""Kind of record → its table of facts."""


class day_number(GenericFunction[int]):  # noqa: N801 (an SQL function's name)
    """Days since 1970-01-01 of a date column, computed by the database so that no Python date is made."""

    type = Integer()
    inherit_cache = True
    name = "day_number"


@compiles(day_number, "sqlite")
def _(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **kw)}) - 2440587.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(({compiler.process(element.clauses, **kw)}) - DATE '1970-01-01')"


def ended_by(kind: str, fact: FromClause | None = None, retraction: FromClause = retractions) -> ColumnElement[bool]:
    """Whether a retraction is the one that ended a fact; ``fact``: the kind's table, or another name of it."""
    table = FACTS[kind] if fact is None else fact
    return (retraction.c.kind == literal_column(f"'{kind}'")) & (retraction.c.fact_no == table.c.fact_no)


def facts_with_end(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """``columns`` of every fact of a kind, and the knowledge day of its retraction (null where it stands)."""
    joined = FACTS[kind].outerjoin(retractions, ended_by(kind))
    return select(*columns, func.day_number(retractions.c.known_on)).select_from(joined)
