"""The first day of the Chinese New Year, and where it is kept: as the library ``holidays`` has them."""

from functools import lru_cache

import numpy as np

from features.workdays import FIRST_YEAR, LAST_YEAR
from ledger.day import Days, day_number

_TRIED = (2021, 2024, 2025)
"""A country keeps it whose public holidays hold its first day in all of these years."""


@lru_cache
def first_days() -> Days:
    """One a year from 1990 to 2060, rising."""
    import holidays  # heavy: only where a ledger names countries

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    named = holidays.country_holidays("CN", years=years, language="en_US")
    found: dict[int, int] = {}
    for day, name in sorted(named.items()):
        if "Chinese New Year" in name and "Eve" not in name:
            found.setdefault(day.year, day_number(day))
    return np.array([found[year] for year in years], dtype=np.int32)


@lru_cache(maxsize=512)
def is_kept_in(country: str) -> bool:
    """``country``: ISO 3166 code; one not known does not keep it."""
    if not country:
        return False
    import holidays  # as above

    try:
        public = holidays.country_holidays(country.upper(), years=_TRIED)
    except NotImplementedError:
        return False
    kept = {day_number(day) for day in public}
    return all(int(first_days()[year - FIRST_YEAR]) in kept for year in _TRIED)
