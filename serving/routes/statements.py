"""GET /v1/customers/{id}/statement: a statement of account as data, one a currency."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from ledger.connection import reading
from ledger.day import EARLIEST, LATEST
from portfolio.statement import statements
from portfolio.statement_record import statement_record
from serving.book import check_schema
from serving.closing_on import ClosingOn
from serving.id_in_path import ANY_ID
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["customers"])
EXAMPLE: dict[str, Any] = {
    "data": [
        {
            "customer_id": "ACME",
            "customer_name": "Acme GmbH",
            "currency": "EUR",
            "from_on": "2026-03-01",
            "closing_on": "2026-03-31",
            "opening_balance": "980.50",
            "lines": [
                {
                    "known_on": "2026-03-02",
                    "dated_on": "2026-03-02",
                    "kind": "invoice",
                    "document": "R-1003",
                    "number": "",
                    "correction": False,
                    "amount": "410.00",
                    "balance": "1390.50",
                },
                {
                    "known_on": "2026-03-12",
                    "dated_on": "2026-03-10",
                    "kind": "payment",
                    "document": "Z-77",
                    "number": "",
                    "correction": False,
                    "amount": "-980.50",
                    "balance": "410.00",
                },
            ],
            "totals": {"invoice": "410.00", "payment": "-980.50"},
            "closing_balance": "410.00",
            "open_items": [
                {
                    "invoice_id": "R-1003",
                    "instalment": 1,
                    "number": "",
                    "issued_on": "2026-03-02",
                    "due_on": "2026-04-01",
                    "days_overdue": 0,
                    "open": "410.00",
                    "disputed": False,
                    "promised_for": None,
                }
            ],
            "ageing": [{"bucket": "not due", "open": "410.00"}, {"bucket": "1–30", "open": "0.00"}],
            "unapplied": "0.00",
        }
    ]
}


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
    """One a currency; empty where nothing happened, nothing is open and there is no balance."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    data: list[StatementAnswer]


@router.get(
    f"/v1/customers/{{customer_id:{ANY_ID}}}/statement",
    summary="A customer's statement of account",
    responses=described(404, 422, 503),
)
async def get_statement(
    customer_id: str,
    service: Annotated[ServiceState, Depends(state_of)],
    closing_on: ClosingOn,
    from_on: Annotated[
        date | None, Query(description="First day; the first of that month if not said.", ge=EARLIEST, le=LATEST)
    ] = None,
) -> StatementsAnswer:
    """As of any past day it says what it said on that day. 404 where nothing was known of the customer by then."""

    def work() -> StatementsAnswer:
        check_schema(service.engine)
        with reading(service.engine) as connection:
            made = statements(connection, customer_id, closing_on, from_on)
        return StatementsAnswer(data=[StatementAnswer.model_validate(statement_record(one)) for one in made])

    return await service.off_loop(work)
