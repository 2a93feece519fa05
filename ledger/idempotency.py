"""Once and only once: a request's key is stored in the transaction of its effect, with the answer it got.

The same key with the same body gets the stored answer; with another body it is refused. Writers hold the ledger's one write
lock, so that of fifty requests with one key one does the work and the others find its answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from ledger.connection import transact
from ledger.errors import InvalidValue, KeyReused
from ledger.service_tables import idempotency_keys

KEPT_FOR = timedelta(days=30)
"""How long a key is remembered; a retry comes within minutes."""
KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request got: a status and a body that JSON holds. ``replayed``: it is the answer of an earlier request."""

    status: int
    body: Any
    replayed: bool = False


def once(
    engine: Engine,
    scope: str,
    key: str,
    body: bytes,
    work: Callable[[Connection], Answer],
    *,
    at: datetime,
    actor: str | None = None,
) -> Answer:
    """``work`` in one transaction with the key, or the answer that this key got before.

    ``scope``: what the key is for (a route), so that one key may serve two purposes. ``KeyReused`` where the body differs,
    ``InvalidValue`` where the key is none. What ``work`` raises undoes all, the key too: it may be tried again.
    """
    if not KEY.fullmatch(key):
        raise InvalidValue("an Idempotency-Key is 1 to 200 printable ASCII characters without spaces, such as a UUID")
    digest = sha256(body).hexdigest()

    def unit(connection: Connection) -> Answer:
        table = idempotency_keys.c
        query = select(table.body_digest, table.status, table.answer)
        stored = connection.execute(query.where(table.scope == scope, table.key == key)).first()
        if stored is not None:
            if stored.body_digest != digest:
                raise KeyReused(
                    f"the Idempotency-Key {key!r} was already used for another body; send each request under a key of its own"
                )
            return Answer(stored.status, stored.answer, replayed=True)
        answer = work(connection)
        now = at.astimezone(UTC)
        connection.execute(delete(idempotency_keys).where(table.recorded_at < now - KEPT_FOR))
        connection.execute(
            insert(idempotency_keys).values(
                scope=scope, key=key, body_digest=digest, status=answer.status, answer=answer.body, recorded_at=now
            )
        )
        return answer

    return transact(engine, unit, actor=actor)
