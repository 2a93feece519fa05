"""The service: FastAPI with its routes, its errors, its edge. No one is asked who they are yet: bind it to 127.0.0.1 only."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from anyio import create_task_group
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ledger import errors
from ledger.connection import open_ledger
from ledger.settings import Settings
from rendering.charts import warm_up
from serving.ageing_shelf import AgeingShelf
from serving.bodies import BatchTooLarge
from serving.book import BookShelf
from serving.edge import MOST_BODY_BYTES, Edge
from serving.problems import LEDGER_EXAMPLES, NOT_AN_OBJECT, ProblemDetail, described_api, details, problem
from serving.routes import (
    ageing,
    choices,
    date_reasons,
    features,
    health,
    invoices,
    ledger,
    pages,
    quality,
    scores,
    statements,
    static,
    worklist,
)
from serving.routes.error_pages import error_page, wants_page
from serving.scorer_handle import ScorerHandle
from serving.state import Clock, ServiceState, request_id_of

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

STATUS: dict[type[errors.DuecastError], int] = {
    errors.InvalidValue: 422,
    errors.InvalidPolicy: 422,
    errors.UnknownInvoice: 404,
    errors.UnknownCustomer: 404,
    errors.UnknownQuarantined: 404,
    errors.InvoiceClosed: 409,
    errors.InvalidMapping: 422,
    errors.UnreadableSource: 422,
    errors.ImportRefused: 422,
    errors.LedgerEmpty: 503,
    errors.LedgerUnreachable: 503,
    errors.LedgerBusy: 503,
    errors.LedgerFull: 503,
    errors.LedgerDamaged: 503,
    errors.LedgerNotEmpty: 409,
    errors.InvalidBackup: 422,
    errors.KeyReused: 422,
    errors.LedgerTooNew: 503,
    errors.ModelUnavailable: 503,
    errors.ModelDamaged: 503,
    errors.ModelMismatch: 503,
    errors.TooLittleHistory: 503,
    errors.SumsDisagree: 500,
}
"""The one table from errors of the ledger to HTTP."""
BUSY_RETRY_SECONDS = 2
log = logging.getLogger("duecast.serving")


def create_app(settings: Settings, engine: "Engine | None" = None, clock: Clock | None = None) -> FastAPI:
    """The service over one ledger. ``clock`` gives now as an aware instant (default: this machine's clock and zone)."""
    engine = engine if engine is not None else open_ledger(settings)
    service = ServiceState(
        settings=settings,
        engine=engine,
        clock=clock or (lambda: datetime.now().astimezone()),
        shelf=BookShelf(engine),
        handle=ScorerHandle(settings.models, settings.threads),
        ageings=AgeingShelf(engine),
    )
    app = FastAPI(
        title="duecast",
        version="1",
        summary="Which invoices will be paid late, when each turns into cash, why, and what to do about it today.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.status_of = status_of
    for routes in (
        health,
        scores,
        choices,
        worklist,
        date_reasons,
        invoices,
        features,
        ledger,
        quality,
        ageing,
        statements,
        static,
        pages,
    ):
        app.include_router(routes.router)
    _handle_errors(app)
    app.openapi = lambda: described_api(app)  # type: ignore[method-assign]
    app.add_middleware(Edge, broken=_broken)
    return app


def status_of(error: errors.DuecastError) -> int:
    """HTTP status of an error of the ledger; 500 for one the table does not know."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Warm up beside the first requests: the book, the model, the charts; then spare the collector what stays."""
    service: ServiceState = app.state.service

    def warm() -> None:
        try:
            try:
                service.handle.current(service.book().policy)
            except errors.DuecastError as error:
                log.warning("not ready to score yet: %s", error)
            warm_up()
        finally:
            service.started.set()
        gc.collect()
        gc.freeze()

    async with create_task_group() as tasks:
        tasks.start_soon(service.off_loop, warm)
        yield


def _broken(request: Request) -> Response:
    return _answer(request, 500, "the error has been written to the log under the request id")


def _answer(request: Request, status: int, detail: str, code: str | None = None, **more: object) -> Response:
    if wants_page(request):
        return error_page(request, status, detail, code)
    return problem(
        status,
        detail,
        instance=request.url.path,
        request_id=request_id_of(request),
        code=code,
        **more,  # type: ignore[arg-type]
    )


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        found = details(error, LEDGER_EXAMPLES if request.url.path.startswith("/v1/ledger/") else NOT_AN_OBJECT)
        count = len(error.errors())
        return _answer(request, 422, f"{count} value(s) cannot be taken; 'errors' names each", errors=found)

    @app.exception_handler(BatchTooLarge)
    async def too_many(request: Request, error: BatchTooLarge) -> Response:
        return _answer(request, 413, str(error), "batch-too-large", errors=[
            ProblemDetail(pointer=error.pointer, code="batch-too-large", detail=str(error))
        ])  # fmt: skip

    @app.exception_handler(errors.DuecastError)
    async def told(request: Request, error: errors.DuecastError) -> Response:
        wait = {"headers": {"retry-after": str(BUSY_RETRY_SECONDS)}} if isinstance(error, errors.LedgerBusy) else {}
        return _answer(request, status_of(error), str(error), error.code, **wait)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        detail = error.detail if error.detail and error.status_code not in (404, 405, 413) else _plainly(request, error)
        return _answer(request, error.status_code, detail, headers=error.headers)


def _plainly(request: Request, error: HTTPException) -> str:
    if error.status_code == 404:
        return f"there is nothing at {request.url.path}; the addresses stand in /v1/openapi.json"
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow") or (error.headers or {}).get("allow", "another method")
        return f"{request.method} is not taken here; use {allowed}"
    return f"a body may hold {MOST_BODY_BYTES:,} bytes; send the items in parts"
