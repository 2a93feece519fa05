"""Days of a row that cannot be: after the day of the import, or before the day they follow."""

from datetime import date

from sources.cells import Cells
from sources.dirt import CONTRADICTING_DAYS, PAID_IN_FUTURE, BadCell


class DayChecks:
    """Of one file; ``BadCell`` names the column of the day that is wrong. A day that is not told is never wrong."""

    def __init__(self, cells: Cells, recorded_on: date):
        self._cells, self._recorded_on = cells, recorded_on

    def not_to_come(self, **days: date | None) -> None:
        """Fields with days that have happened."""
        for name, day in days.items():
            if day is not None and day > self._recorded_on:
                reason = f"{name} is {day}, after {self._recorded_on}, the day of this import"
                raise BadCell(PAID_IN_FUTURE, self._cells.column(name), str(day), reason, "correct the day")

    def not_before(self, first: date, event: str, **days: date | None) -> None:
        """Fields with days that cannot come before ``first``, the day of an ``event``."""
        for name, day in days.items():
            if day is not None and day < first:
                reason = f"{name} is {day}, before {event} on {first}"
                raise BadCell(CONTRADICTING_DAYS, self._cells.column(name), str(day), reason, "correct the days")
