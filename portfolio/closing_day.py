"""The day at whose end a report closes: one that has begun. One rule for commands, pages and the API."""

from datetime import date

from ledger.errors import InvalidValue


def closing_day(asked: date | None, today: date) -> date:
    """``asked``, or today where nobody asks for a day; ``InvalidValue`` for one that is still to come.

    What will be known at its end nobody knows yet: an ageing of a day to come would call everything unpaid that is due until
    then, and the same question would be answered otherwise when the day is there.
    """
    if asked is None:
        return today
    if asked > today:
        raise InvalidValue(
            f"{asked} is still to come: nobody knows yet what will be known at its end; ask for a day up to {today}"
        )
    return asked
