"""What the README says, runs: every tested block, command by command, and prints what it shows (numbers may differ)."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- (tested[^>]*?) -->\n```console\n(.*?)```", README, re.S)


@dataclass
class Workplace:
    """A folder with what a clone has, and the environment as the blocks leave it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, command: str) -> str:
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environment[name] = value
            return ""
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    folder = tmp_path / "clone"
    folder.mkdir()
    shutil.copytree(ROOT / "docs", folder / "docs")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUECAST_")}
    return Workplace(folder, kept | {"PATH": path, "COLUMNS": "160"})


def steps(block: str) -> list[tuple[str, list[str]]]:
    """(command, the lines it is shown to print)."""
    found: list[tuple[str, list[str]]] = []
    for line in block.strip().splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def shape(line: str) -> str:
    """A line with numbers as #, and spaces and rules of tables as one space."""
    return re.sub(r"[\s━┃│╇┼─█]+", " ", re.sub(r"-?\d[\d,.:%-]*", "#", line)).strip()


def prints(shown: list[str], output: str) -> None:
    lines = iter([shape(line) for line in output.splitlines()])
    for line in shown:
        if shape(line) not in ("", "…"):
            assert shape(line) in lines, (
                f"the README shows {line!r}, which is not printed (or not in this order):\n{output}"
            )


def test_the_blocks_run_as_printed(workplace: Workplace) -> None:
    """In order: the later ones work in the homes that the earlier ones filled; calls go to a server on the trained one."""
    assert [kind for kind, _ in BLOCKS].count("tested: serve") == 1
    for kind, block in BLOCKS:
        if kind == "tested":
            for command, shown in steps(block):
                prints(shown, workplace.run(command))
        elif shutil.which("curl"):
            calls(workplace, block)


def calls(workplace: Workplace, block: str) -> None:
    with serving(workplace) as port:
        for command, shown in steps(block):
            answer = json.loads(workplace.run(command.replace(":8000/", f":{port}/")))
            expected = json.loads("\n".join(shown))
            missing = keys(expected) - keys(answer)
            assert not missing, f"the README shows {missing}, which the answer lacks: {answer}"


def keys(value: object, path: str = "") -> set[str]:
    """Every path of keys in a JSON value; the items of a list share one."""
    if isinstance(value, dict):
        return {f"{path}/{name}" for name in value} | {
            k for name, part in value.items() for k in keys(part, f"{path}/{name}")
        }
    if isinstance(value, list):
        return {k for part in value for k in keys(part, f"{path}/*")}
    return set()


@contextmanager
def serving(workplace: Workplace) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (workplace.folder / "serve.log").open("w") as log:
        server = subprocess.Popen(
            ["duecast", "serve", "--port", str(port)],
            cwd=workplace.folder,
            env=workplace.environment,
            stdout=log,
            stderr=log,
        )
    try:
        until = monotonic() + 60
        while monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{port}/livez", timeout=2):
                    break
            except OSError:
                assert server.poll() is None, (workplace.folder / "serve.log").read_text()
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_the_two_commands_are_targets_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for command in re.findall(r"^\$ make ([a-z-]+)", README, re.M) + re.findall(r"`make ([a-z-]+)`", README):
        assert re.search(rf"^{command}:", makefile, re.M), f"make {command} is in the README, not in the Makefile"


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", README):
        assert (ROOT / target).exists(), target
