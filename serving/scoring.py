"""Scoring what a request asks for: items of the ledger and bodies that are not in it, through the one scorer.

History is as of the start of the day. On the day itself the state is live: a payment that came in a moment ago counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from features.subjects import Subjects, subjects_at
from ledger.arrays import NO_DAY
from ledger.day import Days, day_number
from ledger.errors import DuecastError, InvalidValue, InvoiceClosed, UnknownInvoice
from ledger.money import exponent, to_minor
from ledger.scores import Score
from ledger.settlement import closed_on
from serving.bodies import KnownItem, NewItem
from serving.book import BookView
from training.scorer import Scorer

MODEL_NEWER = "model-newer-than-as-of"
"""Warning: the model was trained on days after the one asked for, so the score knows more than was known then."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names of n subjects, in their order."""

    invoice_id: list[str]
    instalment: list[int]
    customer_id: list[str]
    currency: list[str]


def score_items(
    view: BookView, scorer: Scorer, asked: Sequence[KnownItem | NewItem], as_of: date, *, explain: bool
) -> list[Score | DuecastError]:
    """One answer an item, in order: a score, or the error of that item alone (unknown, closed, a credit note)."""
    answers: list[Score | DuecastError] = [UnknownInvoice("")] * len(asked)
    known: list[tuple[int, int]] = []
    new: list[tuple[int, NewItem]] = []
    for position, item in enumerate(asked):
        if isinstance(item, NewItem):
            new.append((position, item))
            continue
        try:
            known.append((position, scorable(view, item.invoice_id, item.instalment, as_of)))
        except DuecastError as error:
            answers[position] = error
    if known:
        codes = np.array([code for _, code in known], dtype=np.int32)
        made = scores_of(view, scorer, codes, as_of, explain=explain)
        for (position, _), score in zip(known, made, strict=True):
            answers[position] = score
    if new:
        bodies = [body for _, body in new]
        subjects, named = new_subjects(view, bodies, as_of), _new_names(bodies)
        made = _scores(view, scorer, subjects, named, explain=explain)
        for (position, body), score in zip(new, made, strict=True):
            answers[position] = replace(score, warnings=score.warnings + new_warnings(view, body, as_of))
    return answers


def scores_of(view: BookView, scorer: Scorer, codes: Days, as_of: date, *, explain: bool) -> list[Score]:
    """Scores of items of the ledger by their codes; live state where ``as_of`` is the view's own day."""
    subjects = subjects_on(view, codes, as_of)
    named = Named(
        invoice_id=[str(view.arrays.invoice_id[code]) for code in codes],
        instalment=[int(view.arrays.instalment[code]) for code in codes],
        customer_id=[str(view.arrays.customer_id[code]) for code in subjects.customer],
        currency=[view.currency(code) for code in codes],
    )
    return _scores(view, scorer, subjects, named, explain=explain)


def subjects_on(view: BookView, codes: Days, as_of: date) -> Subjects:
    """Items of the ledger as of a day; live state where it is the view's own."""
    subjects = subjects_at(view.index, codes, np.full(len(codes), day_number(as_of), dtype=np.int32))
    return _live(view, subjects) if as_of == view.today else subjects


def open_codes(view: BookView, as_of: date) -> Days:
    """Codes of the invoice items that are issued and open: now where it is the view's own day, else at its start."""
    versions, day = view.arrays.items, day_number(as_of)
    owed = ~versions.credit_note & (versions.issued_on <= day)
    if as_of == view.today:
        live = (view.version >= 0) & (view.closing < 0)
        live[live] = owed[view.version[live]]
        return np.flatnonzero(live).astype(np.int32)
    standing = (versions.known_on < day) & (versions.until >= day) & owed
    codes = np.unique(versions.item[standing])
    closed = closed_on(view.closings, codes, np.full(len(codes), day, dtype=np.int32))
    return codes[closed < 0].astype(np.int32)


def _scores(view: BookView, scorer: Scorer, subjects: Subjects, named: Named, *, explain: bool) -> list[Score]:
    scored = scorer.score(view.index, subjects, explain=explain)
    made = scored.scores(named.invoice_id, named.instalment, named.customer_id, named.currency, view.policy)
    # the day asked for, not the score's own: that of a planned invoice is its issue day
    newer = subjects.as_of < trained_on(scorer)
    return [
        replace(score, warnings=(*score.warnings, MODEL_NEWER)) if told else score
        for score, told in zip(made, newer.tolist(), strict=True)
    ]


