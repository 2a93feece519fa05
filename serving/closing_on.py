"""The query parameter ``closing_on`` of every report that closes on a day, with the day it means."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError

from ledger.day import EARLIEST, LATEST
from ledger.errors import InvalidValue
from portfolio.closing_day import closing_day
from serving.state import ServiceState, state_of


async def _closing_on(
    service: Annotated[ServiceState, Depends(state_of)],
    closing_on: Annotated[
        date | None,
        Query(
            description="As known at the end of this day, which must not be one to come; today if not said.",
            ge=EARLIEST,
            le=LATEST,
            examples=["2026-03-31"],
        ),
    ] = None,
) -> date:
    try:
        return closing_day(closing_on, service.today)
    except InvalidValue as error:
        place = {"type": "closing_on_in_the_future", "loc": ("query", "closing_on"), "msg": str(error)}
        raise RequestValidationError([place]) from None


ClosingOn = Annotated[date, Depends(_closing_on)]
"""A parameter of a route: the day asked for, or today; 422 names the parameter."""
