"""RELIABILITY B6 at the service: hostile text in every string is shown as text on every page, and no request with it is a 5xx."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.checkup import checkup
from ledger.connection import open_ledger, writing
from ledger.recording import Recorder
from ledger.records import (
    KINDS,
    Allocation,
    Customer,
    DisputeEvent,
    Interaction,
    Item,
    Payment,
    PromiseEvent,
    Record,
)
from ledger.scores import write_scores
from ledger.settings import Settings
from serving.app import create_app
from tests.hostile import HOSTILE, SURROGATE, hostile_record
from tests.serving.scored_ledger import NOW, TODAY, Open, fill, score_of

SHOWN = [one for one in HOSTILE if one.strip()]
PAGE = {"accept": "text/html"}
INVOICE = {
    "invoice_id": "N1", "customer_id": "NEW", "issued_on": "2026-01-01", "due_on": "2026-01-31", "amount": "100.00",
    "currency": "EUR",
}  # fmt: skip


def fill_hostile(engine: Engine) -> None:
    """A customer, an invoice, a dispute and a score for each hostile text, in every string that they have."""
    records: list[Record] = []
    scores = []
    for n, hostile in enumerate(SHOWN):
        name = f"{n}{hostile}"
        records += [
            hostile_record(Customer, hostile, customer_id=name, currency="EUR"),
            hostile_record(
                Item, hostile, invoice_id=name, customer_id=name, issued_on=date(2026, 5, 1), due_on=TODAY, currency="EUR",
                amount_minor=100_000 + n,
            ),
            hostile_record(
                Payment, hostile, payment_id=name, customer_id=name, paid_on=date(2026, 5, 2), currency="EUR", amount_minor=200,
            ),
            hostile_record(
                Allocation, hostile, allocation_id=name, payment_id=name, credit_note_id="", invoice_id=name,
                valued_on=date(2026, 5, 2), amount_minor=100,
            ),
            hostile_record(DisputeEvent, hostile, dispute_id=name, event="opened", invoice_id=name, happened_on=date(2026, 6, 1)),
            hostile_record(
                Interaction, hostile, interaction_id=name, customer_id=name, invoice_id=name, happened_at=NOW - timedelta(days=3),
            ),
            hostile_record(
                PromiseEvent, hostile, promise_id=name, event="made", invoice_id=name, happened_on=date(2026, 6, 2),
                promised_for=date(2026, 6, 9),
            ),
        ]  # fmt: skip
        made = score_of(Open(name, 0, 0, 100_000 + n, 0.5), TODAY)
        reasons = tuple(replace(one, text_en=hostile, text_zh=hostile) for one in made.reasons)
        scores.append(replace(made, customer_id=name, reasons=reasons, warnings=(hostile,)))
    with writing(engine) as connection:
        recorder = Recorder(connection, "erp", ["test"], NOW, date(2026, 6, 14))
        assert not recorder.record(sorted(records, key=lambda record: KINDS.index(type(record))))
        recorder.finish({})
        write_scores(connection, scores, NOW)


class _Seen(HTMLParser):
    """The page as a browser takes it: its tags with their attributes, its texts, and what stands around each."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.around: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input", "br", "hr", "img"}:
            self.around.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.around), data))


def shown(page: str) -> str:
    """Its text, after nothing in it was found to be more than text."""
    seen = _Seen(page)
    for tag, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "script" or attributes.get("src", "").startswith("/static/"), attributes  # type: ignore[union-attr]
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:", "//"))
    for around, text in seen.texts:
        if "\u202e" in text:
            alone = around[-1] == "p"  # a paragraph ends what was turned in it
            assert alone or {"bdi", "title", "svg"} & set(around), f"turns what follows it: {around} {text!r}"
    return " ".join(" ".join(text for _, text in seen.texts).split())


def as_shown(hostile: str) -> str:
    return " ".join(hostile.split())


