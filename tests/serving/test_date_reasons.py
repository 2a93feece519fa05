"""Why an item of the ledger is expected on its day: the score's own date, in words."""

from datetime import timedelta

import pytest

from ledger.errors import InvalidValue, InvoiceClosed, UnknownInvoice
from ledger.policy import Policy
from ledger.scores import GROUPS
from ledger.settings import Settings
from serving.bodies import KnownItem
from serving.book import BookView
from serving.date_reasons import explain_date
from serving.scorer_handle import ScorerHandle
from serving.scoring import score_items
from tests.serving.scored_ledger import TODAY
from training.scorer import Scorer, without_model


@pytest.fixture
def scorer(with_model: Settings) -> Scorer:
    return ScorerHandle(with_model.models, threads=1).current(Policy())


@pytest.mark.parametrize("ago", [0, 3])
def test_it_explains_the_date_of_the_score(view: BookView, scorer: Scorer, ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    for invoice_id in ("INV-1001", "INV-1003"):
        made = explain_date(view, scorer, invoice_id, 1, day)
        (score,) = score_items(view, scorer, [KnownItem(invoice_id=invoice_id)], day, explain=True)
        assert not isinstance(score, Exception)
        assert (made.expected_on, made.due_on, made.customer_id) == (score.expected_on, score.due_on, score.customer_id)
        assert made.reasons.paid.tolist() == pytest.approx(list(score.p_paid_within.values()), abs=1e-12)
        assert [group for _, group in made.ranked()] != [] and {group for _, group in made.ranked()} == set(GROUPS)
        moved = [abs(made.reasons.days[place]) for place, _ in made.ranked()]
        assert moved == sorted(moved, reverse=True)
        assert all(words.en and words.zh for words in made.words)


def test_what_has_no_date_to_explain(view: BookView, scorer: Scorer) -> None:
    with pytest.raises(UnknownInvoice):
        explain_date(view, scorer, "nope", 1, TODAY)
    with pytest.raises(InvoiceClosed):
        explain_date(view, scorer, "OLD-0", 1, TODAY)
    with pytest.raises(InvalidValue, match="basis rule"):
        explain_date(view, without_model(Policy()), "INV-1001", 1, TODAY)
