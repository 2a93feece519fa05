"""GET /v1/invoices/{id}."""

from fastapi.testclient import TestClient


def test_facts_score_and_history(client: TestClient) -> None:
    said = client.get("/v1/invoices/INV-1006").json()
    assert said["customer_name"].startswith("A very long") and [item["instalment"] for item in said["items"]] == [1, 2]
    assert said["items"][0]["open_amount"] == "73100.99" and said["items"][0]["score"]["risk_band"] == "high"
    history = said["customer_history"]
    assert history and all(one["invoice_id"].startswith("OLD-") for one in history)
    assert history[-1]["state"] == "settled" and isinstance(history[-1]["days_late"], int)


def test_any_id(client: TestClient) -> None:
    assert client.get("/v1/invoices/INV%2F1005%3Fx%23y").json()["invoice_id"] == "INV/1005?x#y"
    assert client.get("/v1/invoices/INV/1005%3Fx%23y").status_code == 200
    for nothing in ("nope", "%00", "..%2F..%2Fetc", "%F0%9F%92%A9", "x" * 5000):
        assert client.get(f"/v1/invoices/{nothing}").status_code == 404, nothing


def test_closed(client: TestClient) -> None:
    item = client.get("/v1/invoices/OLD-0").json()["items"][0]
    assert (item["state"], item["open_amount"], item["closed_on"], item["score"]) == (
        "settled",
        "0.00",
        "2025-04-23",
        None,
    )
