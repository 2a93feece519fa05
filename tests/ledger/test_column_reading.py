"""Columns come out as they went in, on both databases."""

import gc
from datetime import UTC, date, datetime

from sqlalchemy import Engine, func, select

from ledger.bulk import insert_rows
from ledger.column_reading import AT_ONCE, no_collecting, read_integers, read_rows
from ledger.connection import reading, writing
from ledger.tables import imports, items


def test_integers_and_rows_in_the_order_of_the_query(engine: Engine) -> None:
    count = AT_ONCE + 7
    with writing(engine) as connection:
        made = [(n, f"R{n}", 1 - 2 * (n % 2)) for n in range(count)]
        insert_rows(connection, items, ["item_no", "invoice_id", "instalment"], made)
        numbers, sign = read_integers(
            connection, select(items.c.item_no, items.c.instalment).order_by(items.c.item_no.desc())
        )
        assert numbers.tolist() == list(range(count))[::-1]
        assert set(sign.tolist()) == {1, -1}
        assert numbers.dtype == sign.dtype == "int64"
        rows = list(read_rows(connection, select(items.c.invoice_id, items.c.item_no).order_by(items.c.item_no)))
        assert [len(some) for some in rows] == [AT_ONCE, 7]
        assert rows[1][0] == (f"R{AT_ONCE}", AT_ONCE)


def test_days_in_a_condition_are_written_out(engine: Engine) -> None:
    with writing(engine) as connection:
        for day in (date(2026, 1, 1), date(2026, 1, 2)):
            values = {"source": "it's", "files": [], "started_at": datetime(2026, 1, 1, tzinfo=UTC), "recorded_on": day}
            connection.execute(imports.insert().values(values))
    with reading(engine) as connection:
        query = select(func.day_number(imports.c.recorded_on)).where(
            imports.c.recorded_on < date(2026, 1, 2), imports.c.source == "it's"
        )
        assert read_integers(connection, query)[0].tolist() == [(date(2026, 1, 1) - date(1970, 1, 1)).days]
        (nothing,) = read_integers(connection, query.where(imports.c.import_no < 0))
        assert nothing.tolist() == []


def test_garbage_is_collected_again_afterwards() -> None:
    with no_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
