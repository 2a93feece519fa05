"""The mapping: a TOML file that says which column is which field, and how days and amounts are written.

``docs/import.md`` shows one. Settings stand at the top and may be repeated in a section that differs; a section a kind of
file (those of ``sources/fields.py``) names its columns. What a mapping does not say is never guessed.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from ledger.errors import InvalidMapping, InvalidPolicy, InvalidValue
from ledger.further_columns import ColumnKind, FurtherColumn, Scope, further_column
from ledger.money import exponent
from sources.fields import KINDS_OF_FILE

SHIPPED = Path(__file__).parent / "mappings"
AttributeType = Literal["text", "number"]
TABLES = ("attributes", "customer_attributes")
LISTS = ("optional", "without")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file is written."""

    delimiter: str = ""
    """Empty: whichever of comma, semicolon, tab and bar makes the header one that is known."""
    encoding: str = "utf-8"
    """A byte order mark at the start of the file wins over it."""
    quote: str = '"'
    date_format: str = "%Y-%m-%d"
    decimal_mark: str = "."
    thousands_mark: str = ""
    missing: tuple[str, ...] = ("",)
    open: tuple[str, ...] = ()
    """What stands in paid_on when an invoice is open, besides the marks of missing values."""
    yes: tuple[str, ...] = ("yes", "y", "true", "t", "1")
    no: tuple[str, ...] = ("no", "n", "false", "f", "0")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column that is no field of the ledger but worth keeping."""

    name: str
    column: str
    type: AttributeType = "text"
    feature: bool = False
    """Whether the models are to see it: a number as it is, a text as a category."""


@dataclass(frozen=True, slots=True)
class Section:
    """What the columns of one kind of file are."""

    kind: str
    notation: Notation
    currency: str
    """The one currency of the file where no column says it; empty: none."""
    columns: dict[str, str]
    attributes: tuple[Attribute, ...] = ()
    customer_attributes: tuple[Attribute, ...] = ()
    optional: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    other_columns: bool = False
    numbers: frozenset[str] = frozenset()
    """Names of further columns that the models take as numbers already: read as numbers where the header says nothing."""

    @property
    def wanted(self) -> list[str]:
        """The columns a file must have to be of this kind."""
        extra = [attribute.column for attribute in self.attributes + self.customer_attributes]
        return [column for name, column in self.columns.items() if name not in self.optional] + extra

    def claims(self, header: Iterable[str]) -> bool:
        found = set(header)
        return found.issuperset(self.wanted) and not found & self.without

    @property
    def features(self) -> list[FurtherColumn]:
        """The columns that the models are to see."""
        own: Scope = "invoice" if self.kind == "invoices" else "customer"
        told = [(own, one) for one in self.attributes]
        told += [("customer", one) for one in self.customer_attributes]
        kinds: dict[AttributeType, ColumnKind] = {"number": "number", "text": "category"}
        return [FurtherColumn(scope, one.name, kinds[one.type]) for scope, one in told if one.feature]

    def within(self, header: Sequence[str]) -> "Section":
        """This section for one file: without the optional columns it lacks, with its further ones as attributes."""
        columns = {name: column for name, column in self.columns.items() if column in header}
        taken = {*columns.values(), *(a.column for a in self.attributes + self.customer_attributes), ""}
        further = [_further(name, self.numbers) for name in header if self.other_columns and name not in taken]
        return replace(self, columns=columns, attributes=(*self.attributes, *further))


@dataclass(frozen=True, slots=True)
class Mapping:
    name: str
    source: str
    """Whose records these are; part of the identity of an invoice without a number."""
    sections: dict[str, Section] = field(default_factory=dict)

    def section(self, header: Sequence[str]) -> Section | None:
        """The section that claims a file with this header; of several the one that uses most of its columns."""
        claiming = [section.within(header) for section in self.sections.values() if section.claims(header)]
        return max(claiming, key=lambda section: len(section.columns), default=None)


def find_mapping(name_or_path: str | Path) -> Mapping:
    """A mapping file, or one of those that are shipped, by its name."""
    path = Path(name_or_path)
    shipped = {file.stem: file for file in sorted(SHIPPED.glob("*.toml"))}
    if not path.is_file():
        if str(name_or_path) not in shipped:
            raise InvalidMapping(
                f"there is no mapping file {name_or_path}; give the path of a .toml file, or one of {sorted(shipped)}"
            )
        path = shipped[str(name_or_path)]
    return read_mapping(path.read_text(encoding="utf-8"), path.stem)


def read_mapping(text: str, name: str) -> Mapping:
    """The mapping a TOML text says; ``InvalidMapping`` names the wrong key and the nearest right one."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidMapping(f"the mapping {name} is not TOML: {error}; docs/import.md shows one") from None
    settings = [setting.name for setting in fields(Notation)]
    _known(name, told, ["source", "currency", *settings, *KINDS_OF_FILE], "")
    sections = {key: told[key] for key in told if key in KINDS_OF_FILE}
    if not sections:
        raise InvalidMapping(
            f'the mapping {name} describes no file; add a section such as [invoices] with customer_id = "…"'
        )
    source, currency = _text(name, "source", told.get("source", name)), _currency(name, told)
    notation = _notation(name, "", Notation(), told)
    return Mapping(name, source, {kind: _section(name, kind, notation, currency, sections[kind]) for kind in sections})


