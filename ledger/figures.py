"""Further columns of customers by month, read into arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import func

from ledger.arrays import NO_FIGURES, CustomerFigures
from ledger.day import FOREVER
from ledger.tables import FACTS

ReadFacts = Callable[..., list[Any]]
"""(kind, columns…) → rows of them and the day of retraction or None, of facts known before the day."""


def figures(facts: ReadFacts, cut: int, customer_code: dict[int, int]) -> CustomerFigures:
    """All that were known before ``cut``."""
    table = FACTS["customer_figures"].c
    rows = facts(
        "customer_figures", table.customer_no, func.day_number(table.known_on), func.day_number(table.valid_from),
        table.attributes,
    )  # fmt: skip
    if not rows:
        return NO_FIGURES
    customer = np.array([customer_code[row[0]] for row in rows], dtype=np.int32)
    known_on = np.array([row[1] for row in rows], dtype=np.int32)
    until = np.array([FOREVER if row[4] is None or row[4] >= cut else row[4] for row in rows], dtype=np.int32)
    attributes = np.empty(len(rows), dtype=object)
    attributes[:] = [row[3] for row in rows]
    order = np.lexsort((known_on, customer))
    order = order[until[order] > known_on[order]]
    valid_from = np.array([row[2] for row in rows], dtype=np.int32)
    return CustomerFigures(customer[order], known_on[order], until[order], valid_from[order], attributes[order])
