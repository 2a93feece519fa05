"""Reports of ageing are kept until something is written to the ledger."""

from datetime import date

from sqlalchemy import Engine

from serving.ageing_shelf import KEPT, AgeingShelf
from tests.serving.scored_ledger import TODAY, fill, pay


def test_kept_until_the_ledger_moves(engine: Engine) -> None:
    fill(engine)
    shelf = AgeingShelf(engine)
    first = shelf.report(TODAY, "customer")
    assert shelf.report(TODAY, "customer") is first
    pay(engine, "INV-1002", 100)
    later = shelf.report(TODAY, "customer")
    assert sum(row.open_minor for row in first.rows) - sum(row.open_minor for row in later.rows) == 100


def test_only_the_last_asked_for_are_kept(engine: Engine) -> None:
    fill(engine)
    shelf = AgeingShelf(engine)
    days = [date(2026, 5, day) for day in range(1, KEPT + 1)]
    made = [shelf.report(day, "currency") for day in days]
    assert [shelf.report(day, "currency") for day in days] == made
    assert all(shelf.report(day, "currency") is one for day, one in zip(days, made, strict=True))
    shelf.report(TODAY, "currency")
    assert shelf.report(days[-1], "currency") is made[-1]
    assert shelf.report(days[0], "currency") is not made[0]