def _section(name: str, kind: str, notation: Notation, currency: str, told: Any) -> Section:
    if not isinstance(told, dict):
        raise InvalidMapping(f"in the mapping {name}, [{kind}] must be a section, not {told!r}")
    schema, settings = KINDS_OF_FILE[kind], [setting.name for setting in fields(Notation)]
    _known(name, told, [*schema.fields, *settings, *TABLES, *LISTS, "other_columns"], f"[{kind}] ")
    columns = {key: _text(name, f"[{kind}] {key}", told[key]) for key in told if key in schema.fields}
    missing = [key for key in schema.required if key not in columns]
    if missing:
        raise InvalidMapping(
            f"in the mapping {name}, [{kind}] does not say which column is {missing[0]}; "
            f'add {missing[0]} = "the column\'s name in the header"'
        )
    if "customer_attributes" in told and kind != "invoices":
        raise InvalidMapping(f"in the mapping {name}, customer_attributes belong to [invoices], not to [{kind}]")
    return Section(
        kind=kind,
        notation=_notation(name, f"[{kind}] ", notation, told),
        currency=currency,
        columns=columns,
        attributes=_attributes(name, kind, told.get("attributes", {})),
        customer_attributes=_attributes(name, kind, told.get("customer_attributes", {})),
        optional=frozenset(_texts(name, f"[{kind}] optional", told.get("optional", []))),
        without=frozenset(_texts(name, f"[{kind}] without", told.get("without", []))),
        other_columns=told.get("other_columns", False) is True,
    )


def _further(column: str, numbers: frozenset[str]) -> Attribute:
    """A column that is no field: kept as a text, unless its header says ``income:number`` or ``size:category``, or it is one
    of ``numbers``. ``InvalidMapping`` where the kind is misspelt: it would be kept, and the models would never see it."""
    name, _, kind = column.rpartition(":")
    if name and kind in ("number", "category"):
        return Attribute(name, column, "number" if kind == "number" else "text", feature=True)
    near = get_close_matches(kind.strip().casefold(), ("number", "category"), 1, 0.75) if name else []
    if near:
        raise InvalidMapping(f"the column {column!r} declares no feature; did you mean '{name.strip()}:{near[0]}'?")
    return Attribute(column, column, "number" if column in numbers else "text")


def _attributes(name: str, kind: str, told: Any) -> tuple[Attribute, ...]:
    out = []
    for key, value in told.items() if isinstance(told, dict) else [("", told)]:
        table = value if isinstance(value, dict) else {"column": value}
        column, type_, feature = table.get("column"), table.get("type", "text"), table.get("feature", False)
        readable = isinstance(column, str) and type_ in {"text", "number"} and isinstance(feature, bool)
        if not readable or not set(table) <= {"column", "type", "feature"}:
            raise InvalidMapping(
                f"in the mapping {name}, the attribute {key!r} of [{kind}] is {value!r}; write "
                f'{key or "name"} = "COLUMN" or {{ column = "COLUMN", type = "number", feature = true }}'
            )
        out.append(_attribute(name, Attribute(key, str(column), "number" if type_ == "number" else "text", feature)))
    return tuple(out)


def _attribute(mapping: str, one: Attribute) -> Attribute:
    """``InvalidMapping`` where it is to be a feature under a name that no feature can bear."""
    if one.feature:
        try:
            further_column(f"customer.{one.name}:number")
        except InvalidPolicy:
            raise InvalidMapping(
                f"in the mapping {mapping}, a feature cannot be called {one.name!r}; leave out dots, colons and braces"
            ) from None
    return one


def _notation(name: str, where: str, notation: Notation, told: dict[str, Any]) -> Notation:
    changes: dict[str, Any] = {}
    for setting in fields(Notation):
        if setting.name in told:
            many, key = setting.name in {"missing", "open", "yes", "no"}, where + setting.name
            value = told[setting.name]
            changes[setting.name] = tuple(_texts(name, key, value)) if many else _text(name, key, value)
    out = replace(notation, **changes)
    checks = (
        (len(out.delimiter) <= 1, "delimiter must be one character, or left out"),
        (len(out.quote) == 1, "quote must be one character"),
        (len(out.decimal_mark) == 1 and not out.decimal_mark.isalnum(), 'decimal_mark must be one mark such as "." or ","'),
        (len(out.thousands_mark) <= 1, 'thousands_mark must be one mark such as "." or " ", or empty'),
        (out.decimal_mark != out.thousands_mark, "decimal_mark and thousands_mark must differ"),
        ("%" in out.date_format, 'date_format must be written like "%d.%m.%Y"'),
        (_is_encoding(out.encoding), f"encoding {out.encoding!r} is not known; write utf-8, cp1252 or the like"),
    )  # fmt: skip
    for holds, text in checks:
        if not holds:
            raise InvalidMapping(f"in the mapping {name}, {where}{text}")
    return replace(out, yes=tuple(map(str.casefold, out.yes)), no=tuple(map(str.casefold, out.no)))


def _is_encoding(encoding: str) -> bool:
    try:
        return isinstance(" ".encode(encoding), bytes)  # an empty text would not look it up
    except LookupError:
        return False


def _currency(name: str, told: dict[str, Any]) -> str:
    currency = _text(name, "currency", told.get("currency", ""))
    try:
        if currency:
            exponent(currency)
    except InvalidValue as error:
        raise InvalidMapping(
            f"in the mapping {name}, {error}; a column of currencies is named inside its section"
        ) from None
    return currency


def _known(name: str, told: dict[str, Any], allowed: Sequence[str], where: str) -> None:
    for key in told:
        if key not in allowed:
            near = get_close_matches(key, allowed, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(allowed)}"
            raise InvalidMapping(f"the mapping {name} says {where}{key!r}, which means nothing here; {hint}")


def _text(name: str, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidMapping(f"in the mapping {name}, {key} must be a text in quotes, not {value!r}")
    return value


def _texts(name: str, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidMapping(f'in the mapping {name}, {key} must be a list of texts such as ["", "NA"], not {value!r}')
    return value
