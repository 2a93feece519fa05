"""JSON as the API reads it: exact numbers, no NaN slipping through as a number, 400 and 415 told apart from 422."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

LONGEST_INTEGER = 30
LONGEST_KEY_SHOWN = 60


class StrictJsonRoute(APIRoute):
    """A route whose body must be ``application/json`` and is read by ``parse``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        takes_body = self.body_field is not None

        async def handle(request: Request) -> Response:
            if takes_body:
                kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
                if kind != "application/json":
                    raise HTTPException(415, f"the body is {kind or 'of no stated type'}; send application/json")
            return await handler(_StrictRequest(request.scope, request.receive))

        return handle


class _StrictRequest(Request):
    async def json(self) -> Any:
        return parse(await self.body())


def parse(body: bytes) -> Any:
    """A JSON document in UTF-8; ``HTTPException`` 400 where it is none or holds a key twice.

    Fractions become ``Decimal``, exactly.
    """
    try:
        return json.loads(
            body.decode(), parse_float=Decimal, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the body is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise HTTPException(
            400, f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise HTTPException(400, "the body is nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No key twice: readers of JSON disagree on which of the two counts, so neither does here."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        shown = twice[:LONGEST_KEY_SHOWN].encode(errors="replace").decode()
        raise HTTPException(400, f"the body holds the key '{shown}' twice in one object; send each key once")
    return found


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits)
