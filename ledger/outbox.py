"""What leaves the house: mail and webhooks wait here, in the transaction of what they tell of, until a sender takes them.

waiting → sending → sent | refused; a sender that may or may not have delivered (it was killed, the other side fell silent after
the data) leaves ``unknown``: a person decides, the program never sends such a message again by itself. ``once_key`` says what a
message is (level 2 of the reminders of invoice 7): there is one of it, ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from ledger.bulk import among
from ledger.errors import InvalidValue
from ledger.service_tables import outbox

State = Literal["waiting", "sending", "sent", "refused", "unknown"]
LEASE = timedelta(minutes=10)
"""How long a sender may take; after it nobody can tell whether the message left."""


@dataclass(frozen=True, slots=True)
class Message:
    """``channel``: e-mail, webhook …; ``content`` is anything JSON holds."""

    channel: str
    recipient: str
    content: Any
    once_key: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands; ``told``: what the other side, or the program, said last."""

    message_no: int
    message: Message
    state: State
    attempts: int
    told: str


def post(connection: Connection, message: Message, *, at: datetime, not_before: datetime | None = None) -> bool:
    """Leave a message to be sent, inside the caller's writing transaction; False: it was left before, whatever became of it."""
    if not (message.recipient and message.once_key):
        raise InvalidValue(f"a message by {message.channel} needs a recipient and a key that says what it is")
    known = select(outbox.c.message_no).where(outbox.c.once_key == message.once_key)
    if connection.execute(known).first() is not None:
        return False
    now = at.astimezone(UTC)
    connection.execute(
        insert(outbox).values(
            channel=message.channel, recipient=message.recipient, content=message.content, once_key=message.once_key,
            state="waiting", created_at=now, not_before=(not_before or at).astimezone(UTC), attempts=0, changed_at=now, told="",
        )
    )  # fmt: skip
    return True


def take(connection: Connection, *, at: datetime, most: int = 20) -> list[Posted]:
    """Messages that are due, oldest first, now ``sending``: commit before anything is sent, so that nobody else sends them.

    What another sender took longer than ``LEASE`` ago becomes ``unknown``.
    """
    now = at.astimezone(UTC)
    lost = (outbox.c.state == "sending") & (outbox.c.changed_at < now - LEASE)
    told = "its sender ended before it said what became of it"
    connection.execute(update(outbox).where(lost).values(state="unknown", changed_at=now, told=told))
    due = select(outbox).where(outbox.c.state == "waiting", outbox.c.not_before <= now)
    rows = connection.execute(due.order_by(outbox.c.message_no).limit(most)).all()
    taken = among(connection, outbox.c.message_no, [row.message_no for row in rows])
    attempts = outbox.c.attempts + 1
    connection.execute(update(outbox).where(taken).values(state="sending", changed_at=now, attempts=attempts))
    return [_posted(row, "sending", row.attempts + 1) for row in rows]


def conclude(
    connection: Connection, message_no: int, state: State, *, told: str, at: datetime, again_at: datetime | None = None
) -> None:
    """Say what became of a message that was taken: sent, refused, unknown; or waiting again until ``again_at``.

    ``InvalidValue`` where it is not being sent: somebody else has decided about it since.
    """
    if (state == "waiting") != (again_at is not None) or state == "sending":
        raise InvalidValue(f"{state!r} concludes nothing: say sent, refused, unknown, or waiting with a time")
    now = at.astimezone(UTC)
    values: dict[str, Any] = {"state": state, "told": told, "changed_at": now}
    if again_at is not None:
        values["not_before"] = again_at.astimezone(UTC)
    mine = (outbox.c.message_no == message_no) & (outbox.c.state == "sending")
    if connection.execute(update(outbox).where(mine).values(**values)).rowcount != 1:
        raise InvalidValue(f"message {message_no} is not being sent: look at what was decided about it")


def decide(connection: Connection, message_no: int, *, send_again: bool, by: str, at: datetime) -> None:
    """A person's word on a message of unknown fate: send it again, or leave it as sent."""
    now, state = at.astimezone(UTC), "waiting" if send_again else "sent"
    values = {"state": state, "told": f"{'again' if send_again else 'left'}, decided by {by}", "changed_at": now}
    unknown = (outbox.c.message_no == message_no) & (outbox.c.state == "unknown")
    if connection.execute(update(outbox).where(unknown).values(**values, not_before=now)).rowcount != 1:
        raise InvalidValue(f"message {message_no} is not of unknown fate: there is nothing to decide")


def read_outbox(connection: Connection, states: Sequence[State]) -> list[Posted]:
    """Messages in these states, oldest first."""
    rows = connection.execute(select(outbox).where(outbox.c.state.in_(states)).order_by(outbox.c.message_no))
    return [_posted(row, row.state, row.attempts) for row in rows]


def _posted(row: Any, state: State, attempts: int) -> Posted:
    message = Message(row.channel, row.recipient, row.content, row.once_key)
    return Posted(row.message_no, message, state, attempts, row.told)
