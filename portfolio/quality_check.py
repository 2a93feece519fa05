"""What a check of data quality is: a stable code, words in two languages, and one function from the ledger to what it saw.

The codes of whole-ledger checks begin with DQ1; those of single rows at the door with DQ0 (``sources/dirt.py``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, NamedTuple

from portfolio.quality_book import QualityBook

Severity = Literal["error", "warning", "note"]
"""Error: figures are wrong until it is mended. Warning: look at it. Note: good to know when reading figures."""
MOST_EXAMPLES = 10
Figure = float | int | str | None


class Words(NamedTuple):
    """The same in English and 简体中文."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Example:
    """One of the things meant: an invoice, a payment, a customer, a row of a file."""

    subject: str
    customer_id: str
    said: Words


@dataclass(frozen=True, slots=True)
class Seen:
    """``count`` of ``of`` things looked at are meant; ``holds`` says that nothing has to be done. ``figures``: for programs.

    ``in_groups``: the examples are groups that are the whole of it, not single things among many.
    """

    holds: bool
    count: int
    of: int
    said: Words
    examples: tuple[Example, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    in_groups: bool = False


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """``look`` gets the ledger at the end of a day; it never sees what came later."""

    code: str
    name: str
    severity: Severity
    title: Words
    meaning: Words
    advice: Words
    look: Callable[[QualityBook], Seen]


def quality_checks() -> tuple[QualityCheck, ...]:
    """Every check in ``portfolio/quality_checks``, by code; a file there declares one as ``CHECK``."""
    folder = import_module("portfolio.quality_checks")
    found = [import_module(f"{folder.__name__}.{module.name}").CHECK for module in iter_modules(folder.__path__)]
    return tuple(sorted(found, key=lambda check: check.code))