def test_every_address_shows_it_as_text(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    """Every address that may be asked for, found in the app: the text for each part of it, and about each customer and invoice."""
    fill_hostile(sqlite_engine)
    app = create_app(sqlite_settings, sqlite_engine, lambda: NOW)
    paths = sorted({route.path for route in all_routes(app) if "GET" in (getattr(route, "methods", None) or ())})
    assert len(paths) > 10 and any("{" in path for path in paths)
    answered = 0
    with TestClient(app, raise_server_exceptions=False) as client:
        for path in paths:
            for n, hostile in enumerate(SHOWN if "{" in path else SHOWN[:1]):
                asked = re.sub(r"\{[^}]*\}", quote(f"{n}{hostile}"[:1000], safe=""), path)
                answer = client.get(asked, headers=PAGE, params={"as_of": str(TODAY)} if "features" in path else None)
                fine = answer.status_code < 500 or path == "/readyz"  # no model, it says
                assert fine, (path, ascii(hostile[:40]), answer.text[:300])
                answered += answer.status_code == 200
                if answer.headers["content-type"].startswith("text/html"):
                    shown(answer.text)
    assert answered > len(paths)


def all_routes(app: Any) -> list[Any]:
    """Of the app and of the routers in it."""
    return [route for one in app.routes for route in getattr(getattr(one, "original_router", one), "routes", [one])]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_shows_it_as_text(sqlite_settings: Settings, sqlite_engine: Engine, language: str) -> None:
    fill_hostile(sqlite_engine)
    with TestClient(create_app(sqlite_settings, sqlite_engine, lambda: NOW)) as client:

        def page(path: str, status: int = 200) -> str:
            sign = "&" if "?" in path else "?"
            answer = client.get(f"{path}{sign}lang={language}", headers=PAGE)
            assert (answer.status_code, answer.headers["content-type"][:9]) == (status, "text/html"), path[:80]
            return shown(answer.text)

        page("/forecast")
        lists = page("/"), page("/?view=customers")
        for n, hostile in enumerate(SHOWN):
            text, name = as_shown(hostile), quote(f"{n}{hostile}"[:10_000], safe="")
            assert all(text in one for one in lists), ascii(text[:40])
            for path in (f"/?q={quote(hostile[:20_000], safe='')}", f"/?customer={name}"):
                page(path)
            page(f"/nothing/{name}", 404)
            page(f"/invoices/unknown{name}", 404)
            page(f"/?sort={name}&page={name}&band={name}&currency={name}")
            if len(hostile) < 1000:
                invoice = page(f"/invoices/{name}")
                assert invoice.count(text) > 3, ascii(text)
                facts = client.get(f"/v1/invoices/{name}").json()
                assert (facts["invoice_id"], facts["customer_name"]) == (f"{n}{hostile}", hostile)
                assert client.get(f"/v1/customers/{name}/statement").json()["data"][0]["customer_name"] == hostile
        assert {row["customer_name"] for row in client.get("/v1/worklist").json()["data"]} == set(SHOWN)


def test_no_request_with_it_is_a_5xx(settings: Settings) -> None:
    """Also NUL, which PostgreSQL keeps in no text, a lone surrogate, and bytes that are no UTF-8."""
    engine = open_ledger(settings)
    fill(engine)
    paths = (
        "/invoices/{}", "/v1/invoices/{}", "/v1/customers/{}/statement", "/?customer={}", "/?q={}", "/v1/worklist?cursor={}",
        "/nothing/{}", "/static/{}", "/v1/quality?language={}", "/invoices/INV-1001?instalment={}", "/?lang={}",
    )  # fmt: skip
    with TestClient(create_app(settings, engine, lambda: NOW), raise_server_exceptions=False) as client:
        for path in paths:
            for hostile in ("a%00b", "%ED%A0%80", "%ff", "a%0d%0ab", "..%2f..%2f", quote(HOSTILE[6], safe="")):
                answer = client.get(path.format(hostile), headers=PAGE)
                assert answer.status_code < 500, (path, hostile)

        def post(path: str, body: object) -> None:
            answer = client.post(
                f"/v1/ledger/{path}", content=json.dumps(body), headers={"content-type": "application/json"}
            )
            assert answer.status_code in {200, 413, 422}, (path, ascii(body)[:200], answer.text)

        for hostile in (HOSTILE[0], "../../etc/passwd", "a\r\nb", HOSTILE[8], "a\0b", SURROGATE):
            for name in ("invoice_id", "customer_id", "name", "amount", "currency", "due_on", "paid_on"):
                post("invoices", {"source": "erp", "rows": [INVOICE | {name: hostile}]})
            post("invoices", {"source": hostile, "rows": [INVOICE]})
            post("invoices", {"source": "erp", "rows": [INVOICE | {"attributes": {hostile: hostile}}]})
            post("invoices", {"source": "erp", hostile: 1, "rows": [INVOICE | {hostile: 1}]})
            payment = {
                "payment_id": hostile,
                "customer_id": hostile,
                "paid_on": "2026-01-01",
                "amount": "1",
                "currency": "EUR",
            }
            post("payments", {"source": "erp", "rows": [payment, payment | {"payment_id": "p", "reference": hostile}]})
            allocation = {"allocation_id": hostile, "payment_id": hostile, "invoice_id": "INV-1001", "amount": "1"}
            post("allocations", {"source": "erp", "rows": [allocation]})
            dispute = {"dispute_id": hostile, "invoice_id": "INV-1001", "opened_on": "2026-06-02", "reason": hostile}
            post("disputes", {"source": "erp", "rows": [dispute]})
            said = {"interaction_id": hostile, "customer_id": hostile, "happened_at": "2026-01-01", "note": hostile}
            post("interactions", {"source": "erp", "rows": [said, said | {"happened_at": hostile}]})
        for path in ("/", "/?view=customers", "/forecast", "/v1/quality", "/v1/worklist"):
            assert client.get(path).status_code == 200, path
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()
