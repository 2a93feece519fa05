"""Money: an integer in minor units plus an ISO 4217 code, with the exponent the currency has (JPY 0, EUR 2, KWD 3)."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import get_global

from ledger.errors import InvalidValue

LARGEST_MINOR = 10**16
"""Beyond this an amount is a typing error: 100 trillion in a currency of hundredths is about 100 million dollars in rials, the
smallest unit there is, and 6 billion in rupiah. How much all of a ledger may come to: ``ledger/capacity.py``."""

NO_DECIMALS = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
               "XOF", "XPF")  # fmt: skip
THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
FOUR_DECIMALS = ("CLF", "UYW")
EXPONENTS = dict.fromkeys(NO_DECIMALS, 0) | dict.fromkeys(THREE_DECIMALS, 3) | dict.fromkeys(FOUR_DECIMALS, 4)
"""Currencies whose minor unit is not a hundredth, by ISO 4217. (Unicode's tables give what is customary on a price tag: no
decimals for RSD or IQD, which would refuse their invoices.)"""

NO_MONEY = ("XTS", "XXX")
"""Codes of ISO 4217 for tests and for "no currency": exports write them where they know none."""


@lru_cache
def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit; ``InvalidValue`` where the code is not of ISO 4217."""
    if currency not in get_global("all_currencies") or currency in NO_MONEY:
        raise InvalidValue(f"currency {currency!r} is no currency of ISO 4217; write three capital letters such as EUR")
    return EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Major units to minor units, exactly; more decimals than the currency has are refused, not rounded."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise InvalidValue(f"amount {amount!r} is not a number; write it as 1234.56") from None
    if not value.is_finite():
        raise InvalidValue(f"amount {amount!r} is not finite; write it as 1234.56")
    minor = value.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise InvalidValue(
            f"amount {amount} has more decimals than {currency} has ({exponent(currency)}); round it first"
        )
    if abs(minor) > LARGEST_MINOR:
        most = to_major(LARGEST_MINOR, currency)
        raise InvalidValue(
            f"amount {amount} is beyond what a ledger holds ({most:,f} {currency}); is the decimal mark right?"
        )
    return int(minor)


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units to major units, exactly, with the currency's number of decimals."""
    return Decimal(minor).scaleb(-exponent(currency))
