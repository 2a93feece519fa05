"""What POST /v1/scores/choices takes and gives."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from serving.bodies import Day, ScoreItem, Words
from training.choices import Verdict
from training.options import DEPOSITS_PERCENT, INSTALMENTS, Kind

REQUEST: dict[str, Any] = {
    "item": {
        "customer_id": "C-0042",
        "issued_on": "2026-03-02",
        "due_on": "2026-05-01",
        "currency": "EUR",
        "amount": "1234.56",
    },
    "terms_days": [14, 30],
    "instalments": [],
    "deposit_percent": [],
}
_AS_IS: dict[str, Any] = {
    "p_late": 0.44, "p_unpaid_30d": 0.98, "p_unpaid_at_horizon": 0.011, "expected_on": "2026-05-04", "p10_on": "2026-04-24",
    "p90_on": "2026-05-29",
}  # fmt: skip
_THIRTY: dict[str, Any] = {
    "p_late": 0.31, "p_unpaid_30d": 0.34, "p_unpaid_at_horizon": 0.01, "expected_on": "2026-03-31", "p10_on": "2026-03-24",
    "p90_on": "2026-04-16",
}  # fmt: skip
_PART: dict[str, Any] = {name: _THIRTY[name] for name in ("p_late", "p_unpaid_30d", "expected_on", "p10_on", "p90_on")}
EXAMPLE: dict[str, Any] = {
    "invoice_id": "",
    "instalment": 1,
    "customer_id": "C-0042",
    "as_of": "2026-03-02",
    "issued_on": "2026-03-02",
    "due_on": "2026-05-01",
    "currency": "EUR",
    "open_amount": "1234.56",
    "planned": True,
    "explains": "p_late",
    "model_version": "0123abcd4567",
    "note": {
        "en": "Associations in this ledger: what invoices like that have shown, not a promise that changing this one would do so.",
        "zh": "这些是本账本中的关联：同类发票的表现，并不保证改变本发票就会如此。",
    },
    "cost_of_capital": 0.08,
    "loss_given_default": 0.6,
    "as_is": _AS_IS,
    "choices": [
        {
            "kind": "terms",
            "value": 30,
            "verdict": "gain",
            "recommended": True,
            **_THIRTY,
            "in_hand": "0.00",
            "change": {"points": -0.13, "days": -34, "gain": "9.20"},
            "experience": {"enough": True, "invoices": 1331, "of_customer": 2},
            "parts": [{"due_on": "2026-04-01", "amount": "1234.56", **_PART}],
            "text": {
                "en": "Of invoices like this with terms of 30 days, half is paid by 2026-03-31 and 31% late: an association in "
                "this ledger, not a promise that changing it would do so.",
                "zh": "“账期 30 天”的同类发票，半数金额到 2026-03-31 付清，31% 逾期：这是本账本中的关联，并不保证改变后就会如此。",
            },
        }
    ],
    "not_offered": [
        {
            "kind": "payment_method",
            "why": {
                "en": "The models know no column of the invoices that says how they are to be paid.",
                "zh": "模型所见的发票数据中没有付款方式一列。",
            },
        }
    ],
    "warnings": [],
}  # fmt: skip


class ChoicesRequest(BaseModel):
    """One item, named or told as for ``POST /v1/scores``, and what to ask about; an empty list: nothing of that kind."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [REQUEST]})

    item: ScoreItem
    as_of: Day | None = Field(
        default=None,
        description="Start of this day; today (with what has come in up to now) if not said. Not in the future.",
    )
    terms_days: Annotated[list[Annotated[int, Field(ge=0, le=365)]], Field(max_length=12)] | None = Field(
        default=None, description="Null: the usual ones of trade, and the most frequent of the ledger."
    )
    instalments: Annotated[list[Annotated[int, Field(ge=2, le=12)]], Field(max_length=4)] = Field(
        default=list(INSTALMENTS),
        description="How many parts: before issue due evenly up to the due day, after it monthly.",
    )
    deposit_percent: Annotated[list[Annotated[int, Field(ge=1, le=99)]], Field(max_length=4)] = Field(
        default=list(DEPOSITS_PERCENT), description="Share paid before delivery."
    )


class ItemFigures(BaseModel):
    """Of several parts: the share of the amount that is late or unpaid, and the days by which 10, 50, 90 % of it are expected."""

    p_late: float
    p_unpaid_30d: float
    p_unpaid_at_horizon: float
    expected_on: date | None = Field(description="Null, as each of the dates: beyond a year.")
    p10_on: date | None
    p90_on: date | None


class PartAnswer(BaseModel):
    """One open item that the choice would make."""

    due_on: date
    amount: str = Field(description="Open of it, in major units of the item's currency.")
    p_late: float
    p_unpaid_30d: float
    expected_on: date | None
    p10_on: date | None
    p90_on: date | None


class ChangeAnswer(BaseModel):
    """Against the item as it is."""

    points: float = Field(description="Of ``explains``; −0.05: five points less. 0 where it is less than a point.")
    days: int | None = Field(
        description="Of expected_on; negative: sooner; 0 where it is less than two. Null: one of the two is beyond a year."
    )
    gain: str | None = Field(
        description="Amount · days sooner · r/365 + deposit · P(never paid) · LGD, days as the mean of what is paid, from "
        "issue on, with the deposit; less than two days counts as none. Null: the ledger has no experience with it."
    )


class ExperienceAnswer(BaseModel):
    """Invoices known when the model was trained, with terms and an amount like that (or so part-paid, so split, so paid)."""

    enough: bool = Field(description="20 or more in the ledger; otherwise the figures are a guess, never recommended.")
    invoices: int
    of_customer: int | None = Field(
        description="Of them this customer's; null where more than terms and amount counts: instalments, a deposit, the way to pay."
    )


class ChoiceAnswer(ItemFigures):
    kind: Kind
    value: int | str = Field(description="Days of terms, number of parts, percent, or the way to pay.")
    verdict: Verdict = Field(description="trade_off: worth more, but with a higher risk.")
    recommended: bool = Field(description="A gain, and nothing else.")
    in_hand: str = Field(description="The deposit; the dates are those of the rest.")
    change: ChangeAnswer
    experience: ExperienceAnswer
    parts: list[PartAnswer]
    text: Words


class NotOffered(BaseModel):
    kind: Literal["terms", "two_invoices", "deposit", "payment_method"]
    why: Words


class ChoicesAnswer(BaseModel):
    """What the company can choose, in the order of verdict and gain; nothing that the customer or the calendar decides."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    invoice_id: str = Field(description="Of a body not in the ledger: its reference.")
    instalment: int
    customer_id: str
    as_of: date
    issued_on: date
    due_on: date
    currency: str
    open_amount: str
    planned: bool = Field(description="Not issued yet: terms, parts and a deposit can be chosen.")
    explains: Literal["p_late", "p_unpaid_30d"]
    model_version: str
    note: Words
    cost_of_capital: float
    loss_given_default: float
    as_is: ItemFigures
    choices: list[ChoiceAnswer]
    not_offered: list[NotOffered]
    warnings: list[str]
