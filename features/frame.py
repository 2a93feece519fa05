"""The frame: subjects in rows, features in columns."""

from collections.abc import Sequence

import numpy as np

from features.feature import Feature, Floats, catalog
from features.index import FeatureIndex
from features.streams import packed
from features.subjects import Subjects

CHUNK = 1 << 14
"""Rows worked on at once, so that what the features share stays in the processor's cache."""


def build(index: FeatureIndex, subjects: Subjects, wanted: Sequence[Feature] | None = None) -> Floats:
    """Shape (n, k), float64, NaN = missing; columns in the order of ``wanted``, or of the catalogue.

    A row's values depend on that row and the index only: alone, in a batch and in any order they are the same bits.
    """
    columns = catalog() if wanted is None else tuple(wanted)
    frame = np.empty((len(subjects), len(columns)), dtype=np.float64)
    if len(subjects) <= CHUNK:
        _fill(frame, index, subjects, columns)
        return frame
    order = np.argsort(packed(subjects.customer, subjects.as_of), kind="stable")
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        part = np.empty((len(rows), len(columns)), dtype=np.float64)
        _fill(part, index, subjects.take(rows), columns)
        frame[rows] = part
    return frame


def _fill(frame: Floats, index: FeatureIndex, subjects: Subjects, columns: Sequence[Feature]) -> None:
    for number, column in enumerate(columns):
        frame[:, number] = column.compute(index, subjects)
