"""People get a page, programs a problem."""

import pytest
from fastapi.testclient import TestClient

BROWSER = {"accept": "text/html", "accept-language": "zh-CN"}


def test_a_browser_gets_a_page_in_its_language(client: TestClient) -> None:
    answer = client.get("/nothing", headers=BROWSER)
    assert answer.status_code == 404 and "未找到" in answer.text


@pytest.mark.parametrize("path", ["/v1/nothing", "/static/nothing"])
def test_the_api_never_answers_with_a_page(client: TestClient, path: str) -> None:
    assert client.get(path, headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_a_page_too(client: TestClient) -> None:
    answer = client.post("/forecast", headers=BROWSER)
    assert answer.status_code == 405 and "GET" in answer.text
