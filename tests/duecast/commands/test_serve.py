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
