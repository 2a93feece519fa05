"""GET /v1/invoices/{id}/date-reasons: why the invoice is expected on its day, group by group."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from ledger.scores import FORECAST_DAYS, Group
from rendering.formats import spaced
from serving.as_of import AsOf
from serving.bodies import Words
from serving.date_reasons import DateExplanation, explain_date
from serving.id_in_path import ANY_ID
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["invoices"])
_EXAMPLE_REASONS: tuple[tuple[Group, float, tuple[float, ...], str, str], ...] = (
    (
        "habit",
        12.1,
        (-0.02, -0.07, -0.31, -0.07, -0.02),
        "typically pays 14 days after the due date",
        "通常逾期 14 天付款",
    ),
    (
        "trend",
        3.2,
        (-0.01, -0.02, -0.06, -0.02, -0.01),
        "silent for 2.0 times its usual gap",
        "沉默时间为通常间隔的 2.0 倍",
    ),
    (
        "invoice",
        1.4,
        (0.0, -0.01, -0.04, -0.01, 0.0),
        "1.8 times the customer's usual amount",
        "为客户通常金额的 1.8 倍",
    ),
    ("timing", -1.2, (0.0, 0.0, 0.01, 0.0, 0.0), "nothing unusual", "无异常"),
    ("balance", 0.0, (0.0, 0.0, 0.0, 0.0, 0.0), "nothing unusual", "无异常"),
    ("trouble", 0.0, (0.0, 0.0, 0.0, 0.0, 0.0), "nothing unusual", "无异常"),
    ("customer", 0.0, (0.0, 0.0, 0.0, 0.0, 0.0), "nothing unusual", "无异常"),
)
EXAMPLE: dict[str, Any] = {
    "invoice_id": "INV-10023",
    "instalment": 1,
    "customer_id": "C-0042",
    "as_of": "2026-03-02",
    "due_on": "2026-03-20",
    "model_version": "0123abcd4567",
    "expected_on": "2026-04-08",
    "expected_days": 37.0,
    "typical_days": 21.5,
    "p_paid_within": {"7": 0.02, "14": 0.06, "30": 0.31, "60": 0.83, "90": 0.94},
    "typical_p_paid_within": {"7": 0.05, "14": 0.16, "30": 0.71, "60": 0.93, "90": 0.97},
    "typical_items": 8,
    "reasons": [
        {
            "group": group,
            "explains": "expected_on",
            "days": days,
            "points": {str(within): share for within, share in zip(FORECAST_DAYS, points, strict=True)},
            "text": {"en": en, "zh": zh},
        }
        for group, days, points, en, zh in _EXAMPLE_REASONS
    ],
}


class DateReasonAnswer(BaseModel):
    group: Group
    explains: Literal["expected_on"] = "expected_on"
    days: float = Field(description="Above 0: it makes the payment come later.")
    points: dict[str, float] = Field(description="Days → share of P(paid within them); above 0: sooner.")
    text: Words


class DateReasonsAnswer(BaseModel):
    """typical + the seven reasons = this item, in days and in each probability. They compare, they do not prove a cause."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    invoice_id: str
    instalment: int
    customer_id: str
    as_of: date
    due_on: date
    model_version: str
    expected_on: date | None = Field(description="The median of the curve; null: more than a year away.")
    expected_days: float = Field(description="Days from as_of to expected_on; 365 where that is null.")
    typical_days: float = Field(
        description="The same of the mean curve of typical items asked about on this item's dates."
    )
    p_paid_within: dict[str, float]
    typical_p_paid_within: dict[str, float]
    typical_items: int = Field(description="How many open items of the same stage and segment it is compared with.")
    reasons: list[DateReasonAnswer] = Field(description="The group that moves the date most first.")


@router.get(
    f"/v1/invoices/{{invoice_id:{ANY_ID}}}/date-reasons",
    summary="Why an invoice is expected on its day",
    responses=described(404, 409, 422, 503),
)
async def get_date_reasons(
    invoice_id: str,
    service: Annotated[ServiceState, Depends(state_of)],
    as_of: AsOf,
    instalment: Annotated[int, Query(ge=1, le=999)] = 1,
) -> DateReasonsAnswer:
    """Exact Shapley values of the seven groups on the payment curve; it takes about a second, so ask for one at a time.

    As of today it counts what came in up to now, as a score does. 422: a credit note, no model was trained yet, or there is
    nothing to compare it with.
    """

    def work() -> DateReasonsAnswer:
        view = service.book()
        scorer = service.handle.current_or_rule(view.policy)
        return _answer(invoice_id, instalment, as_of, explain_date(view, scorer, invoice_id, instalment, as_of))

    return await service.off_loop(work, batch=True)


def _answer(invoice_id: str, instalment: int, as_of: date, made: DateExplanation) -> DateReasonsAnswer:
    why = made.reasons
    return DateReasonsAnswer(
        invoice_id=invoice_id,
        instalment=instalment,
        customer_id=made.customer_id,
        as_of=as_of,
        due_on=made.due_on,
        model_version=made.model_version,
        expected_on=made.expected_on,
        expected_days=why.expected_days,
        typical_days=why.typical_days,
        p_paid_within=_by_day(why.paid),
        typical_p_paid_within=_by_day(why.typical_paid),
        typical_items=why.typical_items,
        reasons=[
            DateReasonAnswer(
                group=group,
                days=float(why.days[place]),
                points=_by_day(why.points[place]),
                text=Words(en=made.words[place].en, zh=spaced(made.words[place].zh)),
            )
            for place, group in made.ranked()
        ],
    )


def _by_day(values: Any) -> dict[str, float]:
    return {str(day): float(value) for day, value in zip(FORECAST_DAYS, values, strict=True)}
