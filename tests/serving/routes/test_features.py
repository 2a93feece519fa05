"""GET /v1/features and GET /v1/customers/{id}/features."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from features.feature import catalog, left_out
from ledger.connection import writing
from ledger.further_columns import further_columns
from ledger.policy import declare_further, policy_on, record_policy


def test_every_feature_with_its_meaning_and_why_some_are_left_out(empty_client: TestClient) -> None:
    said = empty_client.get("/v1/features").json()
    told = {one["name"]: one for one in said["data"]}
    assert list(told) == [one.name for one in (*catalog(), *left_out())]
    usual = told["usual_delay_days"]
    assert (usual["group"], usual["unit"], usual["riskier"], usual["about"]) == ("habit", "days", "higher", "customer")
    assert "付款" in usual["meaning"]["zh"] and usual["needs"]["en"] == "once it has settled an invoice"
    assert usual["left_out"] is None and "confounded" in told["contacts_90d_count"]["left_out"]["en"]
    assert [one["name"] for one in said["data"] if not one["seen"]] == [one.name for one in left_out()]


def test_columns_the_company_declared_stand_with_them(empty_client: TestClient, sqlite_engine: Engine) -> None:
    before = empty_client.get("/v1/features").json()["signature"]
    at = datetime(2026, 6, 1, tzinfo=UTC)
    with writing(sqlite_engine) as connection:
        declare_further(connection, further_columns(("customer.income:number",)), by="test", at=at, known_on=at.date())
        more = (*policy_on(connection, at.date()).further_features, "contacts_90d_count")
        record_policy(connection, {"further_features": more}, by="test", at=at, known_on=at.date())
    said = empty_client.get("/v1/features").json()
    income = next(one for one in said["data"] if one["name"] == "customer.income")
    assert income["reason"]["en"] == "income: {value}" and said["signature"] != before
    assert [one["name"] for one in said["data"] if not one["seen"]] == ["since_last_contact_days"]


def test_a_customer_beside_its_peers(client: TestClient) -> None:
    said = client.get("/v1/customers/C-1/features").json()
    assert (said["as_of"], said["customer_name"]) == ("2026-06-15", "Nordwind Maschinenbau GmbH")
    assert said["base_currency"] == "EUR"
    values = {one["name"]: one for one in said["data"]}
    assert values["open_count"]["value"] == 2 and values["open_count"]["missing"] is None
    assert values["usual_delay_days"]["peers_median"] is not None and said["peers"]["count"] >= 4
    assert "amount" not in values and values["group_late_share"]["value"] is None
    assert values["group_late_share"]["missing"]["en"].startswith("no parent")


def test_a_past_day_knows_less(client: TestClient) -> None:
    """Before the customer came in nothing is known of it, as it was said then."""
    early = client.get("/v1/customers/C-1/features", params={"as_of": "2024-01-01"})
    assert early.status_code == 404 and "is not in the ledger at the end of 2023-12-31" in early.json()["detail"]
    near = client.get("/v1/customers/c-1/features").json()
    assert near["code"] == "unknown-customer" and near["detail"].endswith("did you mean 'C-1'?")
    said = client.get("/v1/customers/C-1/features", params={"as_of": "2025-04-10"}).json()
    values = {one["name"]: one["value"] for one in said["data"]}
    assert said["as_of"] == "2025-04-10" and values["settled_count"] == 0 and values["open_count"] == 1


def test_what_cannot_be_answered(client: TestClient) -> None:
    assert client.get("/v1/customers/nobody/features").status_code == 404
    assert client.get("/v1/customers/a%2Fb%00/features").status_code == 404
    for day in ("2026-06-16", "0000-01-01", "soon", "2026-02-30"):
        answer = client.get("/v1/customers/C-1/features", params={"as_of": day})
        assert answer.status_code == 422 and answer.json()["errors"][0]["parameter"] == "as_of", day
