"""What ``GET /v1/quality`` answers: the report's own words and figures, described for programs."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

Severity = Literal["error", "warning", "note"]


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
