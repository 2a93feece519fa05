"""``LedgerAsOf``: the only door to the ledger's data for features, KPIs and models.

It gives what was known before the start of a day, and nothing else, so that the future cannot be reached.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection

from ledger.account import Account, read_account
from ledger.arrays import LedgerArrays
from ledger.arrays_reading import read_arrays
from ledger.crossings import Crossings, read_crossings
from ledger.customer_pages import read_page
from ledger.customer_reading import Named, named_customers
from ledger.exchange import Quotes, read_quotes
from ledger.fact_query import Scope
from ledger.policy import Policy, policy_on, policy_then


class LedgerAsOf:
    """Facts with ``known_on < as_of`` (start of day); of all customers, or of some.

    Of some: the facts recorded as theirs. What was said or paid of an invoice while it was another customer's is read with that
    one: ``ledger.shares`` and ``crossings.linked_customers`` say who belongs together.
    """

    def __init__(self, connection: Connection, as_of: date, customer_ids: Sequence[str] | None = None):
        self._connection = connection
        self.as_of = as_of
        self._named: Named | None = None if customer_ids is None else named_customers(connection, customer_ids)
        self._only = None if self._named is None else [number for number, _ in self._named]

    @classmethod
    def closing(
        cls, connection: Connection, closing_on: date, customer_ids: Sequence[str] | None = None
    ) -> "LedgerAsOf":
        """The finance view: facts known by the end of a day; equals ``as_of`` the day after."""
        return cls(connection, closing_on + timedelta(days=1), customer_ids)

    @classmethod
    def reported(
        cls, connection: Connection, closing_on: date, customer_ids: Sequence[str] | None = None
    ) -> "LedgerAsOf":
        """The closing view for what is reported of a day (ageing, statements, data quality): under the policies of that day too,
        so that no later decision, as on how long a rate serves, changes what was reported then."""
        view = cls.closing(connection, closing_on, customer_ids)
        view.policy = view.policy_then
        return view

    @classmethod
    def live(cls, connection: Connection, today: date, customer_ids: Sequence[str] | None = None) -> "LedgerAsOf":
        """The controller's view: everything that has come in up to this second of ``today``.

        The closing view of a day that has not ended: read again, it may hold more.
        """
        return cls.closing(connection, today, customer_ids)

    @cached_property
    def policy(self) -> Policy:
        """Policies in force now: labels, features and models of every day are made under one policy."""
        return policy_on(self._connection, date.max)

    @cached_property
    def policy_then(self) -> Policy:
        """Policies of that day, for reports of it: ageing, statements."""
        return policy_then(self._connection, self.as_of - timedelta(days=1))

    @cached_property
    def account(self) -> Account:
        """The documents of each customer's account (``ledger/account.py``)."""
        return read_account(self._connection, self.as_of, self._only)

    @cached_property
    def crossings(self) -> Crossings:
        """Money of one customer that settles another's invoices (``ledger/crossings.py``)."""
        return read_crossings(self._connection, self.as_of, self._only)

    @cached_property
    def quotes(self) -> Quotes:
        """Rates of exchange with the base currency (``ledger/exchange.py``)."""
        return read_quotes(self._connection, self.as_of, self.policy)

    @cached_property
    def arrays(self) -> LedgerArrays:
        """Everything known, as arrays (``ledger/arrays.py``)."""
        named = named_customers(self._connection, None) if self._named is None else self._named
        only = self._only
        page = read_page(self._connection, only[0]) if only is not None and len(only) == 1 else None
        scope = Scope(self.as_of, None if only is None else tuple(only), page)
        return read_arrays(self._connection, scope, named, self.policy, lambda: self.quotes)
