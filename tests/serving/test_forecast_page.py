"""The forecast: a picture beside its table, one currency at a time."""

from fastapi.testclient import TestClient


def test_weeks_and_currencies(client: TestClient) -> None:
    page = client.get("/forecast").text
    assert "Next 8 weeks, EUR" in page and page.count('<th scope="row" class="nowrap">') == 8
    assert "15 Jun – 21 Jun" in page and "8 weeks together" in page and page.count('class="chart') == 2
    assert "Next 8 weeks, USD" in client.get("/forecast?currency=USD").text
    assert "Next 8 weeks, EUR" in client.get("/forecast?currency=XXX").text
    assert "逐周预计回款" in client.get("/forecast?lang=zh").text
