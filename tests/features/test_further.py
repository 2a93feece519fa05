"""Columns a company brings along are features like any other: named, in words, in the signature, as of a day."""

import pytest

from features.feature import catalog, signature
from features.frame import build
from features.further import columns, signature_of
from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.errors import InvalidPolicy
from ledger.policy import Policy
from tests.features.plain import Figures, Move, Plain, What, Who, days

DECLARED = ("customer.income:number", "customer.size:category", "invoice.channel:category", "contacts_90d_count")


def test_they_stand_behind_the_catalogue_in_the_order_declared():
    assert columns() == catalog() and signature_of() == signature()
    names = [one.name for one in columns(DECLARED)[len(catalog()) :]]
    assert names == ["customer.income", "customer.size", "invoice.channel", "contacts_90d_count"]
    assert signature_of(DECLARED) == "+".join([signature(), *DECLARED]) != signature_of(DECLARED[:1])
    income = columns(DECLARED)[len(catalog())]
    assert (income.reason.en, income.reason.zh, income.unit) == ("income: {value}", "income：{value}", "number")


def test_a_name_that_is_no_left_out_feature_is_refused():
    with pytest.raises(InvalidPolicy, match="contacts_90d_count"):
        columns(("contact_count",))


def test_values_as_known_and_a_category_drawn_towards_the_book():
    """Two small customers pay late, one large one in time: 1 of 1 late by the post, 2 of 3 in the whole book."""
    who = [
        Who(name, attributes={"size": size})
        for name, size in zip("ABCD", ["small", "small", "large", "huge"], strict=True)
    ]
    what = [What(name, name, 0, 10, 100_00) for name in "ABC"] + [What("9", name, 20, 50, 1_00, instalment=n) for n, name in
        enumerate("ACD", 1)]  # fmt: skip
    what[0] = What("A", "A", 0, 10, 100_00, attributes={"channel": "post"})
    what[3] = What("9", "A", 20, 50, 1_00, attributes={"channel": "post"})
    book = Plain(who=who, what=what, moves=[Move("A", 15, 100_00), Move("B", 12, 100_00), Move("C", 10, 100_00)])
    book.figures.extend([Figures("A", 5, {"income": 7.5}, 5), Figures("A", 30, {"income": 8.5}, 30)])
    index = FeatureIndex(book.arrays(), Policy(further_features=DECLARED))
    item = [code for code, name in enumerate(index.arrays.invoice_id) if name == "9"]
    asked = columns(DECLARED)[len(catalog()) : -1]
    rows = build(index, subjects_at(index, days([item[0], *item]), days([25, 31, 31, 31])), asked)
    book_share = 2 / 3
    small, large = (2 + 50 * book_share) / 52, 50 * book_share / 51
    post = (1 + 50 * book_share) / 51
    nan = float("nan")
    wanted = [[7.5, small, post], [8.5, small, post], [nan, large, nan], [nan, book_share, nan]]
    assert rows.tolist() == [pytest.approx(row, nan_ok=True) for row in wanted]
