"""What the door of the ledger takes and answers: rows under the names that files bear (``sources/fields.py``)."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from serving.bodies import BatchTooLarge
from sources.fields import KINDS_OF_FILE

MOST_ROWS = 1_000
LONGEST_TEXT = 65_536
MOST_DIGITS = 30
NUMBERS, FLAGS = {"instalment", "terms_days"}, {"natural_person"}
AMOUNTS = {"amount", "base_amount", "credit_limit", "rate"}
WITH_ATTRIBUTES = {"customers", "invoices", "credit-notes", "customer_figures"}
PATHS = {"customers": "customers", "invoices": "invoices", "credit-notes": "invoices"} | {
    kind: kind for kind in KINDS_OF_FILE
}
"""Last part of the address → kind of file whose fields its rows have."""
NEEDED = {"invoices": ("invoice_id", "currency"), "credit-notes": ("invoice_id", "currency"), "payments": ("currency",)}
"""Fields that a file may lack, because a mapping says them or an id is made; a request must say them."""
NOT_OF_A_CREDIT_NOTE = {
    "document_type", "due_on", "paid_on", "booked_on", "disputed_on", "dispute_reason", "dispute_closed_on",
    "dispute_outcome",
}  # fmt: skip


def _amount(value: Any) -> str:
    """An amount as text, as a file has it; the row's own checks say whether it can be taken."""
    if isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return value
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < MOST_DIGITS:
        return format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise PydanticCustomError("amount_invalid", 'this is not an amount; write it as "1234.56"')


def _not_too_many(value: Any) -> Any:
    if isinstance(value, list) and len(value) > MOST_ROWS:
        raise BatchTooLarge(
            f"{len(value)} rows are more than the {MOST_ROWS} of one request; send them in parts", "/rows"
        )
    return value


Amount = Annotated[
    str, Field(max_length=LONGEST_TEXT, examples=["1234.56"]), BeforeValidator(_amount, json_schema_input_type=str)
]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
AttributeName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
MODEL = ConfigDict(strict=True, extra="forbid")


def _field(name: str) -> Any:
    if name in AMOUNTS:
        return Amount
    if name in NUMBERS:
        return Annotated[int, Field(ge=-(10**9), le=10**9)]
    if name in FLAGS:
        return bool
    if name.endswith("_on") or name in {"promised_for", "valid_from"}:
        return Annotated[str, Field(max_length=LONGEST_TEXT, examples=["2026-03-31"])]
    return Text


def row_model(path: str) -> type[BaseModel]:
    """A row of an address: the required fields of its kind must be there, the others may, further ones may not."""
    kind = KINDS_OF_FILE[PATHS[path]]
    left_out = NOT_OF_A_CREDIT_NOTE if path == "credit-notes" else set()
    required = {*kind.required, *NEEDED.get(path, ())} - left_out
    fields: dict[str, Any] = {
        name: (_field(name), ...) if name in required else (_field(name) | None, None)
        for name in kind.fields
        if name not in left_out
    }
    if path in WITH_ATTRIBUTES:
        said = "Further columns: kept as they are, also as features."
        fields["attributes"] = (dict[AttributeName, Text | None], Field(default_factory=dict, description=said))
    name = "".join(part.capitalize() for part in path.split("-")) + "Row"
    made: type[BaseModel] = create_model(name, __config__=MODEL, **fields)
    return made


def body_model(path: str) -> type[BaseModel]:
    """The body of an address."""
    row: Any = row_model(path)
    rows: Any = Annotated[
        list[row], BeforeValidator(_not_too_many), Field(min_length=1, json_schema_extra={"maxItems": MOST_ROWS})
    ]
    source: Any = Annotated[str, Field(min_length=1, max_length=200, examples=["erp"])]
    told = "What these rows say was known when it happened or was booked; by default so on a source's first day."
    name = "".join(part.capitalize() for part in path.split("-")) + "Request"
    made: type[BaseModel] = create_model(
        name,
        __config__=MODEL,
        source=(source, "api"),
        history=(bool | None, Field(None, description=told)),
        rows=(rows, ...),
    )
    return made


def as_cells(path: str, row: BaseModel) -> dict[str, str]:
    """The row as a file would have it: what was not said is not there, null is empty."""
    said: dict[str, Any] = {name: getattr(row, name) for name in row.model_fields_set}
    said |= said.pop("attributes", {})
    if path == "credit-notes":
        said |= {"document_type": "credit_note", "due_on": said["issued_on"]}
    return {name: _cell(value) for name, value in said.items()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class RowFinding(BaseModel):
    """What was odd about a row; docs/import.md explains each code."""

    code: str = Field(examples=["DQ001"])
    severity: Literal["rejected", "warning"]
    pointer: str = Field(examples=["/rows/0/due_on"], description="Empty: it is about no row of this request.")
    value: str
    reason: str
    advice: str


class RowAnswer(BaseModel):
    """At the place of the row. ``corrected``: it was known, and something of it, or that follows from it, changed."""

    index: int
    outcome: Literal["new", "known", "corrected", "refused"]
    findings: list[RowFinding]


class LedgerAnswer(BaseModel):
    import_no: int
    source: str
    counts: dict[str, dict[str, int]] = Field(
        examples=[{"items": {"new": 1, "known": 0, "corrected": 0, "rejected": 0}}], description="By kind of record."
    )
    results: list[RowAnswer]
    findings: list[RowFinding] = Field(description="About the ledger after these rows, not about one of them.")
