"""POST /v1/scores: what an ERP calls for every order and invoice."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError

from ledger.errors import DuecastError
from serving.answers import score_answer
from serving.bodies import ItemAnswer, ItemError, ScoreRequest, ScoreResponse
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


def _item_error(request: Request, error: DuecastError) -> ItemError:
    status: int = request.app.state.status_of(error)
    return ItemError(code=error.code, status=status, title=HTTPStatus(status).phrase, detail=str(error))
