"""What a request may hold: strict types, exact money, real days; each refusal points at its value."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from serving.bodies import MOST_ITEMS, BatchTooLarge, KnownItem, NewItem, ScoreRequest

BODY = {"customer_id": "C", "issued_on": "2026-03-02", "due_on": "2026-04-01", "currency": "EUR", "amount": "1234.56"}


def refused(item: Any) -> list[tuple[str, Any]]:
    with pytest.raises(ValidationError) as caught:
        ScoreRequest.model_validate({"items": [item]})
    return [(error["type"], error["loc"][-1]) for error in caught.value.errors()]


def test_both_kinds_of_an_item() -> None:
    made = ScoreRequest.model_validate({"items": [{"invoice_id": "1"}, BODY]})
    known, new = made.items
    assert isinstance(known, KnownItem) and known.instalment == 1
    assert isinstance(new, NewItem) and new.amount == Decimal("1234.56") and new.due_on == date(2026, 4, 1)
    assert made.explain is True and made.as_of is None


@pytest.mark.parametrize(
    "day", ["0000-01-01", "2026-02-30", "2026-3-2", "20260302", 20260302, None, "1900-01-01", "9999-01-01"]
)
def test_days(day: Any) -> None:
    assert refused(BODY | {"due_on": day}) == [("date_invalid", "due_on")]


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Decimal("NaN"), "amount_not_finite"), (Decimal("-Infinity"), "amount_not_finite"), (Decimal("1E+400"), "amount_invalid"),
        ("12,50", "amount_invalid"), ("1.234", "amount_invalid"), (True, "amount_invalid"), (None, "amount_invalid"),
        ([], "amount_invalid"), ("9" * 50, "amount_invalid"), ("0", "amount_not_positive"), (-1, "amount_not_positive"),
    ],
)  # fmt: skip
def test_amounts(amount: Any, code: str) -> None:
    assert refused(BODY | {"amount": amount}) == [(code, "amount")]


@pytest.mark.parametrize("amount", ["1234.5", 1234, Decimal("1234.50"), "1e3"])
def test_amounts_that_are_taken(amount: Any) -> None:
    (item,) = ScoreRequest.model_validate({"items": [BODY | {"amount": amount}]}).items
    assert isinstance(item, NewItem)
    assert item.amount == Decimal(amount)


def test_currency_terms_and_extra_fields() -> None:
    assert refused(BODY | {"currency": "XXZ"}) == [("currency_unknown", "currency")]
    assert refused(BODY | {"currency": "eur"}) == [("currency_unknown", "currency")]
    assert refused(BODY | {"due_on": "2046-04-01"}) == [("terms_impossible", "due_on")]
    assert refused(BODY | {"discount": 1}) == [("extra_forbidden", "discount")]
    assert refused({"invoice_id": "1", "amount": 3}) == [("extra_forbidden", "amount")]
    assert refused({"invoice_id": 1}) == [("string_type", "invoice_id")]
    assert refused({"invoice_id": "\ud800"}) == [("string_unicode", "invoice_id")]
    assert refused({"invoice_id": "1", "instalment": "1"}) == [("int_type", "instalment")]
    assert refused({"invoice_id": "x" * 201}) == [("string_too_long", "invoice_id")]


def test_how_many() -> None:
    with pytest.raises(ValidationError):
        ScoreRequest.model_validate({"items": []})
    with pytest.raises(BatchTooLarge, match="send them in parts"):
        ScoreRequest.model_validate({"items": [{}] * (MOST_ITEMS + 1)})
    with pytest.raises(ValidationError):
        ScoreRequest.model_validate({"items": [{"invoice_id": "1"}], "explain": "yes"})
