"""GET /v1/customers/{id}/statement: data that ties, of any day; errors that say what to do."""

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from serving.routes.statements import EXAMPLE, StatementsAnswer
from tests.serving.scored_ledger import pay


def test_a_statement_ties(client: TestClient) -> None:
    answer = client.get("/v1/customers/C-2/statement", params={"from_on": "2026-01-01"})
    assert answer.status_code == 200, answer.text
    for made in answer.json()["data"]:
        lines = sum(Decimal(line["amount"]) for line in made["lines"])
        buckets = sum(Decimal(bucket["open"]) for bucket in made["ageing"])
        assert Decimal(made["opening_balance"]) + lines == Decimal(made["closing_balance"])
        assert sum(Decimal(item["open"]) for item in made["open_items"]) == buckets
        assert buckets - Decimal(made["unapplied"]) == Decimal(made["closing_balance"])
        assert made["lines"] and made["open_items"]


def test_a_past_day_stays_what_it_was(client: TestClient, sqlite_engine: Engine) -> None:
    """What is paid today is in today's statement and not in that of last month."""

    def asked(**params: str) -> Any:
        return client.get("/v1/customers/C-2/statement", params=params).json()

    past, today = asked(closing_on="2026-05-31"), asked()
    pay(sqlite_engine, "INV-1002", 100)
    assert asked(closing_on="2026-05-31") == past
    assert asked() != today


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("C-99/statement", 404, "'C-99' is not in the ledger"),
        ("C-2/statement?closing_on=2026-01-31&from_on=2026-02-01", 422, "begins on 2026-02-01"),
        ("C-2/statement?closing_on=0000-01-01", 422, "value"),
        ("C-2/statement?closing_on=1800-01-01", 422, "value"),
        ("C-2/statement?from_on=soon", 422, "value"),
    ],
)
def test_what_cannot_be_answered(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(f"/v1/customers/{path}")
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_an_empty_ledger(empty_client: TestClient) -> None:
    assert empty_client.get("/v1/customers/A/statement").status_code == 404


def test_the_example_is_an_answer_that_ties() -> None:
    assert StatementsAnswer.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE
    (made,) = EXAMPLE["data"]
    lines = sum(Decimal(line["amount"]) for line in made["lines"])
    assert Decimal(made["opening_balance"]) + lines == Decimal(made["closing_balance"])
