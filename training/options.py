"""What a company can choose about an invoice: before issue its terms, its parts, a deposit, the way to pay; after issue instalments
by agreement and the way to pay. Nothing that the customer or the calendar decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from features.index import FeatureIndex
from features.subjects import Subjects
from features.worth import worth
from ledger.further_columns import FurtherColumn, further_columns
from training.experience import ENOUGH_INVOICES, Experience
from training.scorer import Scorer

Kind = Literal["as_is", "terms", "two_invoices", "instalments", "deposit", "payment_method"]
USUAL_TERMS_DAYS = (14, 30, 45, 60, 90)
MOST_OF_THE_BOOK = 3
"""So many of the book's own most frequent terms are asked about beside the usual ones of trade."""
MOST_METHODS = 5
INSTALMENTS = (2, 3)
DEPOSITS_PERCENT = (30, 50)
SHORTEST_PART_DAYS = 7
"""Instalments before issue are due evenly up to the due day, none of them sooner than this after the one before."""
AGREED_GAP_DAYS, AGREED_FIRST_DAYS = 30, 7
"""Instalments agreed upon after issue: the first on the due day (a week from now once it has passed), then month by month."""
METHOD_COLUMNS = frozenset({
    "payment_method", "method_of_payment", "way_to_pay", "zahlungsart", "zahlungsweise", "付款方式", "支付方式", "结算方式",
})  # fmt: skip
"""Names under which a further column of invoices says how they are to be paid."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask about. ``terms_days`` None: the usual terms of trade and the book's own."""

    terms_days: tuple[int, ...] | None = None
    instalments: tuple[int, ...] = INSTALMENTS
    deposit_percent: tuple[int, ...] = DEPOSITS_PERCENT


@dataclass(frozen=True, slots=True)
class Part:
    """One open item that a choice would make. Money in minor units."""

    due_on: int
    amount: int
    open: int
    base: int
    paid_share: float = 0.0
    attributes: Any = None


@dataclass(frozen=True, slots=True)
class Option:
    """``value``: days of terms, number of parts, percent, or the way to pay. ``in_hand``: minor units paid before delivery."""

    kind: Kind
    value: int | str
    parts: tuple[Part, ...]
    seen: int  # invoices of the book that are like it
    of_customer: int | None  # those of the customer; None: not counted, it is known by more than terms and amounts
    in_hand: int = 0


def is_planned(item: Subjects) -> bool:
    """Whether terms can still be chosen: it is to be issued later, or on the day asked for and not in the ledger yet."""
    issued_on, as_of = int(item.issued_on[0]), int(item.as_of[0])
    return issued_on > as_of or (int(item.item[0]) < 0 and issued_on == as_of)


def method_column(scorer: Scorer) -> FurtherColumn | None:
    """The column the model sees that names the way to pay; None: it knows none."""
    seen = further_columns(scorer.model.further, "invoice")
    named = (one for one in seen if one.kind == "category" and one.name.strip().lower() in METHOD_COLUMNS)
    return next(named, None)


def options(
    index: FeatureIndex, item: Subjects, seen: Experience, wanted: Wanted, method: FurtherColumn | None
) -> tuple[Option, ...]:
    """As it is, then all that can be chosen of one item (``item`` of length 1)."""
    return tuple(_Asking(index, item, seen, wanted, method).all())


def as_subjects(item: Subjects, parts: list[Part]) -> Subjects:
    """``item`` (length 1) once a part, with the part's days and amounts; all else is the item's."""
    attributes = np.empty(len(parts), dtype=object)
    attributes[:] = [part.attributes for part in parts]
    return replace(
        item.take(np.zeros(len(parts), dtype=np.int64)),
        due_on=np.array([part.due_on for part in parts], dtype=np.int32),
        amount=np.array([part.amount for part in parts], dtype=np.int64),
        open=np.array([part.open for part in parts], dtype=np.int64),
        base=np.array([part.base for part in parts], dtype=np.int64),
        paid_share=np.array([part.paid_share for part in parts]),
        attributes=attributes if any(one is not None for one in attributes) else None,
        memo={},
    )


def split(minor: int, count: int) -> list[int]:
    """Nearly equal whole parts that add up, the larger ones first."""
    least, more = divmod(minor, count)
    return [least + (number < more) for number in range(count)]


