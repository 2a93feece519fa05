"""What the scoring API takes and gives: pydantic models, strict (no coercion, no extra fields), money as decimal strings."""

from datetime import date
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from ledger.errors import InvalidValue
from ledger.money import exponent, to_minor

MOST_ITEMS = 1_000
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
LONGEST_ID = 200


class BatchTooLarge(Exception):
    """More items than one request may hold; ``pointer`` to them."""

    def __init__(self, text: str, pointer: str = "/items"):
        super().__init__(text)
        self.pointer = pointer


def _day(value: Any) -> date:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if EARLIEST <= day <= LATEST:
                return day
    raise PydanticCustomError(
        "date_invalid", "this is not a day between 1990-01-01 and 2199-12-31; write it as 2026-03-31"
    )


def _decimal(value: Any) -> Decimal:
    if (
        isinstance(value, bool)
        or not isinstance(value, (str, int, Decimal))
        or (isinstance(value, str) and len(value) > 40)
    ):
        raise PydanticCustomError("amount_invalid", 'this is not an amount; write it as "1234.56"')
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise PydanticCustomError("amount_invalid", 'this is not an amount; write it as "1234.56"') from None
    if not number.is_finite():
        raise PydanticCustomError("amount_not_finite", 'an amount must be finite; write it as "1234.56"')
    return number


def _not_too_many(value: Any) -> Any:
    if isinstance(value, list) and len(value) > MOST_ITEMS:
        raise BatchTooLarge(f"{len(value)} items are more than the {MOST_ITEMS} of one request; send them in parts")
    return value


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_decimal, json_schema_input_type=str | int),
    Field(json_schema_extra={"example": "1234.56"}),
]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


ShortText = Annotated[str, Field(max_length=LONGEST_ID)]
FiniteNumber = Annotated[
    float,
    BeforeValidator(lambda value: float(value) if isinstance(value, Decimal) else value, json_schema_input_type=float),
    Field(allow_inf_nan=False),
]


def _attribute(value: Any) -> Any:
    """One answer for all that is neither of the kinds, instead of one for each kind it is not."""
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    try:
        if value is None or (isinstance(value, str) and len(value) <= LONGEST_ID) or (number and isfinite(value)):
            return value
    except OverflowError:  # an integer beyond what a float holds
        pass
    raise PydanticCustomError(
        "attribute_invalid", f"this is neither a text of up to {LONGEST_ID} characters, nor a finite number, nor null"
    )