def trained_on(scorer: Scorer) -> int:
    """The as-of day of the model's training, in days since 1970; the rule of thumb was not trained: before all days."""
    return int(scorer.model.metadata.get("as_of", NO_DAY))


def scorable(view: BookView, invoice_id: str, instalment: int, as_of: date) -> int:
    """The item's code; ``UnknownInvoice``, ``InvoiceClosed`` or ``InvalidValue`` where it is not scored."""
    code = view.item_code(invoice_id, instalment)
    name = f"invoice {invoice_id!r}"
    versions = view.arrays.items
    if versions.credit_note[view.version[code]]:
        raise InvalidValue(f"{name} is a credit note; only what a customer owes is scored")
    if as_of == view.today:
        closed = view.closing[code] >= 0
    else:
        day = np.array([day_number(as_of)], dtype=np.int32)
        if versions.known_on[np.searchsorted(versions.item, code)] > day[0]:
            raise UnknownInvoice(f"{name} was not known on {as_of}; ask for a later day")
        closed = closed_on(view.closings, np.array([code], dtype=np.int32), day)[0] >= 0
    if closed:
        raise InvoiceClosed(f"{name} is closed; a closed invoice is not scored")
    return code


def _live(view: BookView, subjects: Subjects) -> Subjects:
    """The same with what has come in today: open amount, share paid, dispute."""
    left = view.open_minor[subjects.item]
    stated = subjects.amount > 0
    share = np.where(stated, 1.0 - left / np.where(stated, subjects.amount, 1), 0.0)
    return replace(
        subjects,
        open=left,
        paid_share=np.clip(share, 0.0, 1.0),
        disputed=np.isin(subjects.invoice, np.array(sorted(view.disputed), dtype=np.int32)),
        memo={},
    )


def new_subjects(view: BookView, bodies: Sequence[NewItem], as_of: date) -> Subjects:
    """Bodies that are not in the ledger, as of a day."""
    amounts = np.array([to_minor(body.amount, body.currency) for body in bodies], dtype=np.int64)
    worth = [_in_base(view, body, as_of) for body in bodies]
    count = len(bodies)
    return Subjects(
        customer=np.array([view.customer_codes.get(body.customer_id, -1) for body in bodies], dtype=np.int32),
        item=np.full(count, -1, dtype=np.int32),
        invoice=np.full(count, -1, dtype=np.int32),
        issued_on=np.array([day_number(body.issued_on) for body in bodies], dtype=np.int32),
        due_on=np.array([day_number(body.due_on) for body in bodies], dtype=np.int32),
        amount=amounts,
        base=np.array([minor or 0 for minor in worth], dtype=np.int64),
        base_known=np.array([minor is not None for minor in worth], dtype=np.bool_),
        decimals=np.array([exponent(body.currency) for body in bodies], dtype=np.int64),
        open=amounts,
        paid_share=np.zeros(count),
        purchase_order=np.array([bool(body.purchase_order) for body in bodies], dtype=np.bool_),
        disputed=np.zeros(count, dtype=np.bool_),
        as_of=np.full(count, day_number(as_of), dtype=np.int32),
        attributes=_attributes(bodies),
    )


def _in_base(view: BookView, body: NewItem, as_of: date) -> int | None:
    """By the rates known at the end of ``as_of``, as of an invoice that came in that day; of a planned one by that day's rate."""
    day, minor = day_number(as_of), to_minor(body.amount, body.currency)
    return view.quotes.base_amount(minor, body.currency, min(day_number(body.issued_on), day), day)


def _attributes(bodies: Sequence[NewItem]) -> NDArray[np.object_] | None:
    told = np.empty(len(bodies), dtype=object)
    told[:] = [body.attributes for body in bodies]
    return told if any(body.attributes for body in bodies) else None


def _new_names(bodies: Sequence[NewItem]) -> Named:
    return Named(
        invoice_id=[body.reference for body in bodies],
        instalment=[1] * len(bodies),
        customer_id=[body.customer_id for body in bodies],
        currency=[body.currency for body in bodies],
    )


def new_warnings(view: BookView, body: NewItem, as_of: date) -> tuple[str, ...]:
    """What the reader of a body's score has to know."""
    found = (
        ("unknown-customer", body.customer_id not in view.customer_codes),
        ("no-rate", _in_base(view, body, as_of) is None),
        ("before-issue", body.issued_on > as_of),
    )
    return tuple(code for code, holds in found if holds)
