"""The query parameter ``as_of`` of every answer that is of the start of a day, with the day it means."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError

from serving.bodies import Day
from serving.state import ServiceState, state_of


async def _as_of(
    service: Annotated[ServiceState, Depends(state_of)],
    as_of: Annotated[
        Day | None,
        Query(
            description="As known at the start of this day, which must not be one to come; today if not said.",
            examples=["2026-03-31"],
        ),
    ] = None,
) -> date:
    today = service.today
    if as_of is not None and as_of > today:
        place = {"type": "as_of_in_the_future", "loc": ("query", "as_of"), "msg": f"{as_of} is after today, {today}"}
        raise RequestValidationError([place])
    return as_of or today


AsOf = Annotated[date, Depends(_as_of)]
"""A parameter of a route: the day asked for, or today; 422 names the parameter."""
