"""Reports: pages that need nothing else, neither the service nor the net."""

from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from rendering.page import STATIC, render


@lru_cache
def _style() -> Markup:
    sheets = (STATIC / name for name in ("page.css", "report.css"))
    return Markup("\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))  # noqa: S704 (our own files)


def render_report(template: str, language: str, today: date, **context: Any) -> bytes:
    """A whole page as UTF-8, its style within; ``template`` extends ``report.html``."""
    return render(template, language, today, style=_style(), **context)
