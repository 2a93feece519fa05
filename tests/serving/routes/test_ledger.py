"""POST /v1/ledger: facts through the door of the API, once and only once (RELIABILITY A3, with a real server)."""

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from ledger.audit import read_entries
from ledger.checkup import checkup
from ledger.connection import open_ledger, reading, writing
from ledger.quarantine import mend, quarantined
from ledger.settings import Settings
from ledger.tables import imports, items
from serving.app import create_app
from sources.replay import replay
from tests.serving.scored_ledger import NOW

INVOICE = {
    "invoice_id": "N1", "customer_id": "NEW", "issued_on": "2026-01-01", "due_on": "2026-01-31", "amount": "100.00",
    "currency": "EUR",
}  # fmt: skip
SERVER = """
import os, signal, sys
from pathlib import Path
import uvicorn
import serving.routes.ledger as door
from ledger.settings import Settings
from serving.server import UVICORN
from serving.app import create_app
answered = door.once
def die_before_the_reply(*given, **named):
    answer = answered(*given, **named)
    if Path(sys.argv[2]).exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
door.once = die_before_the_reply
uvicorn.run(create_app(Settings()), host="127.0.0.1", port=int(sys.argv[1]), **UVICORN)
"""
"""The service as it is, but for a flag under which it is killed between the commit and the reply."""


def test_a_ledger_row_by_row(client: TestClient) -> None:
    def post(path: str, *rows: object, **more: object) -> list[str]:
        answer = client.post(f"/v1/ledger/{path}", json={"source": "erp", "rows": rows, **more})
        assert answer.status_code == 200, answer.text
        return [result["outcome"] for result in answer.json()["results"]]

    assert post("customers", {"customer_id": "NEW", "name": "Nova <b>", "attributes": {"size": "big"}}) == ["new"]
    assert post("invoices", INVOICE, INVOICE | {"invoice_id": "N2", "amount": "-5"}) == ["new", "refused"]
    assert post("invoices", INVOICE) == ["known"]
    note = {
        "invoice_id": "new C1",
        "customer_id": "NEW",
        "issued_on": "2026-02-01",
        "amount": "20.00",
        "currency": "EUR",
    }
    assert post("credit-notes", note) == ["new"]
    paid = {"payment_id": "new P1", "customer_id": "NEW", "paid_on": "2026-02-01", "amount": "30.00", "currency": "EUR"}
    assert post("payments", paid) == ["new"]
    rows = [
        {"allocation_id": "new X1", "payment_id": "new P1", "invoice_id": "N1", "amount": "30.00"},
        {"allocation_id": "new X2", "kind": "credit", "credit_note_id": "new C1", "invoice_id": "N1", "amount": 20},
    ]
    assert post("allocations", *rows) == ["new", "new"]
    assert post("disputes", {"dispute_id": "new D1", "invoice_id": "N1", "opened_on": "2026-02-02"}) == ["new"]
    assert post(
        "interactions", {"interaction_id": "new I1", "customer_id": "NEW", "happened_at": "2026-02-02T10:00:00Z"}
    ) == ["new"]
    promise = {"promise_id": "new W1", "invoice_id": "N1", "made_on": "2026-02-02", "promised_for": "2026-07-10"}
    assert post("promises", promise) == ["new"]
    month = {"customer_id": "NEW", "valid_from": "2026-01-01", "attributes": {"income:number": "70.5"}}
    assert post("customer_figures", month) == ["new"] and post("customer_figures", month) == ["known"]
    names = [one["name"] for one in client.get("/v1/features").json()["data"]]
    assert "customer.income" in names, "declared by its name"
    assert post("rates", {"currency": "USD", "base_currency": "EUR", "quoted_on": "2026-01-01", "rate": "0.91"}) == [
        "new"
    ]
    facts = client.get("/v1/invoices/N1").json()
    assert facts["items"][0]["open_amount"] == "50.00" and facts["customer_name"] == "Nova <b>"


