"""Columns a company brings along for the models: any number or category of its customers or invoices, declared by name.

A declaration is a text in the policy ``further_features``: ``customer.income:number``, ``customer.size:category``,
``invoice.channel:category``; or the bare name of a feature that the catalogue leaves out by default. The mapping of an import
declares them (``feature = true``), and so may a person; a model holds those it was trained with.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from ledger.errors import InvalidPolicy

Scope = Literal["customer", "invoice"]
ColumnKind = Literal["number", "category"]
_DECLARATION = re.compile(r"(customer|invoice)\.([^\x00-\x1f:{}.]{1,60}):(number|category)")
_FEATURE = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class FurtherColumn:
    """A column of the customers' or the invoices' attributes; a customer's may also come with figures by month."""

    scope: Scope
    name: str
    kind: ColumnKind

    def __str__(self) -> str:
        return f"{self.scope}.{self.name}:{self.kind}"


def further_column(declaration: str) -> FurtherColumn | None:
    """The column a text declares; None: it names a feature of the catalogue. ``InvalidPolicy`` for anything else."""
    told = _DECLARATION.fullmatch(declaration)
    if told is not None:
        return FurtherColumn(cast(Scope, told[1]), told[2], cast(ColumnKind, told[3]))
    if _FEATURE.fullmatch(declaration):
        return None
    raise InvalidPolicy(
        f"{declaration!r} declares no column; write customer.NAME:number, customer.NAME:category, invoice.NAME:number, "
        "invoice.NAME:category, or the name of a feature that is left out by default (docs/features.md)"
    )


def further_columns(declarations: tuple[str, ...], scope: Scope | None = None) -> list[FurtherColumn]:
    """The columns declared, of one scope or of both, without the features of the catalogue."""
    found = [column for text in declarations if (column := further_column(text)) is not None]
    return [column for column in found if scope in (None, column.scope)]
