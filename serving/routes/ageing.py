"""GET /v1/ageing: what was open at the end of a day, by days overdue, a row a currency or a customer and currency."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from portfolio.ageing_report import AgeingRow, By
from serving.closing_on import ClosingOn
from serving.cursor import decode_cursor, encode_cursor
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["receivables"])
EXAMPLE: dict[str, Any] = {
    "closing_on": "2026-03-31",
    "by": "customer",
    "buckets": ["not due", "1–30", "31–60", "61–90", "over 90"],
    "base_currency": "EUR",
    "open_in_base": "1840.50",
    "items_without_rate": 0,
    "items_without_amount": 0,
    "data": [
        {
            "customer_id": "ACME",
            "customer_name": "Acme GmbH",
            "currency": "EUR",
            "buckets": ["980.50", "860.00", "0.00", "0.00", "0.00"],
            "open": "1840.50",
            "unapplied": "100.00",
            "balance": "1740.50",
        }
    ],
    "next_cursor": None,
    "has_more": False,
}


class AgeingAnswerRow(BaseModel):
    """Buckets add up to ``open``; ``open`` − ``unapplied`` = ``balance``, to the cent. Money of the row's currency."""

    customer_id: str | None = Field(None, description="Null by currency: of all customers.")
    customer_name: str | None = None
    currency: str
    buckets: list[str] = Field(description="Open by days overdue, in the order of the answer's buckets.")
    open: str
    unapplied: str = Field(description="Payments and credit notes not, or not fully, allocated.")
    balance: str


class AgeingAnswer(BaseModel):
    """The whole's figures stand on every page; the rows of a currency come the largest balance first."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    closing_on: date
    by: By
    buckets: list[str] = Field(description="Days overdue, by the policy of that day.")
    base_currency: str
    open_in_base: str = Field(description="Of all rows, by the rates of the days of issue.")
    items_without_rate: int = Field(description="Open items that are not in open_in_base.")
    items_without_amount: int = Field(description="Open items whose amount nobody stated: in no bucket.")
    data: list[AgeingAnswerRow]
    next_cursor: str | None
    has_more: bool


@router.get("/v1/ageing", summary="Ageing of receivables at the end of a day", responses=described(422, 503))
async def get_ageing(
    service: Annotated[ServiceState, Depends(state_of)],
    closing_on: ClosingOn,
    by: Annotated[By, Query(description="A row a currency, or a customer and currency.")] = "currency",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=2_000)] = "",
) -> AgeingAnswer:
    """As of any past day it says what it said on that day. Takes seconds on a ledger of a million invoices, further pages
    less; it waits its turn behind batches of scores."""

    def work() -> AgeingAnswer:
        report, order = service.ageings.report(closing_on, by), f"ageing {by} {closing_on}"
        rows = report.rows
        if cursor:
            after = decode_cursor(cursor, order, (str,), (int,), (str,))
            rows = tuple(row for row in rows if row.place > after)
        shown: tuple[AgeingRow, ...] = rows[:limit]
        more = len(rows) > limit
        return AgeingAnswer(
            **report.summary(),
            data=[AgeingAnswerRow(**row.as_dict()) for row in shown],
            next_cursor=encode_cursor(order, shown[-1].place) if more else None,
            has_more=more,
        )

    return await service.off_loop(work, batch=True)
