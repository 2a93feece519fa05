"""GET /v1/customers/{id}/statement: a statement of account as data, one a currency."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from ledger.connection import reading
from ledger.day import EARLIEST, LATEST
from portfolio.statement import statements
from portfolio.statement_record import statement_record
from serving.book import check_schema
from serving.id_in_path import ANY_ID
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["customers"])


class StatementLine(BaseModel):
    known_on: date
    dated_on: date
    kind: str = Field(description="invoice, credit_note, payment, write_off or transfer (for or by another customer).")
    document: str
    number: str
    correction: bool
    amount: str = Field(description="Above 0: the customer owes more.")
    balance: str = Field(description="After this document.")


class StatementItem(BaseModel):
    invoice_id: str
    instalment: int
    number: str
    issued_on: date
    due_on: date
    days_overdue: int
    open: str
    disputed: bool
    promised_for: date | None


class StatementBucket(BaseModel):
    bucket: str = Field(examples=["1–30"])
    open: str


class StatementAnswer(BaseModel):
    """opening balance + lines = closing balance = open items − unapplied, to the cent."""

    customer_id: str
    customer_name: str
    currency: str
    from_on: date
    closing_on: date
    opening_balance: str
    lines: list[StatementLine]
    totals: dict[str, str] = Field(description="Kind of document → its sum in the period.")
    closing_balance: str
    open_items: list[StatementItem]
    ageing: list[StatementBucket]
    unapplied: str


class StatementsAnswer(BaseModel):
    data: list[StatementAnswer]


@router.get(
    f"/v1/customers/{{customer_id:{ANY_ID}}}/statement",
    summary="A customer's statement of account",
    responses=described(404, 422, 503),
)
async def get_statement(
    customer_id: str,
    service: Annotated[ServiceState, Depends(state_of)],
    closing_on: Annotated[
        date | None, Query(description="Last day, as known at its end; today if not said.", ge=EARLIEST, le=LATEST)
    ] = None,
    from_on: Annotated[
        date | None, Query(description="First day; the first of that month if not said.", ge=EARLIEST, le=LATEST)
    ] = None,
) -> StatementsAnswer:
    """As of any past day it says what it said on that day. 404 where nothing was known of the customer by then."""

    def work() -> StatementsAnswer:
        check_schema(service.engine)
        with reading(service.engine) as connection:
            made = statements(connection, customer_id, closing_on or service.today, from_on)
        return StatementsAnswer(data=[StatementAnswer.model_validate(statement_record(one)) for one in made])

    return await service.off_loop(work)
