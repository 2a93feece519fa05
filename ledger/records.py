"""The facts a company may record, one frozen class a kind; what an adapter yields and the recorder takes.

A record says what happened and when (``occurred_on``); when the company knew it is decided by the recorder
(CONTRACTS: first load of a history, or the day it is recorded). ``key`` names the thing a later record of the same
thing corrects. Money is in minor units of ``currency``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import repeat
from operator import attrgetter
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ledger.day import ALWAYS, day_number

DocumentType = Literal["invoice", "credit_note"]
AllocationKind = Literal["cash", "credit", "write_off"]
InteractionKind = Literal["note", "call", "e-mail", "reminder", "statement", "meeting"]
Attributes = Mapping[str, str | float | None]
RETURNED = ":returned"
"""End of the id under which a payment's way back is told, after the id of the payment."""
REVERSED = ":reversed"
"""The same of an allocation that was undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every kind shares: a key, the day it happened, and a digest of what it says."""

    kind: ClassVar[str]
    said_if_stated: ClassVar[tuple[str, ...]] = ()
    """Fields that came later: a record that leaves them None has the digest it had before they existed."""

    @property
    def key(self) -> tuple[str, int | str]:
        raise NotImplementedError

    @property
    def occurred_on(self) -> date:
        raise NotImplementedError

    @property
    def first_known_on(self) -> date:
        """Knowledge day when this is part of the first load of a history: the booking day if there is one."""
        return self.occurred_on

    @property
    def digest(self) -> int:
        """63 bits over everything the record says; equal for equal facts, whatever file they came in."""
        template, values, attributes_at = _NOTATIONS[type(self)]
        said = values(self)
        if attributes_at is not None:
            said = (*said[:attributes_at], sorted(said[attributes_at].items()), *said[attributes_at + 1 :])
        more = [f", {name}={value!a}" for name in self.said_if_stated if (value := getattr(self, name)) is not None]
        return int.from_bytes(blake2b((template % said + "".join(more)).encode(), digest_size=8).digest()) >> 1


def digests(kind: type[Record], said: Sequence[Iterable[Any]]) -> NDArray[np.int64]:
    """``Record.digest`` of many records of a kind, shape (n,): a column a field, attributes as sorted pairs; a ``repeat`` where
    all say the same."""
    parts: list[Iterable[str]] = []
    constant = f"{kind.kind}: "
    for number, (field_, column) in enumerate(zip(_written_fields(kind), said, strict=False)):
        constant += f"{', ' if number else ''}{field_.name}="
        is_escaped = _is_escaped(field_)
        values = column if isinstance(column, repeat) else list(column)
        if isinstance(values, repeat) or (number and _is_one(values)):
            value = next(iter(values))
            constant += ascii(value) if is_escaped else str(value)
            continue
        texts, mark = _texts(values, is_escaped)
        parts += [repeat(constant + mark), texts]
        constant = mark
    written = map("".join, zip(*parts, repeat(constant), strict=False))
    made = b"".join([blake2b(text.encode(), digest_size=8).digest() for text in written])
    return (np.frombuffer(made, dtype=">u8") >> 1).astype(np.int64)


def _is_one(values: list[Any]) -> bool:
    """Whether all are the same text or number: of a currency, it mostly is so."""
    first = values[0]
    return type(first) in {str, int} and values.count(first) == len(values) and len(set(map(type, values))) == 1


def _texts(values: list[Any], is_escaped: bool) -> tuple[Iterable[str], str]:
    """A column as it is digested, and the mark that stands on both sides of each: texts without a sign that ``ascii`` would
    escape stand as they are, which takes half the time."""
    if not is_escaped:
        return map(str, values), ""
    if set(map(type, values)) == {str}:
        together = "".join(values)
        if together.isascii() and together.isprintable() and "'" not in together and "\\" not in together:
            return values, "'"
    return map(ascii, values), ""


def _written_fields(kind: type[Record]) -> "list[Field[Any]]":
    return [one for one in fields(kind) if one.name not in kind.said_if_stated]


def _is_escaped(one: "Field[Any]") -> bool:
    return one.type is str or one.name == "attributes"


