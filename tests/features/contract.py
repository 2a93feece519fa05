"""What is asked of every feature: the questions, kept apart so that an intruder can be asked them too."""

from pathlib import Path
from shutil import copytree

import numpy as np

from features.bins import BIN_FEATURES, bin_features
from features.feature import CATALOG, Feature, found_in, left_out
from features.frame import build
from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.policy import Policy
from tests.features.plain import Plain, days, edited_later, random_ledger

FURTHER = (
    "customer.income:number", "customer.size:category", "invoice.channel:category", "invoice.weight:number",
    *(one.name for one in left_out()),
)  # fmt: skip
"""Columns that a company brings along, and everything left out by default: what may be asked for answers too."""
POLICY = Policy(grace_days=2, further_features=FURTHER)
SPAN = 500


def asked(
    plain: Plain, index: FeatureIndex, upto: int, seed: int, count: int = 60
) -> list[tuple[tuple[str, int], int]]:
    """Some (item, as_of) of the ledger with the item's first fact known before or on as_of ≤ ``upto``."""
    chance = np.random.default_rng(seed)
    first: dict[tuple[str, int], int] = {}
    for one in plain.what:
        key = one.invoice, one.instalment
        first[key] = min(one.known, first.get(key, one.known))
    keys = sorted(key for key, known in first.items() if known < upto)
    chosen = [keys[number] for number in chance.integers(0, len(keys), count)]
    return [(key, int(min(first[key] + chance.choice([0, 1, 10, 90, 400]), upto))) for key in chosen]


def subjects_of(index: FeatureIndex, wanted: list[tuple[tuple[str, int], int]]) -> Subjects:
    arrays = index.arrays
    code = {
        (str(name), int(part)): n
        for n, (name, part) in enumerate(zip(arrays.invoice_id, arrays.instalment, strict=True))
    }
    return subjects_at(index, days([code[key] for key, _ in wanted]), days([day for _, day in wanted]))


def bins_of(index: FeatureIndex, subjects: Subjects) -> np.ndarray:
    """Three bins of each subject, side by side, (n, 3 × columns)."""
    row = np.repeat(np.arange(len(subjects)), 3)
    start = np.tile([0, 7, 60], len(subjects))
    end = np.tile([1, 14, 88], len(subjects))
    return bin_features(index, subjects, row, start, end).reshape(len(subjects), -1)


def same_bits(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Which columns are alike in every bit (every NaN is the same NaN)."""
    left, right = (np.where(np.isnan(frame), np.nan, frame + 0.0) for frame in (one, other))
    return (left.view(np.int64) == right.view(np.int64)).all(axis=0)


def assert_same(one: np.ndarray, other: np.ndarray, features: tuple[Feature, ...], why: str) -> None:
    same = same_bits(one, other)
    wrong = [feature.name for feature, alike in zip(features, same, strict=True) if not alike]
    assert not wrong, f"{why} changes {wrong}"


def assert_same_bins(one: np.ndarray, other: np.ndarray, why: str) -> None:
    same = same_bits(one, other).reshape(3, len(BIN_FEATURES)).all(axis=0)
    wrong = [name for name, alike in zip(BIN_FEATURES, same, strict=True) if not alike]
    assert not wrong, f"{why} changes {wrong}"


def assert_blind(features: tuple[Feature, ...], seed: int, *, bins: bool = False) -> None:
    """What is known later changes no bit: neither edits of it, nor leaving it out of the arrays."""
    plain = random_ledger(seed)
    day = 120 + seed * 37 % 300
    index = FeatureIndex(plain.arrays(), POLICY)
    wanted = asked(plain, index, day, seed)
    expected = build(index, subjects_of(index, wanted), features)
    for arrays, why in (
        (edited_later(plain, day, seed).arrays(), "an edit of the future"),
        (plain.arrays(as_of=day), "leaving out the future"),
    ):
        other = FeatureIndex(arrays, POLICY)
        assert_same(build(other, subjects_of(other, wanted), features), expected, features, why)
        if bins:
            assert_same_bins(
                bins_of(other, subjects_of(other, wanted)), bins_of(index, subjects_of(index, wanted)), why
            )


def assert_keeps_nothing(features: tuple[Feature, ...], folder: Path, seed: int) -> None:
    """Asked of a ledger that knows more, a file of features answers of this one as it does where it was asked of none.

    ``folder``: of the files, which are read anew. What a file kept from one index to the next would pass as blind: it says
    the same of both.
    """
    plain = random_ledger(seed)
    later, index = FeatureIndex(plain.arrays(), POLICY), FeatureIndex(plain.arrays(as_of=250), POLICY)
    wanted = asked(plain, index, 250, seed)
    build(later, subjects_of(later, wanted), features)
    fresh = {one.name: one for one in found_in(folder)}
    features = tuple(one for one in features if one.name in fresh)
    expected = build(index, subjects_of(index, wanted), tuple(fresh[one.name] for one in features))
    assert_same(build(index, subjects_of(index, wanted), features), expected, features, "asking another ledger before")


def copied_catalogue(folder: Path) -> Path:
    """The files of the catalogue where they can be read anew."""
    return Path(copytree(CATALOG, folder / "catalog"))
