"""Scoring what is asked for: one path for ledger items and bodies, live state today, start of day before, before issue."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from sqlalchemy import Engine

from features.feature import catalog
from ledger.connection import writing
from ledger.day import day_number
from ledger.errors import DuecastError
from ledger.money import to_minor
from ledger.recording import Recorder
from ledger.records import Item, Rate
from ledger.scores import Score
from ledger.settings import Settings
from rendering.texts import LANGUAGES, texts
from serving.bodies import KnownItem, NewItem
from serving.book import BookView, read_book
from serving.scorer_handle import ScorerHandle
from serving.scoring import MODEL_NEWER, open_codes, score_items
from tests.serving.scored_ledger import NOW, OPEN, TODAY, pay
from training.scorer import Scorer


@pytest.fixture
def scorer(with_model: Settings, view: BookView) -> Scorer:
    return ScorerHandle(with_model.models, threads=1).current(view.policy)


def body(**changes: object) -> NewItem:
    given = {
        "customer_id": "C-1",
        "issued_on": TODAY,
        "due_on": date(2026, 7, 15),
        "currency": "EUR",
        "amount": Decimal("4100"),
    }
    return NewItem.model_construct(**(given | {"reference": "mine", "purchase_order": ""} | changes))


def scored(view: BookView, scorer: Scorer, *asked: KnownItem | NewItem, as_of: date = TODAY) -> list[Score]:
    made = score_items(view, scorer, asked, as_of, explain=True)
    assert not [one for one in made if isinstance(one, DuecastError)], made
    return [one for one in made if isinstance(one, Score)]


def code_of(view: BookView, scorer: Scorer, invoice_id: str, instalment: int = 1, as_of: date = TODAY) -> str:
    item = KnownItem(invoice_id=invoice_id, instalment=instalment)
    (made,) = score_items(view, scorer, [item], as_of, explain=False)
    assert isinstance(made, DuecastError)
    return made.code


def test_a_score_of_the_ledger_is_coherent_and_its_reasons_add_up(view: BookView, scorer: Scorer) -> None:
    for score in scored(view, scorer, *(KnownItem(invoice_id=o.invoice_id, instalment=o.instalment) for o in OPEN)):
        assert score.as_of == TODAY and score.basis == "model" and score.model_version == scorer.model.version
        assert 0 < score.risk_target < 1 and len(score.reasons) == 7
        points = sum(reason.points for reason in score.reasons)
        assert points == pytest.approx(score.risk_target - score.base_probability, abs=1e-6)
        if score.expected_on:
            assert score.expected_on >= TODAY


def test_answers_stand_in_the_order_asked_and_depend_on_nothing_else(view: BookView, scorer: Scorer) -> None:
    asked = [KnownItem(invoice_id="INV-1003"), body(), KnownItem(invoice_id="INV-1001"), body(customer_id="nobody")]
    together = scored(view, scorer, *asked)
    assert [score.invoice_id for score in together] == ["INV-1003", "mine", "INV-1001", "mine"]
    assert together == [scored(view, scorer, one)[0] for one in asked]
    assert list(reversed(together)) == scored(view, scorer, *reversed(asked))


def test_a_body_scores_as_the_same_invoice_in_the_ledger(view: BookView, scorer: Scorer) -> None:
    """INV-1007 was issued on 12 June; described as a body it is the customer's second such invoice, so nearly the same."""
    known = scored(view, scorer, KnownItem(invoice_id="INV-1007"))[0]
    told = scored(view, scorer, body(issued_on=known.issued_on, due_on=known.due_on, amount=Decimal("4100.00")))[0]
    assert told.open_minor == known.open_minor and told.due_on == known.due_on
    assert abs(told.risk_target - known.risk_target) < 0.25


def test_what_cannot_be_scored_is_an_error_of_that_item_only(view: BookView, scorer: Scorer) -> None:
    assert code_of(view, scorer, "nope") == "unknown-invoice"
    assert code_of(view, scorer, "INV-1006", 9) == "unknown-invoice"
    assert code_of(view, scorer, "OLD-0") == "closed"
    assert code_of(view, scorer, "INV-1007", as_of=date(2026, 5, 1)) == "unknown-invoice"
    made = score_items(
        view, scorer, [KnownItem(invoice_id="nope"), KnownItem(invoice_id="INV-1001")], TODAY, explain=False
    )
    assert isinstance(made[0], DuecastError) and isinstance(made[1], Score) and made[1].reasons == ()


def test_today_is_live_and_yesterday_is_the_start_of_the_day(
    view: BookView, scorer: Scorer, sqlite_engine: Engine
) -> None:
    pay(sqlite_engine, "INV-1001", 1_000_000)
    pay(sqlite_engine, "INV-1003", 240_000)
    now = read_book(sqlite_engine, TODAY)
    assert scored(now, scorer, KnownItem(invoice_id="INV-1001"))[0].open_minor == 842_000
    assert code_of(now, scorer, "INV-1003") == "closed"
    yesterday = scored(now, scorer, KnownItem(invoice_id="INV-1001"), KnownItem(invoice_id="INV-1003"),
                       as_of=TODAY - timedelta(days=1))  # fmt: skip
    assert [score.open_minor for score in yesterday] == [1_842_000, 240_000]
    assert scored(view, scorer, KnownItem(invoice_id="INV-1001"), as_of=TODAY - timedelta(days=1))[0] == yesterday[0]


