"""The ledger's facts into arrays (``ledger/arrays.py``): columns of numbers, texts only where there are no others.

A million invoices make ten million numbers: no Python object is kept of any of them.
"""

from collections.abc import Callable

import numpy as np
from sqlalchemy import Connection

from ledger.arrays import NO_DISPUTES, NO_FIGURES, NO_INTERACTIONS, NO_PROMISES, LedgerArrays
from ledger.codes import Codes, WordCodes
from ledger.correspondence import DISPUTES, INTERACTIONS, PROMISES, disputes, interactions, promises
from ledger.customer_reading import Named, customer_versions, texts
from ledger.exchange import Quotes, in_base, no_quotes
from ledger.fact_query import Scope, present
from ledger.figures import figures
from ledger.further_columns import further_columns
from ledger.garbage import no_collecting
from ledger.item_reading import read_items
from ledger.movement_reading import read_allocations, read_payments
from ledger.policy import Policy
from ledger.retracted_facts import RETRACTED

ASKED_FIRST = (*RETRACTED, ("disputes", DISPUTES), ("promises", PROMISES), ("interactions", INTERACTIONS))
"""What most customers have none of."""


def read_arrays(
    connection: Connection, scope: Scope, named: Named, policy: Policy, quotes: Callable[[], Quotes]
) -> LedgerArrays:
    """Everything known of the customers ``named``, who are those of the scope; ``quotes`` are asked for only if needed."""
    with no_collecting():
        return _read(connection, scope, named, policy, quotes)


def _read(
    connection: Connection, scope: Scope, named: Named, policy: Policy, quotes: Callable[[], Quotes]
) -> LedgerArrays:
    cut = scope.cut
    there = present(connection, scope, ASKED_FIRST)
    further = {column.scope for column in further_columns(policy.further_features)}
    customer, currencies = Codes(np.array([number for number, _ in named], dtype=np.int64)), WordCodes()
    items = read_items(connection, scope, there, customer, currencies, policy, attributes="invoice" in further)
    known = currencies.words
    told = customer_versions(connection, scope, cut, named)
    limits = set(told.currency[told.credit_limit >= 0].tolist()) - {""}
    foreign = any(currency != policy.base_currency for currency in (*known, *limits))
    served = quotes() if foreign else no_quotes(policy)
    allocations = read_allocations(connection, scope, there, items.code, customer)
    payments = read_payments(connection, scope, there, customer, currencies)
    about = (connection, scope, cut, items.invoices_among, customer)
    return LedgerArrays(
        as_of=cut,
        customer_id=texts([name for _, name in named]),
        invoice_id=texts(items.invoice_id),
        instalment=items.instalment,
        item_invoice=items.invoice,
        currencies=currencies.words,
        customers=told,
        items=in_base(items.versions, known, served),
        allocations=allocations,
        payments=payments,
        disputes=disputes(*about) if "disputes" in there else NO_DISPUTES,
        promises=promises(*about) if "promises" in there else NO_PROMISES,
        interactions=interactions(*about) if "interactions" in there else NO_INTERACTIONS,
        figures=figures(connection, scope, cut, customer) if "customer" in further else NO_FIGURES,
        quotes=served if foreign else None,
    )
