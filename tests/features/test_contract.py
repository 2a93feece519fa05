"""Every feature found by walking the folder answers the same questions; bin features answer them too."""

import os
from typing import get_args

import numpy as np
import pytest

from features import bins
from features.bins import BIN_FEATURES
from features.feature import CATALOG, Unit, catalog, found_in
from features.frame import build
from features.index import FeatureIndex
from features.subjects import Subjects
from tests.features.contract import (
    POLICY,
    asked,
    assert_blind,
    assert_same,
    assert_same_bins,
    bins_of,
    subjects_of,
)
from tests.features.plain import Plain, days, random_ledger

CASES = 2000 if os.environ.get("DUECAST_LONG") else 50
PEEK = '''
"""Peeks: the mean delay of all closings of the customer, also those known later."""

import numpy as np

from features.feature import feature


@feature(
    name="peek", group="habit", unit="days", meaning=("peeks", "偷看"), reason=("{value}", "{value}"), missing=("-", "-")
)
def peek(index, subjects):
    spans = index.settled_spans
    return np.array([spans.delay[spans.customer == one].sum() for one in subjects.customer], dtype=float)
'''


@pytest.mark.parametrize("seed", range(CASES))
def test_what_is_known_later_changes_no_bit(seed):
    assert_blind(catalog(), seed, bins=True)


@pytest.mark.parametrize("seed", range(6))
def test_alone_is_as_in_the_batch(seed):
    plain = random_ledger(seed)
    index = FeatureIndex(plain.arrays(), POLICY)
    wanted = asked(plain, index, 700, seed, 40)
    subjects = subjects_of(index, wanted)
    together, together_bins = build(index, subjects), bins_of(index, subjects)
    alone = [subjects.take(np.array([row])) for row in range(len(subjects))]
    assert_same(np.vstack([build(index, one) for one in alone]), together, catalog(), "asking alone")
    assert_same_bins(np.vstack([bins_of(index, one) for one in alone]), together_bins, "asking alone")
    for row, (key, day) in enumerate(wanted):
        arrays = plain.arrays(only=plain.owner(*key))
        single = FeatureIndex(arrays, POLICY, index.market)
        one = subjects_of(single, [(key, day)])
        assert_same(build(single, one), together[row : row + 1], catalog(), "reading one customer only")
        assert_same_bins(bins_of(single, one), together_bins[row : row + 1], "reading one customer only")


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_is_irrelevant(seed, monkeypatch):
    plain = random_ledger(seed)
    index = FeatureIndex(plain.arrays(), POLICY)
    wanted = asked(plain, index, 700, seed, 100)
    expected = build(index, subjects_of(index, wanted))
    shuffled = np.random.default_rng(seed).permutation(100)
    other = FeatureIndex(plain.arrays(shuffle=seed), POLICY)
    assert_same(build(other, subjects_of(other, wanted)), expected, catalog(), "numbering customers otherwise")
    monkeypatch.setattr("features.frame.CHUNK", 7)
    monkeypatch.setattr(bins, "CHUNK", 11)
    subjects = subjects_of(index, [wanted[row] for row in shuffled])
    assert_same(build(index, subjects), expected[shuffled], catalog(), "another order of the rows")


def new_invoice(customer: int, as_of: int) -> Subjects:
    days_of = {
        "issued_on": as_of,
        "due_on": as_of + 30,
        "as_of": as_of,
        "customer": customer,
        "item": -1,
        "invoice": -1,
    }
    money = {name: np.array([1000_00], dtype=np.int64) for name in ("amount", "base", "open")}
    flags = {name: np.array([name == "base_known"]) for name in ("base_known", "purchase_order", "disputed")}
    plain = {name: days([value]) for name, value in days_of.items()}
    return Subjects(**plain, **money, **flags, decimals=np.array([2]), paid_share=np.zeros(1))


def test_a_new_customer_answers_with_the_level_of_the_book_or_says_missing():
    index = FeatureIndex(random_ledger(1).arrays(), POLICY)
    row = build(index, new_invoice(-1, 400))[0]
    values = {one.name: value for one, value in zip(catalog(), row, strict=True)}
    assert values["late_share_shrunk"] == values["segment_late_share"] > 0
    assert np.isnan(values["usual_delay_days"])
    assert values["settled_count"] == values["open_count"] == values["oldest_overdue_days"] == 0
    assert values["amount"] == 1000 and values["terms_days"] == 30
    assert bins_of(index, new_invoice(-1, 400)).shape == (1, 3 * len(BIN_FEATURES))


def test_an_empty_ledger_and_no_subjects_are_answered():
    index = FeatureIndex(Plain().arrays(), POLICY)
    values = dict(zip((one.name for one in catalog()), build(index, new_invoice(-1, 400))[0], strict=True))
    assert np.isnan(values["late_share_shrunk"]) and values["amount"] == 1000
    assert build(index, new_invoice(-1, 400).take(np.array([], dtype=np.int64))).shape == (0, len(catalog()))


def test_every_feature_is_documented_in_both_languages():
    assert len(catalog()) >= 30
    for one in catalog():
        for text in filter(None, (one.meaning, one.reason, one.missing, one.reason_negative, one.reason_zero)):
            assert text.en and text.zh, one.name
            assert any("一" <= letter <= "鿿" for letter in text.zh), one.name
            assert text.en.isascii() or "…" in text.en or "÷" in text.en or "−" in text.en, one.name
            assert ("{value}" in text.en) == ("{value}" in text.zh), one.name
        assert one.unit in get_args(Unit), one.name


def test_every_file_of_the_catalogue_declares_a_feature():
    families = {one.family for one in catalog()}
    assert families == {path.stem for path in CATALOG.glob("*.py") if path.stem != "__init__"}


def test_an_intruder_that_peeks_is_caught(tmp_path):
    (tmp_path / "peek.py").write_text(PEEK, encoding="utf-8")
    with pytest.raises(AssertionError, match="peek"):
        assert_blind(found_in(tmp_path), 3)
