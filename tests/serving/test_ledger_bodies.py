"""What the door takes: the fields of files, each with its type; what it does not know it refuses with a pointer."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from serving.bodies import BatchTooLarge
from serving.ledger_bodies import PATHS, as_cells, body_model, row_model
from sources.fields import KINDS_OF_FILE

INVOICE = {
    "invoice_id": "1", "customer_id": "A", "issued_on": "2026-01-01", "due_on": "2026-01-31", "amount": "1.00", "currency": "EUR",
}  # fmt: skip


def test_every_kind_of_file_has_an_address_with_its_fields() -> None:
    assert set(PATHS.values()) == set(KINDS_OF_FILE)
    for path, kind in PATHS.items():
        names = set(row_model(path).model_fields) - {"attributes"}
        assert names <= set(KINDS_OF_FILE[kind].fields)
        assert names == set(KINDS_OF_FILE[kind].fields) or path == "credit-notes"


def test_as_a_file_would_have_it() -> None:
    row = row_model("customers")(
        customer_id="A", credit_limit=Decimal("1E+3"), natural_person=True, terms_days=30, name=None
    )
    assert as_cells("customers", row) == {
        "customer_id": "A", "credit_limit": "1000", "natural_person": "true", "terms_days": "30", "name": "",
    }  # fmt: skip
    row = row_model("invoices")(**INVOICE, attributes={"channel": "web", "size": None})
    assert as_cells("invoices", row) == INVOICE | {"channel": "web", "size": ""}
    note = row_model("credit-notes")(invoice_id="C", customer_id="A", issued_on="2026-01-01", amount=5, currency="EUR")
    assert as_cells("credit-notes", note) == {
        "invoice_id": "C", "customer_id": "A", "issued_on": "2026-01-01", "amount": "5", "currency": "EUR",
        "document_type": "credit_note", "due_on": "2026-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"amount": True}, {"amount": Decimal("NaN")}, {"amount": Decimal("1e400")}, {"amount": None}, {"amount": [1]},
        {"customer_id": 5}, {"unknown": "x"}, {"attributes": {"": "x"}}, {"attributes": {" x": "x"}}, {"attributes": {"x": 1}},
        {"instalment": "1"}, {"number": "\ud800"}, {"number": "x" * 65_537},
    ],
)  # fmt: skip
def test_what_is_no_row(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        body_model("invoices")(rows=[INVOICE | change])


def test_too_many_rows_are_told_apart() -> None:
    with pytest.raises(BatchTooLarge, match="1001 rows") as caught:
        body_model("invoices")(rows=[INVOICE] * 1001)
    assert caught.value.pointer == "/rows"
    with pytest.raises(ValidationError):
        body_model("invoices")(rows=[])
