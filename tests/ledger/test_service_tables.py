"""The tables beside the facts: a request's key and a message's key can be taken once only, by the database's own word."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Table, insert
from sqlalchemy.exc import IntegrityError

from ledger.connection import writing
from ledger.service_tables import audit, idempotency_keys, outbox

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
KEY = {"scope": "erp", "key": "1", "body_digest": "a", "status": 200, "answer": {}, "recorded_at": NOW}
MESSAGE = {
    "channel": "email", "recipient": "a@example.org", "content": {}, "once_key": "level 1 of invoice 7", "state": "waiting",
    "created_at": NOW, "not_before": NOW, "attempts": 0, "changed_at": NOW, "told": "",
}  # fmt: skip
ROW = {
    "audit_no": 1, "at": NOW, "actor": "cli", "action": "import", "subject": "1", "detail": {}, "previous_hash": "", "hash": "h",
}  # fmt: skip


@pytest.mark.parametrize(("table", "row"), [(idempotency_keys, KEY), (outbox, MESSAGE), (audit, ROW)])
def test_the_second_of_the_same_is_refused(engine: Engine, table: Table, row: dict[str, Any]) -> None:
    with writing(engine) as connection:
        connection.execute(insert(table), [row])
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(table), [row])
