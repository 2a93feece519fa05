"""Credit limits in the base currency: one in another currency at the latest rate of the day before, as known on the day."""

import numpy as np

from features.feature import Floats
from features.streams import Integers
from ledger.arrays import LedgerArrays
from ledger.day import Days
from ledger.money import exponent
from ledger.policy import Policy


class CreditLimits:
    """Asked by customer version: 1 + its row in ``arrays.customers``, 0 for none."""

    def __init__(self, arrays: LedgerArrays, policy: Policy) -> None:
        versions = arrays.customers
        self._quotes = arrays.quotes
        ours = ((versions.currency == "") | (versions.currency == policy.base_currency)).astype(np.bool_)
        known = versions.credit_limit >= 0
        # a ratio is minor units for minor units: what a foreign limit comes to is in minor units of the base currency too
        hundredths = versions.credit_limit * 10.0 ** (2 - exponent(policy.base_currency))
        self._limit = np.full(len(known) + 1, np.nan)
        np.copyto(self._limit[1:], hundredths, where=known)
        self._foreign = np.zeros(len(known) + 1, dtype=np.bool_)
        np.logical_and(known, ~ours, out=self._foreign[1:])
        self._currency = versions.currency

    def before(self, version: Integers, as_of: Days) -> Floats:
        """Hundredths of the base currency, shape (n,); NaN where no limit, or no rate for it, was known before the day."""
        limit: Floats = self._limit[version]
        rows = self._foreign[version].nonzero()[0]
        if len(rows):
            known: dict[tuple[str, int], float] = {}
            asked = list(zip(self._currency[version[rows] - 1].tolist(), as_of[rows].tolist(), strict=True))
            for pair in set(asked):
                known[pair] = self._rate(*pair)
            limit[rows] *= np.array([known[pair] for pair in asked])
        return limit

    def _rate(self, currency: str, as_of: int) -> float:
        rate = None if self._quotes is None else self._quotes.rate(currency, as_of - 1, as_of - 1)
        return np.nan if rate is None else rate