AttributeValue = Annotated[ShortText | FiniteNumber | None, BeforeValidator(_attribute)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class KnownItem(_Strict):
    """An open item of the ledger, by its id."""

    invoice_id: Id = Field(examples=["INV-10023"])
    instalment: int = Field(default=1, ge=1, le=10_000)


class NewItem(_Strict):
    """An invoice that is not in the ledger (yet): just issued elsewhere, or only planned (an order, a what-if)."""

    customer_id: Id = Field(examples=["C-0042"], description="A customer of the ledger, or a new one.")
    issued_on: Day = Field(
        examples=["2026-03-02"], description="May lie up to a year after as_of: the dates start there."
    )
    due_on: Day = Field(examples=["2026-04-01"])
    currency: str = Field(examples=["EUR"], description="ISO 4217")
    amount: Amount = Field(examples=["1234.56"], description="Gross, in major units, above 0.")
    reference: str = Field(default="", max_length=LONGEST_ID, description="Your own name for it, given back.")
    purchase_order: str = Field(default="", max_length=LONGEST_ID)
    attributes: dict[str, AttributeValue] = Field(
        default_factory=dict,
        max_length=100,
        examples=[{"channel": "portal"}],
        description="Further columns of the invoice that the company declared as features (GET /v1/features).",
    )

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        try:
            exponent(value)
        except InvalidValue as error:
            raise PydanticCustomError("currency_unknown", "{reason}", {"reason": str(error)}) from None
        return value

    @field_validator("due_on")
    @classmethod
    def _due_not_far_from_issue(cls, value: date, info: ValidationInfo) -> date:
        issued_on = info.data.get("issued_on")
        if issued_on is not None and not -366 <= (value - issued_on).days <= 3660:
            raise PydanticCustomError(
                "terms_impossible", "due more than ten years after issue, or a year before it; check both days"
            )
        return value

    @field_validator("amount")
    @classmethod
    def _amount_of_the_currency(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        if value <= 0:
            raise PydanticCustomError(
                "amount_not_positive", "an invoice's amount is above 0; a credit note is not scored"
            )
        currency = info.data.get("currency")
        if currency is not None:
            try:
                to_minor(value, currency)
            except InvalidValue as error:
                raise PydanticCustomError("amount_invalid", "{reason}", {"reason": str(error)}) from None
        return value


def _kind(value: Any) -> str:
    """A body says who owes and when; an id alone says which."""
    known = isinstance(value, KnownItem) or (isinstance(value, dict) and "invoice_id" in value)
    return "known" if known else "new"


ScoreItem = Annotated[Annotated[KnownItem, Tag("known")] | Annotated[NewItem, Tag("new")], Discriminator(_kind)]


class ScoreRequest(_Strict):
    """1 to 1,000 items; a value that cannot be taken refuses the whole, an unknown or closed item only itself."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {"invoice_id": "INV-10023"},
                        {
                            "customer_id": "C-0042",
                            "issued_on": "2026-03-02",
                            "due_on": "2026-04-01",
                            "currency": "EUR",
                            "amount": "1234.56",
                        },
                    ],
                    "explain": True,
                }
            ]
        },
    )

    items: Annotated[
        list[ScoreItem], BeforeValidator(_not_too_many), Field(min_length=1, json_schema_extra={"maxItems": MOST_ITEMS})
    ]
    explain: bool = Field(default=True, description="With reasons; without them a large batch is several times faster.")
    as_of: Day | None = Field(
        default=None,
        description="Start of this day; today (with what has come in up to now) if not said. Not in the future.",
    )


class Words(BaseModel):
    en: str
    zh: str


class Share(BaseModel):
    contribution: float
    points: float


class FeatureShare(BaseModel):
    feature: str = Field(description="What it means: GET /v1/features.")
    value: float | None
    contribution: float
    points: float


class ReasonAnswer(BaseModel):
    """A group's share in the risk target, compared with typical items: log-odds and probability points, both add up."""

    group: Literal["habit", "trend", "balance", "timing", "trouble", "customer", "invoice"]
    explains: Literal["p_late", "p_unpaid_30d", "expected_on"]
    contribution: float
    points: float
    text: Words
    details: list[FeatureShare] = Field(description="The group's strongest features.")
    others: Share = Field(description="The group's other features; with the details they add up to the group.")


class ScoreAnswer(BaseModel):
    """Every field of a score; docs and CONTRACTS say what each means. Money in major units of ``currency``."""

    invoice_id: str = Field(examples=["INV-10023"], description="Of a body not in the ledger: its reference.")
    instalment: int
    customer_id: str = Field(examples=["C-0042"])
    as_of: date
    issued_on: date
    due_on: date
    currency: str = Field(examples=["EUR"])
    open_amount: str = Field(examples=["1234.56"])
    stage: Literal["not_due", "overdue"]
    basis: Literal["model", "segment", "rule"]
    model_version: str
    p_on_time: float
    p_late: float
    p_very_late: float
    p_unpaid_30d: float
    p_closed_without_cash: float
    p_unpaid_at_horizon: float
    risk_target: float
    risk_band: Literal["low", "medium", "high"]
    amount_at_risk: str = Field(examples=["456.79"])
    expected_on: date | None
    p10_on: date | None
    p50_on: date | None
    p90_on: date | None
    p_paid_within: dict[str, float] = Field(examples=[{"7": 0.1, "30": 0.6}])
    expected_cash_within: dict[str, str] = Field(examples=[{"7": "123.46", "30": "740.74"}])
    priority: str = Field(examples=["12.30"], description="What a contact today is expected to bring, less its cost.")
    base_margin: float | None = Field(
        description="Log-odds of typical items, where the reasons start; null without reasons."
    )
    base_probability: float | None = Field(description="The same as a probability.")
    reasons: list[ReasonAnswer]
    warnings: list[str]


class ItemError(BaseModel):
    code: str = Field(examples=["unknown-invoice"])
    status: int = Field(examples=[404])
    title: str
    detail: str


class ItemAnswer(BaseModel):
    """``score`` or ``error``, at the place of the item asked for."""

    index: int
    score: ScoreAnswer | None = None
    error: ItemError | None = None


class ScoreResponse(BaseModel):
    as_of: date
    model_version: str
    results: list[ItemAnswer]


class WorklistItem(BaseModel):
    customer_name: str
    open_amount: str = Field(description="Now; the score's own is of its as-of day.")
    amount_at_risk: str
    overdue_days: int = Field(description="Negative: days to go.")
    disputed: bool
    score: ScoreAnswer


class WorklistPage(BaseModel):
    as_of: date
    data: list[WorklistItem]
    next_cursor: str | None
    has_more: bool


class PastInvoice(BaseModel):
    invoice_id: str
    instalment: int
    issued_on: date
    due_on: date
    currency: str
    amount: str | None
    state: Literal["open", "settled", "closed_without_cash"]
    settled_on: date | None
    days_late: int | None = Field(description="When settled, or so far while open; null when closed without cash.")


class ItemFacts(BaseModel):
    """One instalment: facts as they stand now, and the latest score."""

    instalment: int
    issued_on: date
    due_on: date
    currency: str
    amount: str | None = Field(description="Null: not stated.")
    open_amount: str
    state: Literal["open", "settled", "closed_without_cash"]
    closed_on: date | None
    score: ScoreAnswer | None


class InvoiceAnswer(BaseModel):
    invoice_id: str
    customer_id: str
    customer_name: str
    disputed: bool
    items: list[ItemFacts]
    customer_history: list[PastInvoice]


class Liveness(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    status: Literal["ready"]
    model_version: str
    schema_version: str
