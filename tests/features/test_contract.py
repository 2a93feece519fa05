"""Every feature found by walking the folder answers the same questions; bin features answer them too."""

import os
import re
from typing import get_args

import numpy as np
import pytest

from features import bins
from features.bins import BIN_FEATURES
from features.feature import CATALOG, NEEDS, Unit, catalog, found_in, left_out
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.subjects import Subjects
from rendering.formats import spaced
from tests.features.contract import (
    FURTHER,
    POLICY,
    asked,
    assert_blind,
    assert_keeps_nothing,
    assert_same,
    assert_same_bins,
    bins_of,
    copied_catalogue,
    subjects_of,
)
from tests.features.plain import Plain, days, random_ledger

EVERY = columns(FURTHER)
"""The catalogue, what is left out of it by default, and columns that a company brings along."""
CASES = 2000 if os.environ.get("DUECAST_LONG") else 50
PEEK = """
import numpy as np

from features.feature import feature


@feature(
    name="peek", group="habit", unit="days", meaning=("peeks", "偷看"), reason=("{value}", "{value}"), needs="nothing",
    missing=("-", "-")
)
def peek(index, subjects):
    spans, versions, paid = index.settled_spans, index.arrays.items, index.arrays.allocations
    item, customer, day = subjects.item, subjects.customer, subjects.as_of
    return np.array([INTRUDER for row in range(len(subjects))], dtype=float)
"""
INTRUDERS = {
    "all closings of the customer, also those known later": "spans.delay[spans.customer == customer[row]].sum()",
    "the label: whether the item is ever settled": "item[row] in spans.item",
    "the due day as corrected later": "versions.due_on[versions.item == item[row]][-1]",
    "whether what is known now is corrected later": "(versions.until[versions.item == item[row]] < 10**6).sum()",
    "payments back-dated before the day, known after it": "((paid.customer == customer[row]) & (paid.valued_on < day[row])).sum()",
    "the wrong tie: what becomes known on the day itself": "((paid.customer == customer[row]) & (paid.known_on <= day[row])).sum()",
    "the book's level of tomorrow": "index.market.book_levels(day[row : row + 1] + 1, 30)[0, 0]",
}


@pytest.mark.parametrize("seed", range(CASES))
def test_what_is_known_later_changes_no_bit(seed):
    assert_blind(EVERY, seed, bins=True)


@pytest.mark.parametrize("seed", range(3))
def test_a_file_keeps_nothing_from_one_ledger_to_the_next(tmp_path, seed):
    assert_keeps_nothing(EVERY, copied_catalogue(tmp_path), seed)


@pytest.mark.parametrize("seed", range(6))
def test_alone_is_as_in_the_batch(seed):
    plain = random_ledger(seed)
    index = FeatureIndex(plain.arrays(), POLICY)
    wanted = asked(plain, index, 700, seed, 40)
    subjects = subjects_of(index, wanted)
    together, together_bins = build(index, subjects, EVERY), bins_of(index, subjects)
    alone = [subjects.take(np.array([row])) for row in range(len(subjects))]
    assert_same(np.vstack([build(index, one, EVERY) for one in alone]), together, EVERY, "asking alone")
    assert_same_bins(np.vstack([bins_of(index, one) for one in alone]), together_bins, "asking alone")
    for row, (key, day) in enumerate(wanted):
        arrays = plain.arrays(only=plain.owner(*key))
        single = FeatureIndex(arrays, POLICY, index.market)
        one = subjects_of(single, [(key, day)])
        assert_same(build(single, one, EVERY), together[row : row + 1], EVERY, "reading one customer only")
        assert_same_bins(bins_of(single, one), together_bins[row : row + 1], "reading one customer only")


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_is_irrelevant(seed, monkeypatch):
    plain = random_ledger(seed)
    index = FeatureIndex(plain.arrays(), POLICY)
    wanted = asked(plain, index, 700, seed, 100)
    expected = build(index, subjects_of(index, wanted), EVERY)
    shuffled = np.random.default_rng(seed).permutation(100)
    other = FeatureIndex(plain.arrays(shuffle=seed), POLICY)
    assert_same(build(other, subjects_of(other, wanted), EVERY), expected, EVERY, "numbering customers otherwise")
    monkeypatch.setattr("features.frame.CHUNK", 7)
    monkeypatch.setattr(bins, "CHUNK", 11)
    subjects = subjects_of(index, [wanted[row] for row in shuffled])
    assert_same(build(index, subjects, EVERY), expected[shuffled], EVERY, "another order of the rows")


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


def test_a_feature_has_a_value_since_when_it_says():
    """A customer never heard of lacks what needs its history, and nothing that needs none."""
    index = FeatureIndex(random_ledger(1).arrays(), POLICY)
    row = build(index, new_invoice(-1, 400), EVERY)[0]
    for one, value in zip(EVERY, row, strict=True):
        assert one.needs in NEEDS
        assert np.isnan(value) == (one.needs not in ("nothing", "book")) or one.name in ("amount", "round_amount"), (
            one.name
        )


@pytest.mark.parametrize("seed", range(6))
def test_a_feature_about_the_customer_is_the_same_for_every_new_invoice(seed):
    index, chance = FeatureIndex(random_ledger(seed).arrays(), POLICY), np.random.default_rng(seed)
    count = index.arrays.customer_count
    many = new_invoices(np.repeat(np.arange(count), 30), 300, chance)
    frame = build(index, many, EVERY).reshape(count, 30, len(EVERY))
    for number, one in enumerate(EVERY):
        alike = np.nan_to_num(frame[:, :, number], nan=-1e9)
        if one.about == "customer":
            assert (alike == alike[:, :1]).all(), one.name