def _notation(kind: type[Record]) -> tuple[str, Callable[[Record], tuple[Any, ...]], int | None]:
    """How a kind is written down to be digested: a template in ASCII (the same on every Python), its values, where its
    attributes stand among them."""
    names = [field.name for field in fields(kind) if field.name not in kind.said_if_stated]
    escaped = {field.name for field in fields(kind) if _is_escaped(field)}
    said = ", ".join(f"{name}=%{'a' if name in escaped else 's'}" for name in names)
    at = names.index("attributes") if "attributes" in names else None
    return f"{kind.kind}: {said}", attrgetter(*names), at


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Record):
    kind: ClassVar[str] = "customers"

    customer_id: str
    name: str = ""
    country: str = ""
    industry: str = ""
    parent_id: str = ""
    currency: str = ""
    terms_days: int | None = None
    credit_limit_minor: int | None = None
    email: str = ""
    language: str = ""
    natural_person: bool | None = None
    registered_on: date | None = None
    attributes: Attributes = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int | str]:
        return self.customer_id, 0

    @property
    def occurred_on(self) -> date:
        return ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """An open item: an invoice, or one instalment of it; or a credit note. ``amount_minor`` None: not stated."""

    kind: ClassVar[str] = "items"

    invoice_id: str
    instalment: int = 1
    customer_id: str
    document_type: DocumentType = "invoice"
    number: str = ""
    issued_on: date
    due_on: date
    currency: str
    amount_minor: int | None
    base_minor: int | None = None
    business_unit: str = ""
    purchase_order: str = ""
    attributes: Attributes = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int | str]:
        return self.invoice_id, self.instalment

    @property
    def occurred_on(self) -> date:
        return self.issued_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Record):
    """Money that came in; allocated by ``Allocation``, or unallocated, or on account.

    A negative amount is money that went back: a fact of its own, beside the payment it returns.
    """

    kind: ClassVar[str] = "payments"

    payment_id: str
    customer_id: str
    paid_on: date
    booked_on: date | None = None
    currency: str
    amount_minor: int | None
    method: str = ""
    reference: str = ""

    @property
    def key(self) -> tuple[str, int | str]:
        return self.payment_id, 0

    @property
    def occurred_on(self) -> date:
        return self.paid_on

    @property
    def first_known_on(self) -> date:
        return self.booked_on or self.paid_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Record):
    """What part of a payment or credit note (or a write-off) settles which item.

    ``valued_on`` is the value date (the payment's ``paid_on``, the credit note's day); ``allocated_on`` the day the
    company applied it. ``amount_minor`` None settles in full an item whose amount is not stated; a negative one reverses
    an allocation: a fact of its own, of the same value date, known on the day it was reversed.
    """

    kind: ClassVar[str] = "allocations"

    allocation_id: str
    allocation_kind: AllocationKind = "cash"
    payment_id: str = ""
    credit_note_id: str = ""
    invoice_id: str
    instalment: int = 1
    valued_on: date
    allocated_on: date | None = None
    amount_minor: int | None

    @property
    def key(self) -> tuple[str, int | str]:
        return self.allocation_id, 0

    @property
    def occurred_on(self) -> date:
        return self.valued_on

    @property
    def first_known_on(self) -> date:
        return self.allocated_on or self.valued_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvent(Record):
    """A dispute opens, and later closes: two facts, each with its own day. ``amount_minor`` None: all of the invoice."""

    kind: ClassVar[str] = "disputes"
    said_if_stated: ClassVar[tuple[str, ...]] = ("amount_minor",)

    dispute_id: str
    event: Literal["opened", "closed"]
    invoice_id: str
    happened_on: date
    reason: str = ""
    outcome: str = ""
    amount_minor: int | None = None

    @property
    def key(self) -> tuple[str, int | str]:
        return self.dispute_id, self.event

    @property
    def occurred_on(self) -> date:
        return self.happened_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction(Record):
    """A contact with a customer, about an invoice or in general. ``happened_at`` is kept in UTC."""

    kind: ClassVar[str] = "interactions"

    interaction_id: str
    customer_id: str
    invoice_id: str = ""
    happened_at: datetime
    interaction_kind: InteractionKind = "note"
    by_whom: str = ""
    outcome: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        at = self.happened_at
        object.__setattr__(self, "happened_at", at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))

    @property
    def key(self) -> tuple[str, int | str]:
        return self.interaction_id, 0

    @property
    def occurred_on(self) -> date:
        return self.happened_at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseEvent(Record):
    """A promise to pay is made, and may be withdrawn. Whether it is kept is derived (``ledger/promises.py``), never told.

    ``amount_minor`` in the invoice's currency; None: all that was open. Of a withdrawal only the day counts.
    """

    kind: ClassVar[str] = "promises"

    promise_id: str
    event: Literal["made", "withdrawn"]
    invoice_id: str
    happened_on: date
    promised_for: date | None = None
    amount_minor: int | None = None

    @property
    def key(self) -> tuple[str, int | str]:
        return self.promise_id, self.event

    @property
    def occurred_on(self) -> date:
        return self.happened_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Record):
    """One unit of ``currency`` is ``rate`` units of ``base_currency`` on a day. ``rate`` is an exact decimal as text."""

    kind: ClassVar[str] = "rates"

    currency: str
    base_currency: str
    quoted_on: date
    rate: str

    @property
    def key(self) -> tuple[str, int | str]:
        return f"{self.currency}/{self.base_currency}", day_number(self.quoted_on)

    @property
    def occurred_on(self) -> date:
        return self.quoted_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFigures(Record):
    """Further columns of a customer that hold from a day on, until the next row: income by month, number of employees."""

    kind: ClassVar[str] = "customer_figures"

    customer_id: str
    valid_from: date
    attributes: Attributes = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int | str]:
        return self.customer_id, day_number(self.valid_from)

    @property
    def occurred_on(self) -> date:
        return self.valid_from


KINDS: tuple[type[Record], ...] = (
    Customer, Item, Payment, Allocation, DisputeEvent, Interaction, PromiseEvent, Rate, CustomerFigures,
)  # fmt: skip
"""In the order in which one refers to another."""

_NOTATIONS = {kind: _notation(kind) for kind in KINDS}
