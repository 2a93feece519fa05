"""Declarations of further columns: read, refused with what was expected, and told apart by scope."""

import pytest

from ledger.errors import InvalidPolicy
from ledger.further_columns import FurtherColumn, further_column, further_columns
from ledger.policy import Policy

DECLARED = ("customer.monthly income:number", "invoice.channel:category", "contacts_90d_count")


def test_a_declaration_and_its_text_are_the_same() -> None:
    income, channel = further_columns(DECLARED)
    assert income == FurtherColumn("customer", "monthly income", "number")
    assert [str(income), str(channel)] == list(DECLARED[:2])
    assert further_columns(DECLARED, "invoice") == [channel]
    assert further_column("contacts_90d_count") is None


@pytest.mark.parametrize("text", ["", "customer.income", "customer.income:date", "payment.x:number", "customer.{x}:number",
                                  "customer.a.b:number", "Contacts", "customer.:number", "customer.x\ny:number"])  # fmt: skip
def test_anything_else_is_refused_by_the_policy_too(text: str) -> None:
    with pytest.raises(InvalidPolicy, match="write customer"):
        Policy(further_features=(text,))