class _Asking:
    def __init__(
        self, index: FeatureIndex, item: Subjects, seen: Experience, wanted: Wanted, method: FurtherColumn | None
    ) -> None:
        self.index, self.item, self.seen, self.wanted, self.method = index, item, seen, wanted, method
        self.issued_on, self.due_on = int(item.issued_on[0]), int(item.due_on[0])
        told = None if item.attributes is None else item.attributes[0]
        self.own = Part(
            self.due_on, int(item.amount[0]), int(item.open[0]), int(item.base[0]), float(item.paid_share[0]), told
        )

    def all(self) -> Iterator[Option]:
        yield self._option("as_is", 0, (self.own,))
        if is_planned(self.item):
            yield from self._terms()
            if self.own.open >= 2:
                yield self._option("two_invoices", 2, self._parts([self.due_on] * 2))
            yield from self._instalments_before_issue()
            yield from self._deposits()
        else:
            yield from self._instalments_by_agreement()
        yield from self._methods()

    def _terms(self) -> Iterator[Option]:
        asked = self.wanted.terms_days
        if asked is None:
            asked = tuple(sorted({*USUAL_TERMS_DAYS, *self.seen.usual_terms[:MOST_OF_THE_BOOK]}))
        for days in dict.fromkeys(asked):
            if self.issued_on + days != self.due_on:
                yield self._option("terms", days, (replace(self.own, due_on=self.issued_on + days),))

    def _instalments_before_issue(self) -> Iterator[Option]:
        terms = self.due_on - self.issued_on
        for count in dict.fromkeys(self.wanted.instalments):
            if terms >= SHORTEST_PART_DAYS * count and self.own.open >= count:
                due = [self.issued_on + round(terms * (number + 1) / count) for number in range(count)]
                yield self._option("instalments", count, self._parts(due), most=self.seen.instalments)

    def _instalments_by_agreement(self) -> Iterator[Option]:
        first = max(self.due_on, int(self.item.as_of[0]) + AGREED_FIRST_DAYS)
        for count in dict.fromkeys(self.wanted.instalments):
            if self.own.open >= count:
                due = [first + AGREED_GAP_DAYS * number for number in range(count)]
                yield self._option("instalments", count, self._parts(due), most=self.seen.replanned)

    def _deposits(self) -> Iterator[Option]:
        for percent in dict.fromkeys(self.wanted.deposit_percent):
            in_hand = self.own.amount * percent // 100
            if 0 < in_hand < self.own.amount == self.own.open:
                rest = replace(self.own, open=self.own.amount - in_hand, paid_share=in_hand / self.own.amount)
                most = self.seen.part_paid(percent / 100)
                yield self._option("deposit", percent, (rest,), most=most, in_hand=in_hand)

    def _methods(self) -> Iterator[Option]:
        if self.method is None:
            return
        told = self.own.attributes or {}
        now = str(told.get(self.method.name) or "").strip()
        often = [(name, count) for name, count in self.seen.methods if count >= ENOUGH_INVOICES and name != now]
        for name, count in often[:MOST_METHODS]:
            changed = replace(self.own, attributes=told | {self.method.name: name})
            yield self._option("payment_method", name, (changed,), most=count)

    def _parts(self, due: list[int]) -> tuple[Part, ...]:
        """Equal parts, due on the given days; each is partly paid as the whole is."""
        amounts, opens, bases = (split(of, len(due)) for of in (self.own.amount, self.own.open, self.own.base))
        return tuple(
            replace(self.own, due_on=day, amount=amount, open=left, base=base)
            for day, amount, left, base in zip(due, amounts, opens, bases, strict=True)
        )

    def _option(
        self, kind: Kind, value: int | str, parts: tuple[Part, ...], *, most: int | None = None, in_hand: int = 0
    ) -> Option:
        """With what was seen of it: of its rarest part, and not more than ``most``."""
        base = np.array([part.base for part in parts], dtype=np.int64)
        known = np.repeat(self.item.base_known, len(parts))
        kinds = [
            (part.due_on - self.issued_on, int(value))
            for part, value in zip(parts, worth(base, known, self.index.base_decimals), strict=True)
        ]
        kinds = list(dict.fromkeys(kinds))
        seen = min(self.seen.alike(*one) for one in kinds)
        if most is not None:
            return Option(kind, value, parts, min(seen, most), None, in_hand)
        of_customer = min(self.seen.alike(*one, customer=int(self.item.customer[0])) for one in kinds)
        return Option(kind, value, parts, seen, of_customer)
