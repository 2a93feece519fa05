"""Errors as RFC 9457 problem details: what is wrong, where (JSON pointer), what to do, under which request id."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The body cannot be read",
    404: "Not found",
    405: "This address does not take that method",
    406: "Not acceptable",
    409: "In conflict with what stands",
    413: "Too large",
    415: "Only JSON is taken here",
    422: "Some values cannot be taken",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available just now",
}
CODES = {
    400: "unreadable-body",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    500: "internal-error",
    503: "unavailable",
}
RETRYABLE = frozenset({429, 503})
MOST_ERRORS = 100
UNION_TAGS = frozenset({"known", "new"})
"""Names of the kinds of an item of a request (serving/bodies.py); pydantic puts them into an error's place."""

NO_OBJECT = frozenset({"model_attributes_type", "model_type", "dict_type"})
"""Pydantic's names of one error: some other JSON value stands where an object should."""
NOT_AN_OBJECT = {
    "body": 'the body must be a JSON object; write it as {"items": [{"invoice_id": "INV-10023"}]}',
    "item": 'this must be a JSON object; write it as {"invoice_id": "INV-10023"} or as the whole invoice',
}

LEDGER_EXAMPLES = {
    "body": 'the body must be a JSON object; write it as {"source": "erp", "rows": [{"customer_id": "C-0042"}]}',
    "item": "this must be a JSON object: a row, under the names that a file's columns bear",
}


class ProblemDetail(BaseModel):
    """One value that cannot be taken: ``pointer`` into the body (RFC 6901), or the name of a ``parameter``."""

    pointer: str | None = Field(default=None, examples=["/items/0/due_on"])
    parameter: str | None = Field(default=None, examples=["limit"])
    code: str = Field(examples=["date-invalid"])
    detail: str = Field(examples=["'0000-01-01' is not a day; write it as 2026-03-31"])


class Problem(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=["urn:duecast:problem:invalid-request"])
    title: str = Field(examples=["Some values cannot be taken"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["1 value cannot be taken; 'errors' names each"])
    instance: str = Field(examples=["/v1/scores"])
    code: str = Field(examples=["invalid-request"])
    errors: list[ProblemDetail] = []
    request_id: str = Field(examples=["5f0c9a1e2b7d4c3f9e8a6b5d4c3b2a19"])
    retryable: bool = False


def problem(
    status: int,
    detail: str,
    *,
    instance: str,
    request_id: str,
    code: str | None = None,
    title: str | None = None,
    errors: Iterable[ProblemDetail] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer for one error."""
    code = code or CODES.get(status, "error")
    said = Problem(
        type=f"urn:duecast:problem:{code}",
        title=title or TITLES.get(status, "The request cannot be answered"),
        status=status,
        detail=detail,
        instance=instance,
        code=code,
        errors=list(errors),
        request_id=request_id,
        retryable=status in RETRYABLE,
    )
    return JSONResponse(
        said.model_dump(exclude_none=True), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def details(error: RequestValidationError, examples: Mapping[str, str] = NOT_AN_OBJECT) -> list[ProblemDetail]:
    """Each failed value, the first hundred; the union tags that pydantic puts into a place are not part of the body."""
    found = []
    for one in error.errors()[:MOST_ERRORS]:
        place = list(one["loc"])
        tag = 3 if len(place) > 2 and isinstance(place[2], int) else 2  # /items/0 or /item
        if len(place) > tag and place[tag] in UNION_TAGS and place[1] in ("item", "items"):
            del place[tag]
        code, detail = str(one["type"]).replace("_", "-"), _readable(str(one["msg"]))
        if one["type"] in NO_OBJECT or place == ["body"]:
            code, detail = "not-an-object", examples["body" if place == ["body"] else "item"]
        if place and place[0] == "body":
            found.append(ProblemDetail(pointer=pointer(place[1:]), code=code, detail=detail))
        else:
            found.append(ProblemDetail(parameter=str(place[-1]) if place else None, code=code, detail=detail))
    return found


def pointer(place: Sequence[Any]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _readable(message: str) -> str:
    """What a UTF-8 answer can carry."""
    return message.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of a route: the problems it may answer with."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": TITLES[status], "model": Problem, "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


def described_api(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; problems stand in it under their own media type only."""
    if app.openapi_schema is None:
        said = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        said.setdefault("components", {}).setdefault("schemas", {}).update(schema.pop("$defs"), Problem=schema)
        for path in said["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if not status.startswith("2"):
                        response["content"].pop("application/json", None)
        app.openapi_schema = said
    return app.openapi_schema
