"""The edge of the service: request ids, security headers, a limit on bodies, and the last catch of what went wrong."""

import logging
import re
from collections.abc import Callable
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import problem

MOST_BODY_BYTES = 1 << 20
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("duecast.serving")


class Edge:
    """The outermost layer: whatever happens inside, the answer has an id, the headers, and is one whole answer.

    ``broken`` makes the answer to an error that nothing else has caught.
    """

    def __init__(self, app: ASGIApp, broken: Callable[[Request], Response]):
        self.app, self.broken = app, broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = finished = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started, finished
            if message["type"] == "http.response.start":
                started = True
                out = MutableHeaders(scope=message)
                out["x-request-id"] = request_id
                out.setdefault("cache-control", "no-store")
                for name, value in HEADERS.items():
                    out[name] = value
            await send(message)
            finished = message["type"] == "http.response.body" and not message.get("more_body", False)

        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > MOST_BODY_BYTES:
            refusal = too_large(scope["path"], request_id)
            await refusal(scope, receive, send_with_headers)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_BODY_BYTES:
                raise HTTPException(413)
            return message

        try:
            await self.app(scope, receive_within_limit, send_with_headers)
        except Exception:
            log.exception("request %s failed: %s %r", request_id, scope["method"], scope["path"])
            if finished:
                return
            if started:
                raise
            await self.broken(Request(scope))(scope, receive, send_with_headers)


def too_large(path: str, request_id: str) -> ASGIApp:
    """The answer to a body over the limit; the connection is closed, so that the rest of it need not be read."""
    return problem(
        413,
        f"a body may hold {MOST_BODY_BYTES:,} bytes; send the items in parts",
        instance=path,
        request_id=request_id,
        headers={"connection": "close"},
    )
