"""What ``GET /v1/quality`` answers: the report's own words and figures, described for programs."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["error", "warning", "note"]
EXAMPLE: dict[str, Any] = {
    "closing_on": "2026-03-31",
    "base_currency": "EUR",
    "invoices": 4180,
    "customers": 56,
    "errors": 1,
    "warnings": 0,
    "notes": 0,
    "checks": [
        {
            "code": "DQ103",
            "name": "amounts",
            "severity": "error",
            "holds": False,
            "title": "Amounts missing or not above zero",
            "count": 1,
            "of": 4309,
            "said": "1 of 4,309 documents have no amount, 0 one that is not above 0.",
            "meaning": "Such a document counts for payment habits, but not in any sum: balances, ageing and DSO are too low by it.",
            "advice": "Fill the amount in and import again; write a credit as credit_note with a positive amount.",
            "examples": [
                {"subject": "R-1001", "customer_id": "ACME", "said": "no amount: issued 2026-01-05, due 2026-02-04"}
            ],
            "figures": {"missing": 1, "not_positive": 0},
        }
    ],
    "door": [{"code": "DQ004", "severity": "warning", "title": "missing amount", "count": 1}],
    "months": [{"first_on": "2026-03-01", "invoices": 130, "payments": 88, "settled": 95, "median_days_late": 2.0}],
}


class QualityExample(BaseModel):
    subject: str = Field(description="Id of an invoice, payment or customer, or the name of a file or a figure.")
    customer_id: str
    said: str


class QualityCheckAnswer(BaseModel):
    code: str
    name: str
    severity: Severity
    holds: bool = Field(description="Nothing has to be done.")
    title: str
    count: int
    of: int
    said: str
    meaning: str
    advice: str
    examples: list[QualityExample]
    figures: dict[str, float | int | str | None]


class DoorFinding(BaseModel):
    code: str
    severity: Literal["rejected", "warning"]
    title: str
    count: int


class QualityMonth(BaseModel):
    first_on: date
    invoices: int
    payments: int
    settled: int
    median_days_late: float | None


class QualityAnswer(BaseModel):
    """``checks``: what has to be done first. ``door``: what imports found in single rows, by code."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    closing_on: date
    base_currency: str
    invoices: int
    customers: int
    errors: int
    warnings: int
    notes: int
    checks: list[QualityCheckAnswer]
    door: list[DoorFinding]
    months: list[QualityMonth]
