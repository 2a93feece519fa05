"""The frame: subjects in rows, features in columns."""

from collections.abc import Sequence

import numpy as np

from features.feature import Feature, Floats, catalog
from features.index import FeatureIndex
from features.streams import packed
from features.subjects import Subjects

CHUNK = 1 << 14
TILE = 1 << 8
"""Rows worked on, and turned from columns into rows, at once: what they share stays in the processor's cache."""
PADDING = 8
"""Unused places after each column, so that columns do not all fall on the same lines of the cache."""


def build(index: FeatureIndex, subjects: Subjects, wanted: Sequence[Feature] | None = None) -> Floats:
    """Shape (n, k), float64, NaN = missing; columns in the order of ``wanted``, or of the catalogue.

    A row's values depend on that row and the index only: alone, in a batch and in any order they are the same bits.
    """
    columns = catalog() if wanted is None else tuple(wanted)
    frame = np.empty((len(subjects), len(columns)), dtype=np.float64)
    order = np.arange(len(subjects))
    if len(subjects) > CHUNK:
        keys = packed(subjects.customer, subjects.as_of)
        order = order if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        part = subjects if len(rows) == len(subjects) else subjects.take(rows)
        made = np.empty((len(columns), len(rows) + PADDING), dtype=np.float64)[:, : len(rows)]
        for number, column in enumerate(columns):
            made[number] = column.compute(index, part)
        for first in range(0, len(rows), TILE):
            frame[rows[first : first + TILE]] = made[:, first : first + TILE].T
    return frame
