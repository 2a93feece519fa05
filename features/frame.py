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


def build(
    index: FeatureIndex, subjects: Subjects, wanted: Sequence[Feature] | None = None, out: Floats | None = None
) -> Floats:
    """Shape (n, k), float64, NaN = missing; columns in the order of ``wanted``, or of the catalogue.

    A row's values depend on that row and the index only: alone, in a batch and in any order they are the same bits.
    ``out`` (n, k): filled and given back, so that one who asks again and again pays for its memory once.
    """
    columns = catalog() if wanted is None else tuple(wanted)
    frame = np.empty((len(subjects), len(columns)), dtype=np.float64) if out is None else out
    if len(subjects) <= CHUNK:
        for number, column in enumerate(columns):
            frame[:, number] = column.compute(index, subjects)
        return frame
    keys = packed(subjects.customer, subjects.as_of)
    order = None if (keys[1:] >= keys[:-1]).all() else np.argsort(keys)
    made = np.empty((len(columns), CHUNK + PADDING), dtype=np.float64)[:, :CHUNK]
    for start in range(0, len(subjects), CHUNK):
        rows = slice(start, start + CHUNK) if order is None else order[start : start + CHUNK]
        part = subjects.take(rows)
        if order is None and frame.strides[0] == frame.itemsize:  # columns lie in one piece: nothing to turn
            for number, column in enumerate(columns):
                frame[rows, number] = column.compute(index, part)
            continue
        for number, column in enumerate(columns):
            made[number, : len(part)] = column.compute(index, part)
        for first in range(0, len(part), TILE):
            tile = made[:, first : min(first + TILE, len(part))].T
            if order is None:
                frame[start + first : start + first + len(tile)] = tile
            else:
                frame[order[start + first : start + first + len(tile)]] = tile
    return frame
