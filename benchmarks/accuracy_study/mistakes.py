"""Five mistakes that cost more than any choice of model, made on purpose: training as it is with one thing done wrong.

Each changes a function of the trainer for the time of one fit. The program's own tests show that none of them is made; what
stands here is what they would cost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

import training.fit
import training.heads
from features.frame import build
from features.subjects import subjects_at
from training.snapshots import Snapshots, snapshots
from training.targets import CASH_IN, OPEN

LATER_DAYS = 30
SHARE = 7
"""One pair of so many is held out by chance."""
_ODD = np.uint64(0x9E3779B97F4A7C15)


@contextmanager
def open_items_dropped() -> Iterator[None]:
    """Only what has ended is learned from: the slow are missing."""
    with _snapshots(lambda found, ends: ends.cause[found.item] != OPEN):
        yield


@contextmanager
def days_chosen_by_outcome() -> Iterator[None]:
    """Of each item the last day before its end, and no other."""

    def last(found: Snapshots, ends: Any) -> Any:
        keep = np.zeros(len(found), dtype=np.bool_)
        keep[len(found) - 1 - np.unique(found.item[::-1], return_index=True)[1]] = True  # sorted by day
        return keep

    with _snapshots(last):
        yield


@contextmanager
def features_from_later() -> Iterator[None]:
    """The customers' history as it stood a month after the day asked about."""

    def peeking(index: Any, subjects: Any, *more: Any) -> Any:
        return build(index, subjects_at(index, subjects.item, subjects.as_of + np.int32(LATER_DAYS)), *more)

    with patch.object(training.fit, "build", peeking):
        yield


@contextmanager
def labels_not_mature() -> Iterator[None]:
    """A row enters a head when the item was settled, not when its day has passed."""

    def settled(question: Any, rows: Any, grace_days: int) -> Any:
        subjects = rows.subjects
        overdue = subjects.as_of > subjects.due_on + grace_days
        day = question.day(subjects.due_on, subjects.as_of, grace_days) + subjects.as_of
        entered = np.flatnonzero((overdue == question.of_overdue) & (rows.ends.cause == CASH_IN))
        return entered, ~rows.ends.take(entered).paid_by(day[entered])

    with patch.object(training.heads, "asked", settled):
        yield


@contextmanager
def split_at_random() -> Iterator[None]:
    """Every seventh pair of item and day is held out of training, whenever it was: ``held_out`` says which."""
    with _snapshots(lambda found, ends: ~held_out(found.item, found.as_of)):
        yield


def held_out(item: Any, as_of: Any) -> Any:
    """Pairs that ``split_at_random`` leaves out, shape as given."""
    mixed = (item.astype(np.uint64) * np.uint64(100_003) + as_of.astype(np.uint64)) * _ODD
    return (mixed >> np.uint64(33)) % np.uint64(SHARE) == 0


MISTAKES: dict[str, Callable[[], Any]] = {
    "open items dropped": open_items_dropped,
    "days chosen by outcome": days_chosen_by_outcome,
    "features from a month later": features_from_later,
    "labels not mature": labels_not_mature,
    "split at random": split_at_random,
}


@contextmanager
def _snapshots(kept: Callable[[Snapshots, Any], Any]) -> Iterator[None]:
    def some(arrays: Any, made: Any, ends: Any, before: int, *, first: int | None = None) -> Snapshots:
        found = snapshots(arrays, made, ends, before, first=first)
        return found.take(np.flatnonzero(kept(found, ends)))

    with patch.object(training.fit, "snapshots", some):
        yield
