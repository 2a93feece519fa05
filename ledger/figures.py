"""Further columns of customers by month, read into arrays."""

import numpy as np
from sqlalchemy import Connection, String, cast, func

from ledger.arrays import NO_FIGURES, CustomerFigures
from ledger.codes import Codes
from ledger.customer_reading import ends, from_json
from ledger.fact_query import Scope, rows_with_end
from ledger.tables import FACTS

_facts = FACTS["customer_figures"].c
FIGURES = rows_with_end(
    "customer_figures", _facts.customer_no, func.day_number(_facts.known_on), func.day_number(_facts.valid_from),
    cast(_facts.attributes, String),
)  # fmt: skip


def figures(connection: Connection, scope: Scope, cut: int, customer_code: Codes) -> CustomerFigures:
    """All that were known before ``cut``."""
    rows = FIGURES.rows(connection, scope)
    if not rows:
        return NO_FIGURES
    customer = customer_code.of(np.array([row[0] for row in rows], dtype=np.int64))
    known_on = np.array([row[1] for row in rows], dtype=np.int32)
    until = ends([row[4] for row in rows], cut)
    attributes = from_json([row[3] for row in rows])
    order = np.lexsort((known_on, customer))
    order = order[until[order] > known_on[order]]
    valid_from = np.array([row[2] for row in rows], dtype=np.int32)
    return CustomerFigures(customer[order], known_on[order], until[order], valid_from[order], attributes[order])
