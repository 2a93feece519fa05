"""Columns a company brings along (``ledger/further_columns.py``) as features: declared by the company, not by a file here.

A number is the value as it was known; a category answers with the share paid late where it is the same, drawn towards the
whole book, so that a value seen for the first time has an answer too.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from features.answers import level, ratio, remembered
from features.feature import Feature, Floats, Text, catalog, left_out, signature
from features.further_index import UNKNOWN, groups
from features.further_values import Values, read_values
from features.index import FeatureIndex
from features.market import LATE, SETTLED
from features.subjects import Subjects
from ledger.errors import InvalidPolicy
from ledger.further_columns import FurtherColumn, further_column
from ledger.scores import Group

CATEGORY_STRENGTH = 50.0
"""Invoices of a category until its own level and the whole book's count the same."""


class _Of(NamedTuple):
    en: str
    zh: str
    group: Group


OF = {"customer": _Of("customer", "客户", "customer"), "invoice": _Of("invoice", "发票", "invoice")}


@lru_cache
def columns(declared: tuple[str, ...] = ()) -> tuple[Feature, ...]:
    """The catalogue's features, then those ``declared`` (policy ``further_features``), in the order of that."""
    chosen = {one.name: one for one in left_out()}
    more = []
    for text in declared:
        column = further_column(text)
        if column is None and text not in chosen:
            raise InvalidPolicy(f"no feature that is left out by default is called {text!r}; there are {list(chosen)}")
        more.append(chosen[text] if column is None else _feature(column))
    return catalog() + tuple(more)


def signature_of(declared: tuple[str, ...] = ()) -> str:
    """``features.feature.signature`` of the catalogue, with the columns declared beside it."""
    return "+".join([signature(), *declared])


def _feature(column: FurtherColumn) -> Feature:
    name, of, number = column.name, OF[column.scope], column.kind == "number"
    if number:
        meaning = Text(
            f"{name} of the {of.en}, as the company told it", f"{of.zh}的{_apart(name).rstrip()}（企业自带数据）"
        )
        reason = Text(f"{name}: {{value}}", f"{name}：{{value}}")
        missing = Text(f"{name} is not known", f"{_apart(name).lstrip()}未知")
    else:
        meaning = Text(
            f"Share paid late over the last 365 days where {name} of the {of.en} is the same, drawn towards the whole book",
            f"{of.zh}的{_apart(name)}相同者最近 365 天逾期付款的比例，向整个账簿的水平收缩",
        )
        reason = Text(f"{name}: {{value}} of such invoices are paid late", f"{name}：同类发票 {{value}} 逾期付款")
        missing = Text(
            f"{name} is not known, or nothing was settled yet", f"{_apart(name).lstrip()}未知，或尚无结清的发票"
        )
    return Feature(
        name=f"{column.scope}.{name}",
        group=of.group,
        family="further",
        unit="number" if number else "share",
        meaning=meaning,
        reason=reason,
        riskier=None,
        missing=missing,
        needs="details",
        about=column.scope,
        compute=lambda index, subjects: (_number if number else _category)(index, subjects, column),
    )


def _apart(name: str) -> str:
    """A company's name of a column among Chinese words, which a digit or a Latin letter stands apart from."""
    return f"{' ' * name[0].isascii()}{name}{' ' * name[-1].isascii()}"


def _values(index: FeatureIndex, subjects: Subjects, column: FurtherColumn) -> Values:
    if column.scope == "customer":
        return index.further.of_customers(column).before(subjects.customer, subjects.as_of)
    if subjects.attributes is None:
        return read_values(np.full(len(subjects), None, dtype=object), column)
    return read_values(subjects.attributes, column)


def _number(index: FeatureIndex, subjects: Subjects, column: FurtherColumn) -> Floats:
    return _values(index, subjects, column).astype(np.float64)


def _category(index: FeatureIndex, subjects: Subjects, column: FurtherColumn) -> Floats:
    def share() -> Floats:
        numbers = index.market.numbers
        if column.scope == "customer":
            group = index.further.customer_groups(column, numbers)[
                index.further.of_customers(column).place(subjects.customer, subjects.as_of)
            ]
        else:
            group = groups(column, _values(index, subjects, column), numbers)
        book = level(index, subjects, "book", 365).astype(np.float64)
        prior = ratio(book[:, LATE], book[:, SETTLED])
        sums = index.market.levels(group, subjects.as_of, 365).astype(np.float64)
        shrunk = (sums[:, LATE] + CATEGORY_STRENGTH * prior) / (sums[:, SETTLED] + CATEGORY_STRENGTH)
        return np.where(group == UNKNOWN, np.nan, shrunk)

    return remembered(index, subjects, ("further", str(column)), share)
