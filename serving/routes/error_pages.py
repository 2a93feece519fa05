"""Errors as pages, for people; programs get problem details."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from serving.page_frame import PageFrame
from serving.state import request_id_of, state_of

FOR_PROGRAMS = ("/v1/", "/livez", "/readyz", "/static/")


def wants_page(request: Request) -> bool:
    """A browser asking for a page, not a program asking the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(FOR_PROGRAMS)


def error_page(request: Request, status: int, detail: str, code: str | None) -> HTMLResponse:
    """What went wrong in the reader's words, the exact detail, and the number to tell."""
    frame = PageFrame.of(request, state_of(request).today)
    if status == 404:
        key = "error.not_found"
    elif status == 503:
        key = "error.unavailable"
    else:
        key = "error.internal" if status >= 500 else "error.bad"
    lines = [frame.t(f"{key}.text")] if frame.t.has(f"{key}.text") else []
    if status not in {404, 500}:
        lines.append(detail)
    return frame.answer(
        "notice.html",
        status,
        here="",
        title=frame.t(f"{key}.title"),
        lines=lines,
        commands=(),
        request_id=request_id_of(request) if status >= 500 else "",
        back=True,
    )
