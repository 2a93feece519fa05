"""What could be chosen differently, of items of the ledger and of bodies that are not in it."""

from datetime import date, timedelta

import pytest

from ledger.errors import InvalidValue, InvoiceClosed, UnknownInvoice
from ledger.policy import Policy
from ledger.settings import Settings
from rendering.texts import texts
from serving.bodies import KnownItem, NewItem
from serving.book import BookView
from serving.choices import MOST_EXPERIENCES, choice_words, item_choices
from serving.scorer_handle import ScorerHandle
from serving.scoring import score_items
from tests.serving.scored_ledger import TODAY
from training.scorer import Scorer, without_model

ORDER = NewItem.model_validate({
    "customer_id": "C-1", "issued_on": "2026-06-15", "due_on": "2026-07-15", "currency": "EUR", "amount": "4100.00",
    "reference": "o7",
})  # fmt: skip


@pytest.fixture
def scorer(with_model: Settings) -> Scorer:
    return ScorerHandle(with_model.models, threads=1).current(Policy())


@pytest.mark.parametrize("ago", [0, 3])
@pytest.mark.parametrize("asked", [KnownItem(invoice_id="INV-1003"), KnownItem(invoice_id="INV-1001"), ORDER])
def test_as_it_is_is_the_score(view: BookView, scorer: Scorer, asked: KnownItem | NewItem, ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    told = item_choices(view, scorer, asked, day)
    (score,) = score_items(view, scorer, [asked], day, explain=True)
    assert not isinstance(score, Exception)
    own = told.made.as_is
    assert (own.p_late, own.p_unpaid_30d, own.p_unpaid_at_horizon) == (
        score.p_late, score.p_unpaid_30d, score.p_unpaid_at_horizon,
    )  # fmt: skip
    dates = [
        None if days is None else score.as_of + timedelta(days)
        for days in (own.p10_days, own.expected_days, own.p90_days)
    ]
    assert dates == [score.p10_on, score.expected_on, score.p90_on]
    assert (told.customer_id, told.open_minor, told.invoice_id) == (
        score.customer_id,
        score.open_minor,
        score.invoice_id,
    )
    assert told.warnings == tuple(code for code in score.warnings if code not in ("curve-moved", "due-beyond-horizon"))
    assert (own.p_late if told.made.explains == "p_late" else own.p_unpaid_30d) == score.risk_target


def test_what_was_seen_is_counted_once_a_book(view: BookView, scorer: Scorer) -> None:
    for _ in range(2):
        item_choices(view, scorer, ORDER, TODAY)
        item_choices(view, scorer, KnownItem(invoice_id="INV-1003"), TODAY)
    assert len(view.experiences) == 1
    item_choices(view, scorer, ORDER, date(2019, 1, 1))
    assert len(view.experiences) == 2, "what was known before an earlier day"
    for year in range(2000, 2012):
        item_choices(view, scorer, ORDER, date(year, 1, 1))
    assert len(view.experiences) <= MOST_EXPERIENCES


def test_what_has_nothing_to_choose(view: BookView, scorer: Scorer) -> None:
    with pytest.raises(UnknownInvoice):
        item_choices(view, scorer, KnownItem(invoice_id="nope"), TODAY)
    with pytest.raises(InvoiceClosed):
        item_choices(view, scorer, KnownItem(invoice_id="OLD-0"), TODAY)
    with pytest.raises(InvalidValue, match="train one first"):
        item_choices(view, without_model(Policy()), ORDER, TODAY)


def test_every_choice_has_words_in_both_languages(view: BookView, scorer: Scorer) -> None:
    for asked in (ORDER, KnownItem(invoice_id="INV-1003")):
        made = item_choices(view, scorer, asked, TODAY).made
        for one in (made.as_is, *made.ranked):
            words = [choice_words(one, made.planned, texts(language)) for language in ("en", "zh")]
            assert words[0].isascii() and not words[1].isascii()
    made = item_choices(view, scorer, ORDER, TODAY).made
    said = {choice_words(one, True, texts("en")) for one in made.ranked}
    assert {"terms of 14 days", "the amount on 2 invoices", "a deposit of 30% before delivery"} <= said
