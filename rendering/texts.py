"""Words of the pages in every language: ``texts/<language>.toml``, one key a phrase, the same keys in each.

``{name}`` in a phrase is filled in by the caller. A phrase that counts has two keys, ``….one`` and ``….other``; which is used
follows the language's own rule (Chinese always uses ``other``).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

LANGUAGES: Mapping[str, str] = {"en": "en_GB", "zh": "zh_Hans_CN"}
"""Language → babel locale. British English: 22 Nov 2026 is read the same way everywhere."""
DEFAULT = "en"
FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Texts:
    """All phrases of one language; calling it gives one. An unknown key is a mistake of ours: ``KeyError``."""

    language: str
    phrases: Mapping[str, str]

    def __call__(self, key: str, **values: Any) -> str:
        if "n" in values and key not in self.phrases:
            key = f"{key}.{self._plural(values['n'])}"
        phrase = self.phrases[key]
        return phrase.format(**values) if values else phrase

    def has(self, key: str) -> bool:
        return key in self.phrases

    def _plural(self, count: float) -> str:
        form = Locale.parse(LANGUAGES[self.language]).plural_form(abs(count))
        return "one" if form == "one" else "other"


@lru_cache
def texts(language: str) -> Texts:
    """The phrases of a language of ``LANGUAGES``."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return Texts(language, dict(_flat(tomllib.load(file))))


def chosen_language(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """The first of: asked for in the address, remembered in a cookie, in the browser's Accept-Language; else English."""
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return str(wish)
    for part in (accepted or "").lower().split(","):
        language = part.split(";")[0].strip().split("-")[0]
        if language in LANGUAGES:
            return language
    return DEFAULT


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else [(f"{prefix}{key}", str(value))]
    return found
