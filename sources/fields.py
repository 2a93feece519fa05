"""What a file of each kind may tell: the ledger's names of its fields, in the order in which files are read.

Rates come first, because an invoice asks for the rate of its day; then the order in which kinds refer to one another.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: the kind of record a row of it is, and the fields it may and must have."""

    record: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return self.required + self.optional


CUSTOMER_DETAILS = (
    "name", "country", "industry", "parent_id", "terms_days", "credit_limit", "email", "language",
    "natural_person", "registered_on",
)  # fmt: skip
"""Of a customer; may also stand in each of the customer's invoices."""

KINDS_OF_FILE: dict[str, Kind] = {
    "rates": Kind("rates", ("currency", "base_currency", "quoted_on", "rate"), ()),
    "customers": Kind("customers", ("customer_id",), (*CUSTOMER_DETAILS, "currency")),
    "invoices": Kind(
        "items",
        ("customer_id", "issued_on", "due_on", "amount"),
        (
            "invoice_id", "instalment", "document_type", "number", "currency", "base_amount", "business_unit",
            "purchase_order", "paid_on", "booked_on", "disputed_on", "dispute_reason", "dispute_closed_on",
            "dispute_outcome", *CUSTOMER_DETAILS,
        ),
    ),
    "payments": Kind(
        "payments",
        ("payment_id", "customer_id", "paid_on", "amount"),
        ("booked_on", "returned_on", "currency", "method", "reference"),
    ),
    "allocations": Kind(
        "allocations",
        ("allocation_id", "invoice_id", "amount"),
        ("instalment", "kind", "payment_id", "credit_note_id", "allocated_on", "reversed_on"),
    ),
    "disputes": Kind(
        "disputes", ("dispute_id", "invoice_id", "opened_on"), ("amount", "reason", "closed_on", "outcome")
    ),
    "interactions": Kind(
        "interactions",
        ("interaction_id", "customer_id", "happened_at"),
        ("invoice_id", "kind", "by_whom", "outcome", "note"),
    ),
    "promises": Kind(
        "promises", ("promise_id", "invoice_id", "made_on", "promised_for"), ("amount", "withdrawn_on")
    ),
    "customer_figures": Kind("customer_figures", ("customer_id", "valid_from"), ()),
}  # fmt: skip
NO_CURRENCY = {"customers", "allocations", "disputes", "interactions", "promises", "rates", "customer_figures"}
"""Kinds of file whose amounts, if any, are in the currency of something else."""
