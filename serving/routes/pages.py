"""The web pages: the worklist, an invoice, the forecast. Server-rendered; they work without JavaScript."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from ledger.connection import reading
from ledger.errors import LedgerEmpty, ModelUnavailable
from ledger.scores import read_scores
from serving.book import BookView
from serving.forecast_page import forecast_page
from serving.id_in_path import ANY_ID
from serving.invoice_page import invoice_page
from serving.page_frame import PageFrame
from serving.state import ServiceState, state_of
from serving.worklist_page import worklist_page
from training.artifact import champion

router = APIRouter(include_in_schema=False)
ASKED = ("date", "choices")
"""What an invoice's page says when asked (``why=``): why it is expected on its day, what could be chosen differently."""
Service = Annotated[ServiceState, Depends(state_of)]


@router.get("/")
async def worklist(request: Request, service: Service) -> HTMLResponse:
    return await _scored_page(request, service, "worklist", worklist_page)


@router.get("/forecast")
async def forecast(request: Request, service: Service) -> HTMLResponse:
    return await _scored_page(request, service, "forecast", forecast_page)


@router.get(f"/invoices/{{invoice_id:{ANY_ID}}}")
async def invoice(invoice_id: str, request: Request, service: Service) -> HTMLResponse:
    frame = PageFrame.of(request, service.today)

    def work() -> HTMLResponse:
        view = service.book()
        with reading(service.engine) as connection:
            stored = [row.score for row in read_scores(connection, invoice_id=invoice_id)]
        scorer = service.handle.current_or_rule(view.policy) if frame.query.get("why") in ASKED else None
        return invoice_page(view, invoice_id, stored, frame, scorer)

    return await service.off_loop(work)


async def _scored_page(
    request: Request, service: ServiceState, here: str, make: Callable[[BookView, PageFrame], HTMLResponse]
) -> HTMLResponse:
    """A page over the scored book; where there is no ledger, model or score yet, what to do next."""
    frame = PageFrame.of(request, service.today)

    def work() -> HTMLResponse:
        try:
            view = service.book()
        except LedgerEmpty:
            return frame.notice("empty.ledger", commands=("duecast demo", "duecast import FILE"), here=here)
        if view.scored_as_of is None:
            try:
                champion(service.settings.models)
            except ModelUnavailable:
                train = (f"duecast train --as-of {frame.today}", "duecast score")
                return frame.notice("empty.model", commands=train, here=here)
            return frame.notice("empty.scores", commands=("duecast score",), here=here)
        return make(view, frame)

    return await service.off_loop(work)
