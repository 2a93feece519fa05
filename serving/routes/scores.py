"""POST /v1/scores: what an ERP calls for every order and invoice."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError

from ledger.errors import DuecastError
from serving.answers import score_answer
from serving.bodies import ItemAnswer, ItemError, KnownItem, NewItem, ScoreRequest, ScoreResponse
from serving.problems import described
from serving.scoring import score_items
from serving.state import ServiceState, state_of
from serving.strict_json import StrictJsonRoute

router = APIRouter(tags=["scores"], route_class=StrictJsonRoute)
SINGLE = 10
"""Requests of more items queue as batches."""


@router.post(
    "/v1/scores",
    summary="Score 1 to 1,000 items",
    responses=described(400, 413, 415, 422, 503),
    response_model=ScoreResponse,
)
async def post_scores(
    body: ScoreRequest, request: Request, service: Annotated[ServiceState, Depends(state_of)]
) -> ScoreResponse:
    """Items of the ledger by id, or whole bodies of invoices that are not in it (also of planned ones), mixed as you like.

    Answers stand in the order of the items. An unknown or closed item is an error of that item only. Before any model
    was trained a rule of thumb answers (``basis`` rule).
    """
    today = service.today
    as_of = body.as_of or today
    if as_of > today:
        place = {"type": "as_of_in_the_future", "loc": ("body", "as_of"), "msg": f"{as_of} is after today, {today}"}
        raise RequestValidationError([place])

    _refuse_far_ahead(body.items, as_of)

    def work() -> ScoreResponse:
        view = service.shelf.current(today)
        scorer = service.handle.current_or_rule(view.policy)
        made = score_items(view, scorer, body.items, as_of, explain=body.explain)
        results = [
            ItemAnswer(index=index, error=_item_error(request, one))
            if isinstance(one, DuecastError)
            else ItemAnswer(index=index, score=score_answer(one))
            for index, one in enumerate(made)
        ]
        return ScoreResponse(as_of=as_of, model_version=scorer.model.version, results=results)

    return await service.off_loop(work, batch=len(body.items) > SINGLE)


def _refuse_far_ahead(items: Sequence[KnownItem | NewItem], as_of: date) -> None:
    """A curve that starts more than a year after what is known says nothing: 422 for the whole, a pointer each."""
    latest = a_year_after(as_of)
    places = [
        {
            "type": "issued_on_too_far_ahead",
            "loc": ("body", "items", index, "issued_on"),
            "msg": f"{item.issued_on} is more than a year after {as_of}, the day scored for; {latest} is the last one taken",
        }
        for index, item in enumerate(items)
        if isinstance(item, NewItem) and item.issued_on > latest
    ]
    if places:
        raise RequestValidationError(places)


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February for 29 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _item_error(request: Request, error: DuecastError) -> ItemError:
    status: int = request.app.state.status_of(error)
    return ItemError(code=error.code, status=status, title=HTTPStatus(status).phrase, detail=str(error))