def new_invoices(customer: np.ndarray, as_of: int, chance: np.random.Generator) -> Subjects:
    """Invoices that differ in everything but the customer."""
    count = len(customer)
    issued = days(as_of - chance.integers(0, 60, count))
    amount, none = chance.integers(0, 4, count) * 1000 + 37, days([-1] * count)
    told = np.array([{"channel": chance.choice(["portal", "post"]), "weight": chance.random()} for _ in range(count)])
    return Subjects(
        customer=days(customer), item=none, invoice=none, issued_on=issued, due_on=days(issued + chance.integers(0, 90, count)),
        amount=amount, base=amount, base_known=amount > 999, decimals=np.full(count, 2), open=amount,
        paid_share=chance.random(count), purchase_order=chance.random(count) < 0.5, disputed=chance.random(count) < 0.5,
        as_of=days([as_of] * count), attributes=told,
    )  # fmt: skip


def test_an_empty_ledger_and_no_subjects_are_answered():
    index = FeatureIndex(Plain().arrays(), POLICY)
    values = dict(zip((one.name for one in catalog()), build(index, new_invoice(-1, 400))[0], strict=True))
    assert np.isnan(values["late_share_shrunk"]) and values["amount"] == 1000
    assert build(index, new_invoice(-1, 400).take(np.array([], dtype=np.int64))).shape == (0, len(catalog()))


def test_every_feature_is_documented_in_both_languages():
    assert len(catalog()) >= 80
    for one in (*EVERY, *left_out()):
        texts = one.meaning, one.reason, one.missing, one.reason_negative, one.reason_zero, one.reason_one
        for text in filter(None, texts):
            assert text.en and text.zh, one.name
            assert one.family == "further" or any("一" <= letter <= "鿿" for letter in text.zh), one.name
            assert text.en.isascii() or "…" in text.en or "÷" in text.en or "−" in text.en, one.name
            assert ("{value}" in text.en) == ("{value}" in text.zh), one.name
        assert one.unit in get_args(Unit), one.name


def test_none_and_one_have_words_of_their_own_where_people_would_not_say_the_number():
    """ "0 days after the due date" and "1 other invoices" are what a program says."""
    for one in EVERY:
        if "{value} after the due date" in one.reason.en:
            assert one.reason_zero is not None and "on the due date" in one.reason_zero.en, one.name
        if one.unit == "count" and one.name != "instalment_number":
            assert one.reason_one is not None and "{value}" not in one.reason_one.en, one.name
        if one.unit in ("count", "money", "ratio") and one.name not in ("instalment_number", "amount"):
            assert one.reason_zero is not None, one.name
        assert one.reason_zero is None or "{value}" not in one.reason_zero.en, one.name


SHOWN = {
    "days": "5 天", "share": "34%", "count": "3", "money": "1,200", "weekday": "周一", "month_day": "15", "ratio": "1.5 倍",
    "number": "70,500",
}  # fmt: skip
"""A value of each unit as it stands in a Chinese phrase."""
STUCK = re.compile(
    r"[\u4e00-\u9fff][+\-−]?[0-9A-Za-z]|[0-9A-Za-z%][\u4e00-\u9fff]|[\u4e00-\u9fff] +[\u4e00-\u9fff，。；：（）]"
)


def test_digits_and_latin_letters_stand_apart_from_chinese():
    for one in EVERY:
        texts = one.meaning, one.reason, one.missing, one.reason_negative, one.reason_zero, one.reason_one, one.left_out
        for text in filter(None, texts):
            said = text.zh.replace("{value}", SHOWN.get(one.unit, ""))
            assert not STUCK.search(said) and spaced(said) == said, said


def test_every_file_of_the_catalogue_declares_a_feature():
    families = {one.family for one in (*catalog(), *left_out())}
    assert families == {path.stem for path in CATALOG.glob("*.py") if path.stem != "__init__"}


@pytest.mark.parametrize("intruder", INTRUDERS)
def test_an_intruder_that_peeks_is_caught(tmp_path, intruder):
    (tmp_path / "peek.py").write_text(PEEK.replace("INTRUDER", INTRUDERS[intruder]), encoding="utf-8")
    with pytest.raises(AssertionError, match="peek"):
        for seed in range(3):
            assert_blind(found_in(tmp_path), seed)


def test_one_that_keeps_to_the_day_is_not(tmp_path):
    honest = "((paid.customer == customer[row]) & (paid.known_on < day[row])).sum()"
    (tmp_path / "honest.py").write_text(PEEK.replace("INTRUDER", honest), encoding="utf-8")
    for seed in range(3):
        assert_blind(found_in(tmp_path), seed)


def test_an_intruder_that_remembers_what_another_ledger_knew_is_caught(tmp_path):
    """A cache by customer, filled from a later state of the ledger: no edit of the future changes what it says."""
    remembered = (
        "SEEN.setdefault(str(index.arrays.customer_id[customer[row]]), float((paid.customer == customer[row]).sum()))"
    )
    source = PEEK.replace("INTRUDER", remembered).replace("@feature(", "SEEN = {}\n\n\n@feature(")
    (tmp_path / "peek.py").write_text(source, encoding="utf-8")
    assert_blind(found_in(tmp_path), 0)
    with pytest.raises(AssertionError, match="asking another ledger before changes"):
        assert_keeps_nothing(found_in(tmp_path), tmp_path, 0)


def test_what_is_left_out_by_default_is_asked_too():
    assert {one.name for one in left_out()} < {one.name for one in EVERY}
