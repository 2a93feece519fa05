"""POST /v1/ledger/…: facts, row by row, through the same door as files; all of a request in one transaction, at most once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from ledger.connection import transact
from ledger.findings import Finding
from ledger.idempotency import Answer, once
from serving.ledger_bodies import PATHS, LedgerAnswer, RowAnswer, RowFinding, as_cells, body_model
from serving.problems import described, pointer
from serving.state import ServiceState, state_of
from serving.strict_json import StrictJsonRoute
from sources.door import record_rows
from sources.fields import KINDS_OF_FILE

router = APIRouter(tags=["ledger"], route_class=StrictJsonRoute)
ACTOR = "api"
"""Until requests say who they are from."""
TEXT = """Each row is new, known (nothing changes), a correction, or refused with the finding that says why; a refused row
waits in quarantine. A value of the wrong type, or a field that there is not, refuses the whole. With an `Idempotency-Key` the
same request again gets the same answer and does nothing; the same key with another body is refused (422)."""


def _door(path: str) -> Any:
    """The endpoint of one kind of row."""
    model = body_model(path)

    async def post_rows(
        body: model,  # type: ignore[valid-type]
        request: Request,
        service: Annotated[ServiceState, Depends(state_of)],
        idempotency_key: Annotated[str | None, Header(max_length=1000)] = None,
    ) -> Response:
        raw, said = await request.body(), body

        def work() -> Answer:
            return _record(service, path, said, raw, idempotency_key)

        answer = await service.off_loop(work, batch=True)
        headers = {"idempotency-replayed": "true"} if answer.replayed else None
        return JSONResponse(answer.body, status_code=answer.status, headers=headers)

    post_rows.__doc__ = TEXT
    return post_rows


def _record(service: ServiceState, path: str, body: Any, raw: bytes, key: str | None) -> Answer:
    at = service.clock()

    def unit(connection: Any) -> Answer:
        rows = [as_cells(path, row) for row in body.rows]
        report, results, others = record_rows(
            connection,
            PATHS[path],
            rows,
            source=body.source,
            recorded_at=at,
            recorded_on=at.date(),
            history=body.history,
        )
        answer: BaseModel = LedgerAnswer(
            import_no=report.import_no or 0,
            source=report.source,
            counts=report.counts,
            results=[
                RowAnswer(
                    index=index,
                    outcome=result.outcome,
                    findings=[_finding(one, path, index) for one in result.findings],
                )
                for index, result in enumerate(results)
            ],
            findings=[_finding(one, path) for one in others],
        )
        return Answer(200, answer.model_dump(mode="json"))

    if key is None:
        return transact(service.engine, unit, actor=ACTOR)
    return once(service.engine, f"POST /v1/ledger/{path}", key, raw, unit, at=at, actor=ACTOR)


def _finding(found: Finding, path: str, index: int | None = None) -> RowFinding:
    at = [found.column] if found.column else []
    if found.column and found.column not in KINDS_OF_FILE[PATHS[path]].fields:
        at.insert(0, "attributes")
    place = "" if index is None else pointer(["rows", index, *at])
    return RowFinding(
        code=found.code,
        severity="rejected" if found.severity == "rejected" else "warning",
        pointer=place,
        value=found.value,
        reason=found.reason,
        advice=found.advice,
    )


for _path in PATHS:
    router.add_api_route(
        f"/v1/ledger/{_path}",
        _door(_path),
        methods=["POST"],
        name=f"post_{_path.replace('-', '_')}",
        summary=f"Record {_path.replace('-', ' ')}",
        responses=described(400, 413, 415, 422, 503),
        response_model=LedgerAnswer,
    )
