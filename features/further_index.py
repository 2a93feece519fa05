"""The further columns of a ledger, each read once; and the groups of the market that their categories are."""

import numpy as np

from features.further_values import CustomerColumn, Values, read_values
from features.spans import SettledSpans
from features.streams import Integers
from ledger.arrays import LedgerArrays, Texts, version_at
from ledger.further_columns import FurtherColumn, further_columns

UNKNOWN = -2
"""Group of a category where no text is known."""


class FurtherIndex:
    """``declared``: the policy ``further_features``."""

    def __init__(self, arrays: LedgerArrays, declared: tuple[str, ...]) -> None:
        self._arrays, self._declared = arrays, further_columns(declared)
        self._columns: dict[FurtherColumn, CustomerColumn] = {}
        self._groups: dict[FurtherColumn, Integers] = {}

    def of_customers(self, column: FurtherColumn) -> CustomerColumn:
        """A column of customers, as of any day."""
        if column not in self._columns:
            self._columns[column] = CustomerColumn(self._arrays, column)
        return self._columns[column]

    def categories(self, spans: SettledSpans) -> list[tuple[str, Texts]]:
        """Name and text a closing of every category declared, as known when the closing was known."""
        made: list[tuple[str, Texts]] = []
        day = (spans.start + 1).astype(np.int32)
        for column in self._declared:
            if column.kind == "category" and column.scope == "customer":
                made.append((str(column), self.of_customers(column).before(spans.customer, day).astype(object)))
            elif column.kind == "category" and self._arrays.items.attributes is not None:
                versions, attributes = self._arrays.items, self._arrays.items.attributes
                row = version_at(versions.item, versions.known_on, spans.item, day)
                made.append((str(column), read_values(attributes[row], column).astype(object)))
        return made

    def customer_groups(self, column: FurtherColumn, numbers: dict[tuple[str, str], int]) -> Integers:
        """``groups`` of each of the ``values`` of a category of customers."""
        if column not in self._groups:
            self._groups[column] = groups(column, self.of_customers(column).values, numbers)
        return self._groups[column]


def groups(column: FurtherColumn, texts: Values, numbers: dict[tuple[str, str], int]) -> Integers:
    """Market group (``numbers``) of each text of a category, shape (n,); −1: nothing was settled under it, UNKNOWN: no text."""
    name = str(column)
    return np.array([numbers.get((name, text), -1) if text else UNKNOWN for text in texts.tolist()], dtype=np.int64)
