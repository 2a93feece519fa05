"""Ids of any characters find their route."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.id_in_path import ANY_ID


@pytest.mark.parametrize("name", ["a", "a/b", "a\r\nb", "\n", "a\n", "..", "a?b#c", "\u202e"])
def test_any_id(name: str) -> None:
    app = FastAPI(redirect_slashes=False)

    @app.get(f"/things/{{name:{ANY_ID}}}")
    @app.get(f"/things/{{name:{ANY_ID}}}/more")
    async def thing(name: str) -> str:
        return name

    with TestClient(app) as client:
        assert client.get(f"/things/{quote(name, safe='').replace('.', '%2E')}").json() == name
        assert client.get(f"/things/{quote(name, safe='').replace('.', '%2E')}/more").json() == name
    assert "/things/{name}" in app.openapi()["paths"]
