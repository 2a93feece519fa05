"""`duecast serve` answers on the address it was given and ends when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from duecast.commands.serve import serve


@pytest.mark.xdist_group("demo")
def test_the_page_is_served_and_ends_on_terminate(own_demo_home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DUECAST_HOME": str(own_demo_home)}
    command = [sys.executable, "-m", "duecast.main", "serve", "--port", str(port)]
    with (own_demo_home / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        page = ""
        until = monotonic() + 60
        while not page and monotonic() < until:
            assert server.poll() is None, (own_demo_home / "log").read_text()
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    page = answer.read().decode()
            except URLError:
                continue
        assert "INV0" in page
    finally:
        server.terminate()
    assert server.wait(timeout=30) in (0, -signal.SIGTERM), "open requests are answered, then the signal ends it"


@pytest.mark.parametrize(("host", "lines"), [("127.0.0.1", 0), ("localhost", 0), ("::1", 0), ("0.0.0.0", 1), ("::", 1)])
def test_an_address_others_reach_is_warned_of(
    host: str, lines: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing listens here: only what is said before it would."""
    asked: list[str] = []
    monkeypatch.setenv("DUECAST_HOME", str(tmp_path))
    monkeypatch.setattr("serving.server.run", lambda _, *, host, port, workers: asked.append(host))
    serve(host=host)
    said = capsys.readouterr().err.splitlines()
    assert asked == [host] and len(said) == lines
    assert all(f"listening on {host}: nobody is asked who they are" in line for line in said)
