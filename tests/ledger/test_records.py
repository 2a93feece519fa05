"""Records: the digest says what a fact says, whatever order its attributes came in; keys and days are those of the fact."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from ledger.records import KINDS, Allocation, Customer, DisputeEvent, Interaction, Item, Payment

ITEM = Item(
    invoice_id="1", customer_id="A", issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31), currency="EUR", amount_minor=100,
    attributes={"channel": "web", "weight": 2.0},
)  # fmt: skip


def test_equal_facts_have_equal_digests() -> None:
    assert replace(ITEM, attributes={"weight": 2.0, "channel": "web"}).digest == ITEM.digest
    assert 0 <= ITEM.digest < 2**63


def test_any_difference_changes_the_digest() -> None:
    changed = [
        replace(ITEM, amount_minor=101), replace(ITEM, amount_minor=None), replace(ITEM, due_on=date(2026, 2, 1)),
        replace(ITEM, instalment=2), replace(ITEM, attributes={}), replace(ITEM, number="1"),
    ]  # fmt: skip
    assert len({record.digest for record in changed} | {ITEM.digest}) == 7


def test_kinds_do_not_collide() -> None:
    assert len({kind.kind for kind in KINDS}) == len(KINDS) == 9
    assert (
        Customer(customer_id="1").digest
        != Payment(payment_id="1", customer_id="1", paid_on=date(2026, 1, 1), currency="EUR", amount_minor=1).digest
    )


def test_hostile_text_has_a_digest_too() -> None:
    assert Customer(customer_id="\ud800", name="\u202e'; DROP").digest > 0


def test_a_payment_is_first_known_when_booked() -> None:
    paid = Payment(payment_id="p", customer_id="A", paid_on=date(2026, 2, 10), currency="EUR", amount_minor=1)
    assert paid.first_known_on == date(2026, 2, 10)
    assert replace(paid, booked_on=date(2026, 2, 12)).first_known_on == date(2026, 2, 12)


def test_an_allocation_is_valued_when_paid_and_known_when_applied() -> None:
    applied = Allocation(
        allocation_id="a", invoice_id="1", valued_on=date(2026, 2, 10), allocated_on=date(2026, 3, 1), amount_minor=1
    )
    assert (applied.occurred_on, applied.first_known_on) == (date(2026, 2, 10), date(2026, 3, 1))


def test_a_dispute_without_an_amount_has_the_digest_it_always_had() -> None:
    """Ledgers were written before disputes had amounts: the same file again must be known."""
    opened = DisputeEvent(dispute_id="d", event="opened", invoice_id="1", happened_on=date(2026, 2, 2), reason="price")
    assert opened.digest == 7372572053256449754
    assert replace(opened, amount_minor=0).digest != 7372572053256449754


def test_an_interaction_is_kept_in_utc() -> None:
    """At one o'clock in the morning of Shanghai it is still the day before."""
    at = datetime(2026, 3, 5, 1, tzinfo=timezone(timedelta(hours=8)))
    called = Interaction(interaction_id="i", customer_id="A", happened_at=at)
    assert called.happened_at == datetime(2026, 3, 4, 17, tzinfo=UTC)
    assert called.occurred_on == date(2026, 3, 4)
    assert called.digest == replace(called, happened_at=datetime(2026, 3, 4, 17, tzinfo=UTC)).digest