def test_findings_point_into_the_body(client: TestClient) -> None:
    rows = [INVOICE, INVOICE | {"invoice_id": "N2", "due_on": "31.01.2026"}]
    answer = client.post("/v1/ledger/invoices", json={"rows": rows}).json()
    (finding,) = answer["results"][1]["findings"]
    assert (finding["code"], finding["pointer"], finding["value"]) == ("DQ001", "/rows/1/due_on", "31.01.2026")
    assert (answer["source"], answer["counts"]["items"]["rejected"]) == ("api", 1)
    lots = {"customer_id": "C-1", "valid_from": "2026-01-01", "attributes": {"income:number": "lots"}}
    (result,) = client.post("/v1/ledger/customer_figures", json={"rows": [lots]}).json()["results"]
    found = result["findings"][0]
    assert (result["outcome"], found["code"], found["pointer"]) == ("new", "DQ021", "/rows/0/attributes/income:number")
    misspelt = lots | {"attributes": {"income:numbr": "5"}}
    refused = client.post("/v1/ledger/customer_figures", json={"rows": [misspelt]})
    assert refused.status_code == 422 and "did you mean 'income:number'" in refused.json()["detail"]


def test_refused_rows_wait_in_quarantine(settings: Settings) -> None:
    """As rows of files do: mended there and replayed, or sent again mended, they wait no more; dead rows wait once."""
    engine, day = open_ledger(settings), NOW.date()
    bad = [INVOICE | {"invoice_id": name, "due_on": "31.01.2026"} for name in ("N1", "N2", "N3")]

    def waiting() -> list[tuple[int, str]]:
        with reading(engine) as connection:
            return [(row.quarantine_no, row.state) for row in quarantined(connection, states=["waiting", "mended"])]

    with TestClient(create_app(settings, engine, lambda: NOW)) as client:

        def post(*rows: object) -> list[str]:
            answer = client.post("/v1/ledger/invoices", json={"source": "erp", "rows": rows}).json()
            return [result["outcome"] for result in answer["results"]]

        assert post(*bad) == post(*bad) == ["refused"] * 3
        assert waiting() == [(1, "waiting"), (2, "waiting"), (3, "waiting")]
        assert post(bad[0] | {"due_on": "2026-01-31"}) == ["new"]
        assert waiting() == [(2, "waiting"), (3, "waiting")]
        with writing(engine) as connection:
            (row,) = quarantined(connection, numbers=[2])
            mend(connection, 2, ["2026-01-31" if cell == "31.01.2026" else cell for cell in row.cells], at=NOW)
        (report,) = replay(engine, recorded_at=NOW, recorded_on=day)
        assert (report.source, report.counts["items"]["new"]) == ("erp", 1)
        assert waiting() == [(3, "waiting")]
        assert post(bad[1] | {"due_on": "2026-01-31"}) == ["known"]
    engine.dispose()


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"rows": [INVOICE | {"amount": True}]}, 422, "/rows/0/amount"),
        ({"rows": [INVOICE | {"typo": "x"}]}, 422, "/rows/0/typo"),
        ({"rows": [{}]}, 422, "/rows/0/customer_id"),
        ({"rows": []}, 422, "/rows"),
        ({"rows": [INVOICE], "more": 1}, 422, "/more"),
        ({"rows": [INVOICE] * 1001}, 413, "/rows"),
        ([], 422, ""),
    ],
)
def test_what_is_no_request_is_refused_whole(empty_client: TestClient, body: object, status: int, pointer: str) -> None:
    answer = empty_client.post("/v1/ledger/invoices", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "items" not in answer.json()["errors"][0]["detail"]


def test_one_key_one_answer(empty_client: TestClient) -> None:
    def post(amount: str, key: str | None = "k1", path: str = "invoices") -> httpx2.Response:
        headers = {} if key is None else {"idempotency-key": key}
        return empty_client.post(f"/v1/ledger/{path}", json={"rows": [INVOICE | {"amount": amount}]}, headers=headers)  # type: ignore[return-value]

    first, again = post("1.00"), post("1.00")
    assert first.json() == again.json() and first.json()["results"][0]["outcome"] == "new"
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    other = post("2.00")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert post("1.00", key=None).json()["results"][0]["outcome"] == "known"
    assert post("1.00", key="a b").status_code == 422


def test_who_did_it_is_logged(settings: Settings) -> None:
    engine = open_ledger(settings)
    with TestClient(create_app(settings, engine, lambda: NOW)) as client:
        client.post("/v1/ledger/invoices", json={"source": "erp", "rows": [INVOICE]})
    with reading(engine) as connection:
        entries = list(read_entries(connection))
    assert (entries[-1].actor, entries[-1].action, entries[-1].subject) == ("api", "import", "erp")
    engine.dispose()


def test_a_ledger_in_use_says_when_to_come_again(sqlite_settings: Settings) -> None:
    holder = open_ledger(sqlite_settings)
    engine = open_ledger(sqlite_settings.model_copy(update={"busy_seconds": 0.1}))
    with TestClient(create_app(sqlite_settings, engine, lambda: NOW)) as client, writing(holder):
        answer = client.post("/v1/ledger/invoices", json={"rows": [INVOICE]})
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "ledger-busy", True)
    assert int(answer.headers["retry-after"]) > 0
    holder.dispose()
    engine.dispose()


