"""The door for facts: known again, corrected, refused; what was known earlier never changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, func, select

from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading, writing
from ledger.recording import CHUNK, Recorder, Refusal, Tally
from ledger.records import (
    Allocation,
    Customer,
    DisputeEvent,
    Interaction,
    Item,
    Payment,
    PromiseEvent,
    Rate,
    Record,
)
from ledger.tables import FACTS, import_counts

FIRST, LATER = date(2026, 3, 1), date(2026, 4, 1)
ITEM = Item(
    invoice_id="1", customer_id="A", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31), currency="EUR", amount_minor=1000,
    base_minor=1000,
)  # fmt: skip
PAYMENT = Payment(
    payment_id="p",
    customer_id="A",
    paid_on=date(2026, 2, 1),
    booked_on=date(2026, 2, 3),
    currency="EUR",
    amount_minor=1000,
)
ALLOCATION = Allocation(
    allocation_id="a",
    payment_id="p",
    invoice_id="1",
    valued_on=date(2026, 2, 1),
    allocated_on=date(2026, 2, 4),
    amount_minor=1000,
)
DISPUTE = DisputeEvent(dispute_id="d", event="opened", invoice_id="1", happened_on=date(2026, 2, 2))
ALL: list[Record] = [Customer(customer_id="A", name="x"), ITEM, PAYMENT, ALLOCATION, DISPUTE]


def record(
    engine: Engine, records: Sequence[Record], on: date = FIRST, source: str = "erp", history: bool | None = None
) -> tuple[dict[str, Tally], list[Refusal]]:
    with writing(engine) as connection:
        recorder = Recorder(connection, source, ["f"], datetime.combine(on, time(), UTC), on, history)
        refusals = recorder.record(records)
        recorder.finish({})
        return recorder.tallies, refusals


def known_days(engine: Engine) -> dict[str, list[tuple[date, bool]]]:
    with reading(engine) as connection:
        return {
            kind: [tuple(row) for row in connection.execute(select(table.c.known_on, table.c.backfilled).order_by(table.c.fact_no))]
            for kind, table in FACTS.items() if connection.scalar(select(func.count()).select_from(table))
        }  # fmt: skip


def arrays(engine: Engine, as_of: date) -> LedgerArrays:
    with reading(engine) as connection:
        return LedgerAsOf(connection, as_of).arrays


def test_a_history_was_known_when_it_happened_or_was_booked(engine: Engine) -> None:
    record(engine, ALL)
    assert known_days(engine) == {
        "customers": [(date(1900, 1, 1), True)], "items": [(date(2026, 1, 1), True)], "payments": [(date(2026, 2, 3), True)],
        "allocations": [(date(2026, 2, 4), True)], "disputes": [(date(2026, 2, 2), True)],
    }  # fmt: skip


def test_what_comes_on_a_later_day_was_known_then(engine: Engine) -> None:
    record(engine, ALL[:2])
    record(engine, ALL[2:], on=LATER)
    assert {kind: known_days(engine)[kind] for kind in ("payments", "allocations", "disputes")} == {
        kind: [(LATER, False)] for kind in ("payments", "allocations", "disputes")
    }


def test_a_history_may_come_in_several_files_of_one_day_and_from_several_sources(engine: Engine) -> None:
    record(engine, ALL[:2])
    record(engine, ALL[2:3])
    record(engine, ALL[3:], on=LATER, source="bank")
    assert known_days(engine)["payments"] == [(date(2026, 2, 3), True)]
    assert known_days(engine)["allocations"] == [(date(2026, 2, 4), True)]


def test_nothing_is_known_before_it_was_recorded(engine: Engine) -> None:
    record(engine, [replace(PAYMENT, booked_on=date(2026, 9, 9))])
    assert known_days(engine)["payments"] == [(FIRST, True)]


def test_the_same_again_is_known(engine: Engine) -> None:
    record(engine, ALL)
    tallies, refusals = record(engine, ALL, on=LATER)
    assert not refusals
    assert all(tally == Tally(known=1) for tally in tallies.values())
    with reading(engine) as connection:
        assert connection.scalar(select(func.sum(import_counts.c.new))) == 5


def test_a_correction_leaves_the_past_as_it_was(engine: Engine) -> None:
    record(engine, ALL)
    before = arrays(engine, LATER)
    tallies, _ = record(engine, [replace(ITEM, amount_minor=900), replace(ALLOCATION, amount_minor=900)], on=LATER)
    assert (tallies["items"], tallies["allocations"]) == (Tally(corrected=1), Tally(corrected=1))
    past, after = arrays(engine, LATER), arrays(engine, LATER + timedelta(days=1))
    assert past.items.amount.tolist() == before.items.amount.tolist() == [1000]
    assert past.items.until.tolist() == before.items.until.tolist()
    assert after.items.amount.tolist() == [1000, 900]
    assert after.allocations.amount.tolist() == [1000, 900, -1000] or after.allocations.amount.sum() == 900


def test_contradictions_within_an_import_are_refused(engine: Engine) -> None:
    many = [replace(ITEM, invoice_id=str(n)) for n in range(2, CHUNK + 5)]
    other = replace(ITEM, amount_minor=900)
    tallies, refusals = record(engine, [ITEM, other, *many, other, ITEM])
    assert [(refusal.place, refusal.reason) for refusal in refusals] == [(1, "conflict"), (len(many) + 2, "conflict")]
    assert {refusal.differing for refusal in refusals} == {("amount_minor",)}
    assert (tallies["items"].new, tallies["items"].known, tallies["items"].refused) == (len(many) + 1, 1, 2)


def test_contradictions_of_what_was_known_before_are_refused_however_far_apart(engine: Engine) -> None:
    """Else the first would be taken for told, and the other for its correction."""
    record(engine, [ITEM, PAYMENT])
    many = [replace(ITEM, invoice_id=str(n)) for n in range(2, CHUNK + 5)]
    other = replace(ITEM, amount_minor=900)
    tallies, refusals = record(engine, [ITEM, *many, other, ITEM], on=LATER)
    assert [(refusal.place, refusal.reason, refusal.differing) for refusal in refusals] == [
        (len(many) + 1, "conflict", ("amount_minor",))
    ]
    assert (tallies["items"].known, tallies["items"].corrected, tallies["items"].refused) == (2, 0, 1)
    tallies, refusals = record(engine, [other, *many, ITEM], on=LATER)
    assert [refusal.place for refusal in refusals] == [len(many) + 1]
    assert (tallies["items"].corrected, tallies["items"].known) == (1, len(many))


def test_what_speaks_of_an_unknown_invoice_is_refused(engine: Engine) -> None:
    _, refusals = record(engine, [ITEM, ALLOCATION, replace(ALLOCATION, allocation_id="b", instalment=2), DISPUTE,
                                  replace(DISPUTE, invoice_id="9", dispute_id="e")])  # fmt: skip
    assert [(refusal.place, refusal.reason) for refusal in refusals] == [(2, "unknown-invoice"), (4, "unknown-invoice")]


def test_a_customer_named_by_an_invoice_is_filled_in_without_a_correction(engine: Engine) -> None:
    record(engine, [ITEM])
    tallies, _ = record(engine, [Customer(customer_id="A", name="x")], on=LATER)
    assert tallies["customers"] == Tally(new=1)
    assert arrays(engine, LATER).customers.name.tolist() == [""], "what came in later was not known before"
    assert arrays(engine, LATER + timedelta(days=1)).customers.name.tolist() == ["", "x"]


def test_a_customer_of_the_history_was_always_known(engine: Engine) -> None:
    record(engine, [ITEM, Customer(customer_id="A", name="x")])
    assert set(arrays(engine, date(2026, 1, 2)).customers.name) == {"x"}


def test_a_reversal_ends_a_fact_from_its_day(engine: Engine) -> None:
    record(engine, ALL)
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime(2026, 4, 1, tzinfo=UTC), LATER)
        recorder.retract("allocations", connection.scalar(select(FACTS["allocations"].c.fact_no)) or 0)
        recorder.finish({})
    assert arrays(engine, LATER).allocations.sign.tolist() == [1]
    assert arrays(engine, LATER + timedelta(days=1)).allocations.sign.tolist() == [1, -1]


def test_what_ended_on_the_first_day_and_is_told_again_was_known_then(engine: Engine) -> None:
    """Else the history would hold it twice until that day."""
    record(engine, ALL)
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", [], datetime(2026, 3, 1, tzinfo=UTC), FIRST)
        (fact_no,) = recorder.told_before("payments", ["p", "q"]).values()
        recorder.retract("payments", fact_no)
        assert recorder.told_before("payments", ["p"]) == {}
        assert recorder.tallies["payments"] == Tally(corrected=1)
        assert (
            Recorder(connection, "bank", [], datetime(2026, 3, 1, tzinfo=UTC), FIRST).told_before("allocations", ["a"])
            == {}
        )
    tallies, _ = record(engine, [PAYMENT])
    assert tallies["payments"] == Tally(new=1)
    assert known_days(engine)["payments"] == [(date(2026, 2, 3), True), (FIRST, False)]
    assert record(engine, [PAYMENT])[0]["payments"] == Tally(known=1)


CALL = Interaction(interaction_id="i", customer_id="A", invoice_id="1", happened_at=datetime(2026, 2, 5, 9, tzinfo=UTC))
PROMISE = PromiseEvent(
    promise_id="w", event="made", invoice_id="1", happened_on=date(2026, 2, 5), promised_for=date(2026, 2, 9)
)
RATE = Rate(currency="USD", base_currency="EUR", quoted_on=date(2026, 2, 5), rate="0.9")
SAID: list[Record] = [CALL, PROMISE, replace(PROMISE, event="withdrawn", happened_on=date(2026, 2, 7)), RATE]


def test_what_is_said_and_quoted_goes_through_the_same_door(engine: Engine) -> None:
    record(engine, [*ALL, *SAID])
    tallies, refusals = record(engine, [*SAID, replace(RATE, currency="CHF")], on=LATER)
    assert not refusals
    assert (tallies["interactions"], tallies["promises"]) == (Tally(known=1), Tally(known=2))
    assert tallies["rates"] == Tally(known=1, new=1)
    changed = [replace(CALL, note="again"), replace(PROMISE, amount_minor=500), replace(RATE, rate="0.91")]
    assert all(tally == Tally(corrected=1) for tally in record(engine, changed, on=LATER)[0].values())
    assert known_days(engine)["rates"] == [(date(2026, 2, 5), True), (LATER, False), (LATER, False)]


def test_what_is_said_of_an_unknown_invoice_is_refused(engine: Engine) -> None:
    said = [
        ITEM,
        replace(CALL, invoice_id="9"),
        replace(CALL, interaction_id="j", invoice_id=""),
        replace(PROMISE, invoice_id="9"),
    ]
    _, refusals = record(engine, said)
    assert [(refusal.place, refusal.reason) for refusal in refusals] == [(1, "unknown-invoice"), (3, "unknown-invoice")]


@given(st.permutations(range(6)), st.integers(1, 5))
def test_any_split_and_order_of_a_history_gives_the_same_digests(order: list[int], cut: int) -> None:
    """The digest of a record is its own: it does not depend on what was recorded around it."""
    made = [replace(ITEM, invoice_id=str(n), attributes={"b": 1.0, "a": "x"} if n % 2 else {}) for n in range(6)]
    shuffled = [made[n] for n in order]
    assert sorted(r.digest for r in shuffled[:cut] + shuffled[cut:]) == sorted(r.digest for r in made)
    assert len({r.digest for r in made}) == 6


def test_a_first_load_asks_for_nothing_it_cannot_hold(engine: Engine) -> None:
    """Until a key comes again: then it is known, or contradicts what was told."""
    asked: list[str] = []
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["f"], datetime.combine(FIRST, time(), UTC), FIRST)
        event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        recorder.record([replace(PAYMENT, payment_id=str(n)) for n in range(3)])
        assert not [statement for statement in asked if "payments.digest" in statement]
        (refusal,) = recorder.record(
            [replace(PAYMENT, payment_id="1"), replace(PAYMENT, payment_id="2", amount_minor=1)]
        )
        assert [statement for statement in asked if "payments.digest" in statement]
        assert (refusal.place, refusal.reason) == (1, "conflict")
        assert recorder.tallies["payments"] == Tally(new=3, known=1, refused=1)
