"""What could be chosen differently, of an item of the ledger or of a body that is not in it: the same for the API and the page."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from features.subjects import Subjects
from ledger.day import day_number
from rendering.texts import Texts
from serving.bodies import KnownItem, NewItem
from serving.book import BookView
from serving.scoring import MODEL_NEWER, new_subjects, new_warnings, scorable, subjects_on, trained_on
from training.choices import Choice, Choices, choices
from training.experience import Experience, experience
from training.options import Wanted, method_column
from training.scorer import Scorer

MOST_EXPERIENCES = 4
"""Days kept a book; each earlier day asked for has one of its own."""


@dataclass(frozen=True, slots=True)
class ItemChoices:
    """An item by its names, and what could be chosen of it. Days since 1970, money in minor units."""

    invoice_id: str
    instalment: int
    customer_id: str
    currency: str
    issued_on: int
    due_on: int
    open_minor: int
    model_version: str
    warnings: tuple[str, ...]
    made: Choices


def item_choices(
    view: BookView, scorer: Scorer, asked: KnownItem | NewItem, as_of: date, wanted: Wanted | None = None
) -> ItemChoices:
    """As ``scoring`` scores it: on the view's own day with what has come in since, else as of the start of the day.

    ``UnknownInvoice``, ``InvoiceClosed``, ``InvalidValue`` (a credit note, no model).
    """
    warnings: tuple[str, ...] = (MODEL_NEWER,) if day_number(as_of) < trained_on(scorer) else ()
    if isinstance(asked, NewItem):
        item = new_subjects(view, [asked], as_of)
        names = asked.reference, 1, asked.customer_id, asked.currency
        warnings = (*warnings, *new_warnings(view, asked, as_of))
    else:
        code = scorable(view, asked.invoice_id, asked.instalment, as_of)
        item = subjects_on(view, np.array([code], dtype=np.int32), as_of)
        customer_id = str(view.arrays.customer_id[item.customer[0]])
        names = asked.invoice_id, asked.instalment, customer_id, view.currency(code)
    made = choices(scorer, view.index, item, _experience(view, scorer, item), wanted)
    return ItemChoices(
        *names, int(item.issued_on[0]), int(item.due_on[0]), int(item.open[0]), scorer.model.version, warnings, made
    )


def choice_words(choice: Choice, planned: bool, t: Texts) -> str:
    """What would be chosen, to stand after "with": terms of 30 days."""
    if choice.kind == "payment_method":
        return t("choices.kind.payment_method", method=choice.value)
    if choice.kind == "instalments" and not planned:
        return t("choices.kind.agreed", n=choice.value)
    return t(f"choices.kind.{choice.kind}", n=choice.value)


def _experience(view: BookView, scorer: Scorer, item: Subjects) -> Experience:
    """Of what was known when the model was trained, or before the day asked for where that is earlier; counted once a book."""
    before = min(int(item.as_of[0]), trained_on(scorer))
    key = before, method_column(scorer)
    found = view.experiences.get(key)
    if found is None:
        if len(view.experiences) >= MOST_EXPERIENCES:
            view.experiences.clear()
        view.experiences[key] = found = experience(view.index, *key)
    return found
