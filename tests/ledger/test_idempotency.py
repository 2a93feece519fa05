"""One key, one effect; another body is refused; what fails may be tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from ledger.connection import reading
from ledger.errors import InvalidValue, KeyReused
from ledger.idempotency import KEPT_FOR, Answer, once
from ledger.service_tables import idempotency_keys
from ledger.tables import customers

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def add(connection: Connection) -> Answer:
    number = (connection.scalar(select(func.max(customers.c.customer_no))) or 0) + 1
    connection.execute(insert(customers).values(customer_no=number, customer_id=f"C{number}"))
    return Answer(201, {"customer_no": number})


def count(engine: Engine, table: object = customers) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def test_one_key_one_effect(engine: Engine) -> None:
    assert once(engine, "a", "k1", b"x", add, at=AT) == Answer(201, {"customer_no": 1})
    assert once(engine, "a", "k1", b"x", add, at=AT) == Answer(201, {"customer_no": 1}, replayed=True)
    assert once(engine, "b", "k1", b"x", add, at=AT).body == {"customer_no": 2}, "another purpose"
    assert once(engine, "a", "k2", b"x", add, at=AT).body == {"customer_no": 3}, "another key"
    with pytest.raises(KeyReused, match="k1"):
        once(engine, "a", "k1", b"y", add, at=AT)
    assert count(engine) == 3


def test_many_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: once(engine, "a", "k", b"x", add, at=AT), range(20)))
    assert count(engine) == 1
    assert {answer.body["customer_no"] for answer in answers} == {1}
    assert sum(not answer.replayed for answer in answers) == 1


def test_what_fails_leaves_no_key(engine: Engine) -> None:
    def fail(connection: Connection) -> Answer:
        add(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(engine, "a", "k", b"x", fail, at=AT)
    assert count(engine) == count(engine, idempotency_keys) == 0
    assert not once(engine, "a", "k", b"x", add, at=AT).replayed


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 201, "a\n"])
def test_what_is_no_key(sqlite_engine: Engine, key: str) -> None:
    with pytest.raises(InvalidValue, match="UUID"):
        once(sqlite_engine, "a", key, b"x", add, at=AT)


def test_old_keys_are_forgotten(engine: Engine) -> None:
    once(engine, "a", "k", b"x", add, at=AT)
    once(engine, "a", "later", b"x", add, at=AT + KEPT_FOR + timedelta(days=1))
    assert count(engine, idempotency_keys) == 1
