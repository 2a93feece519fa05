"""Links keep what was asked and quote everything; the language is remembered."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from serving.page_frame import PageFrame, invoice_link


def frame(query: bytes = b"", **headers: str) -> PageFrame:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": raw, "server": ("x", 80)}
    return PageFrame.of(Request(scope), date(2026, 6, 15))


def test_links_keep_what_was_asked() -> None:
    asked = frame(b"q=a%26b&band=high&page=3&lang=zh")
    assert asked.link(page=4) == "/?q=a%26b&band=high&page=4"
    assert asked.link(q=None, page=None) == "/?band=high"
    assert asked.switch_link("en") == "/?q=a%26b&band=high&page=3&lang=en"


def test_language_from_address_cookie_and_browser() -> None:
    assert frame(b"lang=zh").language == "zh" and frame(b"lang=zh").asked_language == "zh"
    assert frame(b"lang=xx", cookie="language=zh").language == "zh" and frame(b"lang=xx").asked_language is None
    assert frame(accept_language="zh-CN").language == "zh"
    answer = frame(b"lang=zh").notice("empty.model")
    assert "language=zh" in answer.headers["set-cookie"] and "HttpOnly" in answer.headers["set-cookie"]
    assert "set-cookie" not in frame().notice("empty.model").headers


def test_only_known_values_pass() -> None:
    assert frame(b"band=high").one_of("band", ("high",), "") == "high"
    assert frame(b"band=<b>").one_of("band", ("high",), "") == ""


@given(st.text(min_size=1))
def test_any_id_has_an_address(name: str) -> None:
    address = invoice_link(name, 2)
    assert address.startswith("/invoices/") and address.isascii() and address.endswith("?instalment=2")
    assert not set(" <>\"'#\\\r\n") & set(address) and address.count("/") == 2 and address.count("?") == 1
