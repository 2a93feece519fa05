"""The template environment: Jinja2 with autoescape, the language's phrases as ``t`` and formats as filters."""

from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rendering.formats import Formats
from rendering.texts import texts

HERE = Path(__file__).parent
STATIC = HERE / "static"


@lru_cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache
def static_version() -> str:
    """Changes with any static file, so that browsers may keep them for long."""
    digest = sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def render(template: str, language: str, today: date | None = None, **context: Any) -> bytes:
    """A whole page as UTF-8. Lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    page = (
        environment()
        .get_template(template)
        .render(
            **context,
            language=language,
            today=today,
            t=texts(language),
            f=Formats(language, today),
            static_version=static_version(),
        )
    )
    return page.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
