"""A mapping's section as plain data, so that a row can be read again years later exactly as it was read then."""

from collections.abc import Mapping as Told
from dataclasses import asdict, fields
from typing import Any

from sources.mapping import Attribute, Notation, Section


def section_record(section: Section) -> dict[str, Any]:
    """JSON-ready; ``section_of`` gives an equal section back."""
    told = asdict(section)
    return told | {name: sorted(told[name]) for name in ("optional", "without", "numbers")}


def section_of(record: Told[str, Any]) -> Section:
    """The section that ``section_record`` wrote down; settings that were not there yet have their defaults."""
    names = {field.name for field in fields(Notation)}
    notation: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record["notation"].items()
        if name in names
    }
    return Section(
        kind=record["kind"],
        notation=Notation(**notation),
        currency=record["currency"],
        columns=dict(record["columns"]),
        attributes=tuple(Attribute(**one) for one in record["attributes"]),
        customer_attributes=tuple(Attribute(**one) for one in record["customer_attributes"]),
        optional=frozenset(record["optional"]),
        without=frozenset(record["without"]),
        other_columns=record["other_columns"],
        numbers=frozenset(record.get("numbers", ())),
    )
