"""One customer's arrays taken from its facts, beside which those of its page are laid."""

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection

from ledger.arrays import LedgerArrays
from ledger.arrays_reading import read_arrays
from ledger.asof import LedgerAsOf
from ledger.customer_reading import named_customers
from ledger.fact_query import Scope


def from_facts(connection: Connection, as_of: date, customer_id: str) -> LedgerArrays:
    """One customer's arrays without its page."""
    named = named_customers(connection, [customer_id])
    view = LedgerAsOf(connection, as_of, [customer_id])
    return read_arrays(connection, Scope(as_of, (named[0][0],)), named, view.policy, lambda: view.quotes)


def every_value(told: Any) -> Any:
    """Arrays by name, with their types and codes."""
    if hasattr(told, "__slots__"):
        return {name: every_value(getattr(told, name)) for name in told.__slots__}
    return (str(told.dtype), told.tolist()) if isinstance(told, np.ndarray) else told
