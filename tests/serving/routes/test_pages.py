"""The pages in a real browser: nothing refused by the security policy, nothing wider than a phone; and the empty states."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.recording import Recorder
from ledger.records import Item
from ledger.settings import Settings
from serving.app import create_app
from serving.server import UVICORN
from tests.serving.scored_ledger import NOW, TODAY, fill

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PAGES = (
    "/",
    "/?view=customers",
    "/?q=nobody",
    "/invoices/INV-1001",
    "/invoices/INV%2F1005%3Fx%23y",
    "/forecast",
    "/nothing",
)


def test_an_empty_ledger_says_what_to_do_next(empty_client: TestClient, tmp_path: Path) -> None:
    for path in ("/", "/forecast"):
        page = empty_client.get(path)
        assert page.status_code == 200 and "The ledger is empty" in page.text and "duecast demo" in page.text
    with TestClient(create_app(Settings(home=tmp_path / "fresh"))) as client:
        assert "账本是空的" in client.get("/?lang=zh").text


def test_without_model_or_scores_the_next_command_is_shown(with_model: Settings, sqlite_engine: Engine) -> None:
    from ledger.connection import writing

    with writing(sqlite_engine) as connection:
        recorder = Recorder(connection, "erp", ["x"], NOW, TODAY)
        recorder.record(
            [Item(invoice_id="1", customer_id="C", issued_on=TODAY, due_on=TODAY, currency="EUR", amount_minor=5)]
        )
        recorder.finish({})
    with TestClient(create_app(with_model, sqlite_engine, lambda: NOW)) as client:
        assert "not scored yet" in client.get("/").text
        page = client.get("/invoices/1").text
        assert "no score yet" in page and "No earlier invoice" in page
        shutil.rmtree(with_model.models)
        page = client.get("/").text
        assert "There is no model yet" in page and f"duecast train --as-of {TODAY}" in page


def test_a_database_that_does_not_answer_is_a_page(tmp_path: Path) -> None:
    nowhere = Settings(database_url="postgresql://nobody@127.0.0.1:1/none", home=tmp_path)
    with TestClient(create_app(nowhere)) as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert (
            page.status_code == 503
            and "Not available just now" in page.text
            and page.headers["x-request-id"] in page.text
        )


@pytest.fixture
def site(sqlite_settings: Settings, sqlite_engine: Engine) -> Iterator[str]:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("no chromium on this machine; install Debian's package chromium")
    fill(sqlite_engine)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(sqlite_settings, sqlite_engine, lambda: NOW), **UVICORN))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_in_a_browser(site: str) -> None:
    """Every page at both widths, light and dark, both languages: no error, no breach of the policy, no sideways scrolling."""
    from playwright.sync_api import expect, sync_playwright

    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, scheme, language in ((1280, "light", "en"), (360, "dark", "zh")):
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language
            )
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            for path in PAGES:
                page.goto(site + path)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{path} is {wide} wide at {width}"
                unstyled = page.evaluate("getComputedStyle(document.body).marginTop")
                assert unstyled == "0px", "the style sheet was refused"
            context.close()
        page = browser.new_page()
        page.goto(site + "/")
        page.get_by_label("Risk: what is this?", exact=True).click()
        expect(page.locator("#help-risk")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_label("View").select_option("customers")  # the script sends the form
        expect(page.locator("tbody tr")).to_have_count(6)
        page.get_by_role("link", name="Nordwind").click()
        expect(page.locator("tbody tr")).to_have_count(2)
        page.get_by_role("link", name="Nordwind").first.click()
        expect(page.get_by_role("img", name="Chance of being paid by a day").first).to_be_visible()
        browser.close()
    assert said == []
