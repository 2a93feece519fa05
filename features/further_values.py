"""What was known of a column that the company brings along: of a customer as of a day, of an invoice as its version says.

Of a customer the figures by month count before its description: the row with the latest ``valid_from`` among those known
before the day. A cell that is empty in that row is missing; an older month does not fill it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.streams import AnyInteger, Integers, Timeline
from ledger.arrays import CustomerFigures, LedgerArrays, Texts
from ledger.day import FOREVER, Days
from ledger.further_columns import FurtherColumn

Values = NDArray[np.float64] | Texts
"""Numbers with NaN, or texts with "" where nothing is known, shape (n,)."""


class CustomerColumn:
    """One column of customers, asked as of any day. ``values``: everything ever told of it, after one "nothing"."""

    def __init__(self, arrays: LedgerArrays, column: FurtherColumn) -> None:
        versions, figures = arrays.customers, arrays.figures
        told = np.array([column.name in (one or {}) for one in figures.attributes], dtype=np.bool_)
        customer, day, row = _latest_rows(figures, told)
        self._figures = Timeline(customer, day)
        self._versions = Timeline(versions.customer, versions.known_on)
        nothing = read_values(np.full(1, None, dtype=object), column)
        described = read_values(versions.attributes, column)
        self.values: Values = np.concatenate([nothing, described, read_values(figures.attributes, column)])
        row = row[self._figures.order]
        self._of_figures = np.append(-1, np.where(row >= 0, row + 1 + len(described), -1))

    def place(self, customer: AnyInteger, day: Days) -> Integers:
        """Where in ``values`` stands what was known before each day, shape (n,)."""
        place = self._of_figures[self._figures.before(customer, day)]
        return np.where(place >= 0, place, self._versions.before(customer, day))

    def before(self, customer: AnyInteger, day: Days) -> Values:
        """As known before each day, shape (n,)."""
        known: Values = self.values[self.place(customer, day)]
        return known


def read_values(attributes: Texts, column: FurtherColumn) -> Values:
    """The column out of attributes (dict or None each)."""
    told = [(one or {}).get(column.name) for one in attributes]
    if column.kind == "number":
        return np.array([_number(value) for value in told], dtype=np.float64)
    texts = np.empty(len(told), dtype=object)
    texts[:] = ["" if value is None else str(value).strip() for value in told]
    return texts


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan


def _latest_rows(figures: CustomerFigures, told: NDArray[np.bool_]) -> tuple[Integers, Integers, Integers]:
    """(customer, day, row) of each change of the row that counts; row −1: none stands any more."""
    mine = np.flatnonzero(told)
    customer, known_on = figures.customer[mine].astype(np.int64), figures.known_on[mine].astype(np.int64)
    same = customer[1:] == customer[:-1]
    backwards = same & (figures.valid_from[mine][1:] < figures.valid_from[mine][:-1])
    odd = np.unique(np.concatenate([customer[1:][backwards], customer[figures.until[mine] < FOREVER]]))
    plain = ~np.isin(customer, odd)
    parts = [(customer[plain], known_on[plain], mine[plain])]
    parts += [_changes(figures, code, mine[customer == code]) for code in odd.tolist()]
    made = [np.concatenate([part[number] for part in parts]) for number in range(3)]
    return made[0], made[1], made[2]


def _changes(figures: CustomerFigures, customer: int, rows: Integers) -> tuple[Integers, Integers, Integers]:
    """The same for a customer whose rows were corrected, or came in another order than they are valid."""
    start, end, valid = figures.known_on[rows], figures.until[rows], figures.valid_from[rows]
    days = np.unique(np.concatenate([start, end[end < FOREVER]])).astype(np.int64)
    chosen = []
    for day in days.tolist():
        standing = np.flatnonzero((start <= day) & (day < end))
        best = standing[np.lexsort((start[standing], valid[standing]))]
        chosen.append(rows[best[-1]] if len(best) else -1)
    return np.full(len(days), customer, dtype=np.int64), days, np.array(chosen, dtype=np.int64)
