"""A model as JSON and back."""

import json

import numpy as np
import pytest

from training.fit import Trained
from training.model import PaymentRisk
from training.record import golden_answers, model_of, record_of


def boosters(model: PaymentRisk) -> dict[str, object]:
    assert model.cash_in and model.late_payment and model.unpaid_30d
    parts = {
        "cash_in": model.cash_in.booster,
        "cash_in_near": model.cash_in.near,
        "closed_without_cash": model.cash_in.other,
        "late_payment": model.late_payment.booster,
        "unpaid_30d": model.unpaid_30d.booster,
    }
    return {name: part for name, part in parts.items() if part is not None}


def test_through_json_nothing_is_lost(model: PaymentRisk) -> None:
    text = json.dumps(record_of(model), allow_nan=False)
    again = model_of(json.loads(text), boosters(model))  # type: ignore[arg-type]
    assert json.dumps(record_of(again), allow_nan=False) == text


def test_golden_rows_are_answered_the_same(model: PaymentRisk, trained: Trained) -> None:
    golden = model.golden
    assert golden is not None and len(golden.x) == 16
    late, unpaid, hazard = golden_answers(model, golden.x, golden.bins)
    assert np.array_equal(late, golden.late_margin)
    assert np.array_equal(unpaid, golden.unpaid_margin)
    assert np.array_equal(hazard, golden.hazard_margin)


def test_a_linear_start_has_a_slope_for_every_column(model: PaymentRisk) -> None:
    assert model.late_payment and model.late_payment.start and model.unpaid_30d and model.unpaid_30d.start is None
    record = json.loads(json.dumps(record_of(model)))
    record["late_payment"]["start"]["weight"].pop()
    with pytest.raises(ValueError, match="linear start"):
        model_of(record, boosters(model))  # type: ignore[arg-type]


def test_parts_that_do_not_belong_together_are_refused(model: PaymentRisk) -> None:
    parts = boosters(model)
    del parts["late_payment"]
    with pytest.raises(ValueError, match="without"):
        model_of(record_of(model), parts)  # type: ignore[arg-type]
