"""Texts go to the driver within the transaction that SQLAlchemy knows of, and errors come back as SQLAlchemy's."""

import pytest
from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.exc import DBAPIError

from ledger.connection import reading, writing
from ledger.driver_rows import driver_rows, statement_text
from ledger.tables import customers

COUNT = select(func.count()).where(customers.c.customer_id == bindparam("name"))


def test_rows_of_this_transaction(engine: Engine) -> None:
    text = statement_text(COUNT, engine.dialect.name)
    with writing(engine) as connection:
        connection.execute(customers.insert().values(customer_no=1, customer_id="it's % :a"))
        assert driver_rows(connection, text, {"name": "it's % :a"}) == [(1,)]
        connection.rollback()
    with reading(engine) as connection:
        assert driver_rows(connection, text, {"name": "it's % :a"}) == [(0,)]


def test_a_transaction_begins_by_itself(engine: Engine) -> None:
    with engine.connect() as connection:
        driver_rows(connection, statement_text(COUNT, engine.dialect.name), {"name": "A"})
        assert connection.in_transaction()


def test_errors_are_those_of_sqlalchemy(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="no_such_table"):
        driver_rows(connection, "SELECT * FROM no_such_table", {})
