"""What an amount is worth beside others: one scale for all currencies, in integers. A missing rate is never 1."""

from typing import TypeVar

import numpy as np

from features.streams import Integers
from ledger.arrays import Flags, LedgerArrays, Minor
from ledger.day import Days
from ledger.money import exponent
from ledger.policy import Policy

Whole = TypeVar("Whole", Integers, Days)
LARGEST = 10**12
"""Hundredths; beyond it an amount counts as this much, so that sums of amount times days stay within 64 bits."""


def worth(base: Minor, base_known: Flags, base_decimals: int) -> Integers:
    """Hundredths of the base currency, shape (n,); 0, as for an amount that is not stated, where no rate gave a base amount."""
    scaled = np.where(base_known, _hundredths(base, base_decimals), 0)
    return within(scaled, -LARGEST, LARGEST)


def within(values: Whole, lowest: int, highest: int) -> Whole:
    """Integers clipped to a range, shape as given: what ``np.clip`` gives, for few in a third of the time."""
    return np.minimum(np.maximum(values, lowest), highest)


def part_of(whole: Integers, part: Minor, amount: Minor) -> Integers:
    """The same share of ``whole`` as ``part`` is of ``amount``, rounded, shape (n,); 0 where the amount is 0."""
    share = part / np.where(amount == 0, 1, amount)
    return np.where(part == amount, whole, np.rint(whole * share).astype(np.int64))


def currency_decimals(arrays: LedgerArrays) -> Integers:
    """Decimal places of each of the ledger's currencies, shape (currencies,)."""
    return np.array([exponent(currency) for currency in arrays.currencies] or [2], dtype=np.int64)


def base_decimals(policy: Policy) -> int:
    """Decimal places of the base currency."""
    return exponent(policy.base_currency)


def _hundredths(amount: Minor, decimals: int) -> Integers:
    limit = LARGEST * 10
    scaled: Integers = within(amount, -limit, limit)
    if decimals != 2:
        scaled = scaled * 10 ** max(2 - decimals, 0) // 10 ** max(decimals - 2, 0)
    return scaled
