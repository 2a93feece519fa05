"""Static files: ours only, kept by browsers, never a path from outside."""

import pytest
from fastapi.testclient import TestClient


def test_files(client: TestClient) -> None:
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript"), ("mark.svg", "image/svg+xml")):
        answer = client.get(f"/static/{name}?v=1")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"] and answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/static/page.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["nope.css", "..%2Fpage.py", "%2Fetc%2Fpasswd", "page.css%00"])
def test_nothing_else(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
