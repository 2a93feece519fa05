"""Time before the cut, in three: train | calibrate | test. A row belongs to a window by its as-of day, never at random."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ledger.day import day_of

TEST_SHARE = 0.15
SHORTEST_DAYS, LONGEST_DAYS = 35, 120


@dataclass(frozen=True, slots=True)
class Windows:
    """Day numbers: train [first, calibrate_from), calibrate [calibrate_from, test_from), test [test_from, cut).

    A stage uses only what was known when it ends: trees see facts known before ``calibrate_from``, calibrators before
    ``test_from``, the test before ``cut``.
    """

    first: int
    calibrate_from: int
    test_from: int
    cut: int

    def as_dates(self) -> dict[str, date]:
        return {name: day_of(value) for name, value in asdict(self).items()}

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def windows(first: int, cut: int, maturity_days: int) -> Windows:
    """Windows of [first, cut). The later two are 15 % of the time each, 35 … 120 days, and never so short that nothing in
    them can mature: ``maturity_days`` (a typical term plus the booking lag) is added, up to a quarter of the whole each.
    """
    span = max(cut - first, 4)
    wanted = min(max(int(span * TEST_SHARE), SHORTEST_DAYS), LONGEST_DAYS) + maturity_days
    length = max(min(wanted, span // 4), 1)
    return Windows(first, cut - 2 * length, cut - length, cut)
