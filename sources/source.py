"""The contract of a source: a name, whether it claims a file, and what the file says, row by row.

An addition is one module in ``sources/adapters/`` with a function ``source(mapping)`` that gives its source, or None where
it does not apply; it is found by walking the folder.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol

import numpy as np

from ledger.errors import UnreadableSource
from ledger.findings import Finding
from ledger.further_columns import FurtherColumn
from ledger.marked_columns import MarkedColumns
from ledger.marks import Ints
from ledger.reconciliation import References
from ledger.records import Record
from sources import adapters
from sources.customers_of_invoices import CustomersOfInvoices
from sources.mapping import Mapping, Section
from sources.table import Advance


class Unpaid(NamedTuple):
    """What a row that says when its invoice was paid tells by saying nothing: this payment does not, or no longer, stand."""

    payment_id: str  # of the allocation too
    item: str  # invoice and instalment
    column: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What one row says. The first record is what the row is, the others follow from it; no record: it is rejected."""

    line: int
    records: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    unpaid: Unpaid | None = None


@dataclass(slots=True)
class Block:
    """Rows that follow one another: those that nothing is odd about as columns, with their lines; and the others.

    ``is_wanted_whole``: set by who needs columns of all records; the block was not taken then, and its rows come again.
    """

    columns: MarkedColumns
    lines: Sequence[int]
    odd: Sequence[SourceRow] = ()
    is_wanted_whole: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source has to know while it reads; ``references`` asks the ledger for what rows refer to.

    ``in_blocks``: a source that can may give blocks instead of rows; of records whose digests are ``held`` (sorted) they may
    be without columns.
    """

    source: str
    recorded_on: date
    base_currency: str
    references: References
    advance: Advance | None = None
    in_blocks: bool = False
    customers: CustomersOfInvoices = field(default_factory=CustomersOfInvoices)
    held: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


class Source(Protocol):
    """One way to read files."""

    name: str
    mapping: Mapping

    def claims(self, path: Path) -> bool:
        """Whether the file is one of this source's, from its name and header."""
        ...

    def kind(self, path: Path) -> str:
        """Which kind of file it is (``sources/fields.py``), of one that it claims."""
        ...

    def currencies(self, path: Path) -> Counter[str]:
        """How often each currency occurs; asked before the first import ever, to know the base currency."""
        ...

    def features(self, path: Path) -> list[FurtherColumn]:
        """Its columns that are declared as features for the models."""
        ...

    def rows(self, path: Path, reading: Reading) -> Iterator[SourceRow | Block]:
        """Every row of the file, rejected ones too, in its order; what it says of customers goes to ``reading.customers`` before
        this returns."""
        ...

    def raw(self, path: Path) -> tuple[Section, Sequence[str], Iterator[tuple[int, list[str]]]]:
        """How it reads the file, its header, and its rows' cells as they stand there, each with its line."""
        ...

    def refusal(self, path: Path) -> Exception:
        """Why it does not claim the file, in words that help."""
        ...


def all_sources(mapping: Mapping | None) -> list[Source]:
    """Every source that applies with this mapping, or without one."""
    names = sorted(module.name for module in iter_modules(adapters.__path__))
    made = (import_module(f"{adapters.__name__}.{name}").source(mapping) for name in names)
    return [source for source in made if source is not None]


def source_of(path: Path, sources: Sequence[Source]) -> Source:
    """The one source that claims a file; an error says what was expected where none does."""
    claiming = [source for source in sources if source.claims(path)]
    if not claiming:
        raise sources[0].refusal(path)
    if len(claiming) > 1:
        names = " and ".join(source.name for source in claiming)
        raise UnreadableSource(f"{path.name} is claimed by {names}; say with --mapping how to read it")
    return claiming[0]
