"""Texts go to the driver within the transaction that SQLAlchemy knows of, and errors come back as SQLAlchemy's."""

import pytest
from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger.connection import open_ledger, reading, writing
from ledger.driver_rows import copy_in, driver_rows, statement_text
from ledger.errors import InvalidValue
from ledger.settings import Settings
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


def test_rows_and_texts_are_copied_in_and_errors_are_those_of_statements(postgres_settings: Settings) -> None:
    engine = open_ledger(postgres_settings)
    statement = "COPY customers (customer_no, customer_id) FROM STDIN"
    with writing(engine) as connection:
        copy_in(connection, statement, [(1, "A"), (2, "a\tb")])
        copy_in(connection, statement, ["3\tC\n4\tD\n"])
    with pytest.raises(IntegrityError), writing(engine) as connection:
        copy_in(connection, statement, [(5, "A")])
    with pytest.raises(InvalidValue, match="NUL"), writing(engine) as connection:
        copy_in(connection, statement, [(5, "x\0")])
    with reading(engine) as connection:
        rows = driver_rows(connection, "SELECT customer_no, customer_id FROM customers ORDER BY 1", {})
    assert rows == [(1, "A"), (2, "a\tb"), (3, "C"), (4, "D")]
    engine.dispose()