@contextmanager
def served(settings: Settings, flag: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The real service on a socket, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    where = {"DUECAST_HOME": str(settings.home), "DUECAST_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", SERVER, str(port), str(flag)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, env=kept | where, cwd=root, stderr=subprocess.DEVNULL) as server:
        try:
            with httpx2.Client(transport=httpx2.HTTPTransport(retries=60)) as client:
                client.get(f"http://127.0.0.1:{port}/livez")
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()


def test_fifty_at_once_and_a_server_killed_before_its_reply(settings: Settings, tmp_path: Path) -> None:
    flag = tmp_path / "die"

    def post(url: str, key: str, amount: str) -> tuple[int, str]:
        body = {"source": "erp", "rows": [INVOICE | {"invoice_id": key, "amount": amount}]}
        answer = httpx2.post(f"{url}/v1/ledger/invoices", json=body, headers={"idempotency-key": key}, timeout=60)
        return answer.status_code, answer.text

    with served(settings, flag) as (url, server):
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: post(url, "once", "100.00"), range(50)))
        assert {status for status, _ in answers} == {200}
        assert len({text for _, text in answers}) == 1, "all got the one answer"
        assert json.loads(answers[0][1])["results"][0]["outcome"] == "new"
        assert post(url, "once", "99.00")[0] == 422
        flag.touch()
        with pytest.raises(httpx2.TransportError):
            post(url, "killed", "100.00")
        assert server.wait(10) == -9
    flag.unlink()
    engine = open_ledger(settings)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(imports)) == 2, "it was committed"
    with served(settings, flag) as (url, _):
        status, text = post(url, "killed", "100.00")
        assert status == 200 and json.loads(text)["results"][0]["outcome"] == "new", "the answer that was never sent"
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(imports)) == 2
        assert connection.scalar(select(func.count()).select_from(items)) == 2
    assert [check.name for check in checkup(engine) if not check.holds] == []
    engine.dispose()


def test_a_full_disk_for_temporary_files(
    empty_client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RELIABILITY D5: what the system tells in the middle of writing a request's rows down; the same again with room."""
    opened = Path.open

    def full(path: Path, mode: str = "r", *given: object, **named: object) -> object:
        if "w" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    headers = {"idempotency-key": "full"}
    answer = empty_client.post("/v1/ledger/invoices", json={"rows": [INVOICE]}, headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (503, "ledger-full", True)
    monkeypatch.undo()
    answer = empty_client.post("/v1/ledger/invoices", json={"rows": [INVOICE]}, headers=headers)
    assert answer.json()["results"][0]["outcome"] == "new"
