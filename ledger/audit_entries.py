"""What is written to the audit log by the ledger itself: imports with their seal, policies, upgrades of the schema."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ledger.audit import append, read_head
from ledger.seal import last_facts, seal_of, seals, told_import
from ledger.tables import imports, policies


def audit_import(connection: Connection, import_no: int, at: datetime) -> None:
    """Seal what an import wrote, at its end and in its transaction."""
    told = told_import(connection, import_no)
    sealed = read_head(connection).sealed or {}
    detail = {"import_no": import_no, **told, "seal": seal_of(connection, import_no, sealed)}
    append(connection, "import", told["source"], detail, at=at, sealed=last_facts(connection))


def audit_policies(connection: Connection, policy_nos: Sequence[int], by: str, at: datetime) -> None:
    """Say which policies were recorded."""
    told = told_policies(connection, policy_nos)
    names = ", ".join(str(one[0]) for one in told.values())
    append(connection, "policy", names, {"policies": told}, at=at, actor=by)


def audit_upgrade(connection: Connection, was: str, now: str) -> None:
    """Say that the schema was upgraded, and take under seal what was recorded before there was a log."""
    detail: dict[str, Any] = {"from": was, "to": now}
    sealed = None
    if not read_head(connection).audit_no:
        last_import = connection.scalar(select(func.max(imports.c.import_no))) or 0
        last_policy = connection.scalar(select(func.max(policies.c.policy_no))) or 0
        sealed = last_facts(connection)
        detail["adopted"] = {
            "imports_up_to": last_import,
            "seal": seals(connection, up_to=last_import).get(last_import, {}),
            "policies": told_policies(connection, range(1, last_policy + 1)),
        }
    append(connection, "upgrade", f"schema {now}", detail, at=datetime.now(UTC), sealed=sealed)


def told_policies(connection: Connection, policy_nos: Sequence[int] | None = None) -> Mapping[str, list[Any]]:
    """Number of a policy's record (as text, for JSON) → its name, value, knowledge day and who recorded it."""
    query = select(policies).order_by(policies.c.policy_no)
    if policy_nos is not None:
        query = query.where(policies.c.policy_no.in_(list(policy_nos)))
    return {
        str(row.policy_no): [row.name, row.value, _iso(row.known_on), row.recorded_by]
        for row in connection.execute(query)
    }


def _iso(day: date) -> str:
    return day.isoformat()
