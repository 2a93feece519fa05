"""Templates: escaped by default, strict about names, without anything a strict content security policy forbids."""

import re
from datetime import date

import pytest
from jinja2 import UndefinedError

from rendering.page import HERE, STATIC, environment, render, static_version

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}\ud800\u202e"


def page(**more: object) -> str:
    given: dict[str, object] = {
        "title": "T",
        "lines": [HOSTILE],
        "commands": (),
        "request_id": "",
        "back": True,
        "here": "",
    }
    return render(
        "notice.html", "en", date(2026, 1, 1), **(given | {"switch_link": lambda language: f"?lang={language}"} | more)
    ).decode()


def test_text_is_escaped_and_never_a_template() -> None:
    said = page()
    assert "<img" not in said and "&lt;img src=x onerror=alert(1)&gt;{{7*7}}" in said
    assert "\ufffd" in said, "a lone surrogate cannot be sent; it is shown as unknown"


def test_a_missing_name_is_an_error_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        render("notice.html", "en")


def test_language_of_the_page() -> None:
    assert '<html lang="en">' in page()
    zh = render("notice.html", "zh", title="", lines=[], commands=(), request_id="", back=False, here="",
                switch_link=lambda language: "").decode()  # fmt: skip
    assert '<html lang="zh-Hans">' in zh and "催收清单" in zh


def test_no_template_holds_inline_script_or_style() -> None:
    for path in (HERE / "templates").glob("*.html"):
        text = path.read_text().replace("<style>\n{{ style }}\n</style>", "")  # a report's, which stands alone
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|\|\s*safe\b|autoescape", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path
        environment().get_template(path.name)


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*STATIC.iterdir(), *(HERE / "templates").iterdir()]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text and "https:" not in text and "@import" not in text, path


def test_static_files_carry_a_version() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", static_version())
    assert f"/static/page.css?v={static_version()}" in page()