def test_before_issue_the_curve_starts_on_the_issue_day_with_features_as_of_today(
    view: BookView, scorer: Scorer
) -> None:
    planned = body(issued_on=TODAY + timedelta(days=21), due_on=TODAY + timedelta(days=51))
    score = scored(view, scorer, planned)[0]
    assert score.as_of == planned.issued_on and "before-issue" in score.warnings and score.stage == "not_due"
    assert all(day is None or day >= planned.issued_on for day in (score.p10_on, score.p50_on, score.p90_on))
    today = scored(view, scorer, body())[0]
    of_customer = {one.name for one in catalog() if one.about == "customer" and "late" in one.name}
    about_the_customer = [name for name, value in today.features.items() if name in of_customer and value is not None]
    assert about_the_customer and all(today.features[name] == score.features[name] for name in about_the_customer)


def test_a_body_has_the_features_of_the_same_invoice_in_the_ledger(
    view: BookView, scorer: Scorer, sqlite_engine: Engine
) -> None:
    """Recorded on its issue day, in the base currency and in others, with the rates of Friday and of today."""
    with writing(sqlite_engine) as connection:
        recorder = Recorder(connection, "erp", ["today"], NOW, TODAY)
        friday = TODAY - timedelta(days=3)
        recorder.record([Rate(currency="USD", base_currency="EUR", quoted_on=friday, rate="0.87"),
                         Rate(currency="EUR", base_currency="JPY", quoted_on=TODAY, rate="163")])  # fmt: skip
        bodies = {
            currency: body(customer_id="C-4", currency=currency, amount=Decimal("41237"))
            for currency in ("EUR", "USD", "JPY", "CHF")
        }
        recorder.record([
            Item(invoice_id=currency, customer_id="C-4", issued_on=TODAY, due_on=one.due_on, currency=currency,
                 amount_minor=to_minor(one.amount, currency))
            for currency, one in bodies.items()
        ])  # fmt: skip
        recorder.finish({})
    now = read_book(sqlite_engine, TODAY)
    for currency, one in bodies.items():
        told, known = scored(now, scorer, one, KnownItem(invoice_id=currency))
        assert told.features == known.features, currency
        assert told.risk_target == known.risk_target and told.reasons == known.reasons
        assert ("no-rate" in told.warnings) == (currency == "CHF")
    before = scored(view, scorer, bodies["USD"])[0]
    assert "no-rate" in before.warnings, "the rate came today"
    planned = body(customer_id="C-4", currency="USD", issued_on=TODAY + timedelta(days=60), due_on=date(2026, 9, 30))
    assert "no-rate" not in scored(now, scorer, planned)[0].warnings, "by the rate of today"


def test_what_is_not_known_of_a_body_is_said(view: BookView, scorer: Scorer) -> None:
    stranger, foreign = scored(view, scorer, body(customer_id="nobody"), body(currency="CHF"))
    assert "unknown-customer" in stranger.warnings and "no-rate" not in stranger.warnings
    assert "no-rate" in foreign.warnings


def test_a_day_before_the_model_was_trained_as_of_is_warned_of(view: BookView, scorer: Scorer) -> None:
    """Also for a planned invoice whose own day, the issue day, lies after it."""
    asked = (KnownItem(invoice_id="INV-1001"), body(issued_on=TODAY + timedelta(days=200), due_on=date(2027, 3, 1)))
    day = day_number(TODAY)
    for trained, expected in ((day + 1, True), (day, False)):
        metadata = {**scorer.model.metadata, "as_of": trained}
        other = Scorer(replace(scorer.model, metadata=metadata), view.policy, threads=1)
        for score in scored(view, other, *asked):
            assert (MODEL_NEWER in score.warnings) == expected
    assert all(texts(language).has(f"warning.{MODEL_NEWER}") for language in LANGUAGES)


def test_open_codes(view: BookView) -> None:
    names = {(str(view.arrays.invoice_id[code]), int(view.arrays.instalment[code])) for code in open_codes(view, TODAY)}
    assert {(item.invoice_id, item.instalment) for item in OPEN} <= names
    assert not any(name == "OLD-0" for name, _ in names)
    earlier = open_codes(view, date(2025, 5, 1))
    known = view.arrays.items.known_on < day_number(date(2025, 5, 1))
    assert 0 < len(earlier) <= len(np.unique(view.arrays.items.item[known]))
    assert "INV-1001" not in {str(view.arrays.invoice_id[code]) for code in earlier}


def test_a_credit_note_is_not_scored(view: BookView, scorer: Scorer) -> None:
    notes = replace(view.arrays.items, credit_note=view.arrays.invoice_id[view.arrays.items.item] == "INV-1001")
    other = replace(view, arrays=replace(view.arrays, items=notes))
    assert code_of(other, scorer, "INV-1001") == "invalid-value"
    assert len(open_codes(other, TODAY)) == len(open_codes(view, TODAY)) - 1
