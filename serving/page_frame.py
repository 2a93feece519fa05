"""What every page shares: the reader's language, links that keep what was asked, and the rendered answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from rendering.formats import Formats
from rendering.page import render
from rendering.texts import LANGUAGES, Texts, chosen_language, texts

COOKIE = "language"
A_YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The request as a page sees it: plain values, safe to hand to a thread."""

    path: str
    query: Mapping[str, str]
    language: str
    asked_language: str | None
    today: date

    @classmethod
    def of(cls, request: Request, today: date) -> "PageFrame":
        query = {name: value[:200] for name, value in request.query_params.items()}
        asked = query.get("lang")
        language = chosen_language(asked, request.cookies.get(COOKIE), request.headers.get("accept-language"))
        return cls(request.url.path, query, language, asked if asked in LANGUAGES else None, today)

    @property
    def t(self) -> Texts:
        return texts(self.language)

    @property
    def formats(self) -> Formats:
        return Formats(self.language, self.today)

    def one_of(self, name: str, allowed: Mapping[str, Any] | tuple[str, ...], otherwise: str) -> str:
        """A query parameter, where it is one of those allowed."""
        value = self.query.get(name, otherwise)
        return value if value in allowed else otherwise

    def link(self, **changes: str | int | None) -> str:
        """This page with other parameters; None drops one."""
        kept = {name: value for name, value in self.query.items() if value and name != "lang"}
        asked = {name: str(value) for name, value in (kept | changes).items() if value is not None}
        return self.path_link(self.path, asked)

    def switch_link(self, language: str) -> str:
        return self.link(lang=language)

    @staticmethod
    def path_link(path: str, query: Mapping[str, Any] | None = None) -> str:
        """An address on this site; ids of any characters are quoted."""
        plain = {name: _plain(str(value)) for name, value in (query or {}).items()}
        return quote(_plain(path), safe="/") + (f"?{urlencode(plain)}" if plain else "")

    def answer(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The page, in the reader's language; a choice of language is remembered for a year."""
        page = render(
            template, self.language, self.today, link=self.link, switch_link=self.switch_link, none=None, **context
        )
        response = HTMLResponse(page, status)
        if self.asked_language:
            response.set_cookie(COOKIE, self.asked_language, max_age=A_YEAR_SECONDS, httponly=True, samesite="lax")
        return response

    def notice(self, key: str, *, commands: tuple[str, ...] = (), here: str = "", status: int = 200) -> HTMLResponse:
        """A page that says what is missing and what to do next: ``<key>.title`` and ``<key>.text``."""
        t = self.t
        return self.answer(
            "notice.html",
            status,
            here=here,
            title=t(f"{key}.title"),
            lines=[t(f"{key}.text")],
            commands=commands,
            request_id="",
            back=False,
        )


def invoice_link(invoice_id: str, instalment: int = 1) -> str:
    """The page of an item; an id may hold slashes and anything else."""
    address = "/invoices/" + quote(_plain(invoice_id), safe="")
    return address if instalment == 1 else f"{address}?instalment={instalment}"


def _plain(text: str) -> str:
    """What an address can carry: lone surrogates become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
