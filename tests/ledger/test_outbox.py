"""The outbox: one of each message ever, taken by one sender, never sent again by itself when its fate is unknown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from ledger.connection import reading, transact, writing
from ledger.errors import InvalidValue
from ledger.outbox import LEASE, Message, conclude, decide, post, read_outbox, take

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def message(number: int) -> Message:
    return Message("e-mail", "ap@example.org", {"subject": "对账单"}, f"statement {number}")


def left(engine: Engine, *numbers: int, at: datetime = AT) -> list[bool]:
    with writing(engine) as connection:
        return [post(connection, message(number), at=at) for number in numbers]


def states(engine: Engine) -> dict[int, str]:
    with reading(engine) as connection:
        every = read_outbox(connection, ["waiting", "sending", "sent", "refused", "unknown"])
    return {posted.message_no: posted.state for posted in every}


def test_one_of_it_ever(engine: Engine) -> None:
    assert left(engine, 1, 2, 1) == [True, True, False]
    with writing(engine) as connection:
        taken = take(connection, at=AT)
        for posted in taken:
            conclude(connection, posted.message_no, "sent", told="250 OK", at=AT)
    assert [posted.message for posted in taken] == [message(1), message(2)]
    assert left(engine, 1) == [False], "sent is not forgotten"
    assert states(engine) == {1: "sent", 2: "sent"}


def test_what_is_undone_leaves_no_message(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        post(connection, message(1), at=AT)
        raise RuntimeError
    assert states(engine) == {}


def test_each_message_is_taken_by_one_sender(engine: Engine) -> None:
    left(engine, *range(30))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: transact(engine, lambda open_: take(open_, at=AT, most=5)), range(8)))
    numbers = [posted.message_no for some in found for posted in some]
    assert sorted(numbers) == list(range(1, 31))


def test_a_killed_sender_leaves_a_person_to_decide(engine: Engine) -> None:
    left(engine, 1, 2)
    with writing(engine) as connection:
        assert len(take(connection, at=AT)) == 2
    with writing(engine) as connection:
        assert take(connection, at=AT + LEASE) == [], "it may still be at work"
        assert take(connection, at=AT + LEASE + MINUTE) == [], "nobody knows whether they left"
    assert states(engine) == {1: "unknown", 2: "unknown"}
    with writing(engine) as connection:
        decide(connection, 1, send_again=True, by="ann", at=AT)
        decide(connection, 2, send_again=False, by="ann", at=AT)
        with pytest.raises(InvalidValue, match="nothing to decide"):
            decide(connection, 2, send_again=True, by="ann", at=AT)
        assert [(posted.message_no, posted.attempts) for posted in take(connection, at=AT)] == [(1, 2)]
    assert states(engine) == {1: "sending", 2: "sent"}


def test_later_and_again(engine: Engine) -> None:
    with writing(engine) as connection:
        post(connection, message(1), at=AT, not_before=AT + MINUTE)
        assert take(connection, at=AT) == []
        assert len(take(connection, at=AT + MINUTE)) == 1
        conclude(connection, 1, "waiting", told="421 later", at=AT + MINUTE, again_at=AT + 5 * MINUTE)
        assert take(connection, at=AT + 4 * MINUTE) == []
        assert take(connection, at=AT + 5 * MINUTE)[0].told == "421 later"


def test_nothing_is_concluded_twice(engine: Engine) -> None:
    left(engine, 1)
    with writing(engine) as connection:
        with pytest.raises(InvalidValue, match="not being sent"):
            conclude(connection, 1, "sent", told="", at=AT)
        take(connection, at=AT)
        with pytest.raises(InvalidValue, match="concludes nothing"):
            conclude(connection, 1, "waiting", told="", at=AT)
        conclude(connection, 1, "refused", told="550 unknown", at=AT)
        with pytest.raises(InvalidValue, match="not being sent"):
            conclude(connection, 1, "sent", told="", at=AT)
    with pytest.raises(InvalidValue, match="recipient"), writing(engine) as connection:
        post(connection, Message("e-mail", "", {}, "x"), at=AT)
