"""Environments of the tools ours is compared with: what they need is not shipped, so each has one of its own."""

import subprocess
import sys
from pathlib import Path


class Skipped(Exception):
    """A tool that cannot be installed or failed; the reason as a person may read it."""


def environment(name: str, packages: list[str], folder: Path) -> Path:
    """Python of ``folder/environments/name``, built by uv when first asked for; ``Skipped`` where that cannot be."""
    python = folder / "environments" / name / "bin" / "python"
    if not python.exists():
        uv = Path(sys.executable).with_name("uv")
        for command in (
            ["venv", "-q", "-p", sys.executable, str(python.parent.parent)],
            ["pip", "install", "-q", "-p", str(python), *packages],
        ):
            done = subprocess.run([str(uv), *command], capture_output=True, text=True, check=False)
            if done.returncode:
                raise Skipped(" ".join(done.stderr.split())[:200])
    return python


def run(python: Path, script: Path, *arguments: Path, seconds: int) -> str:
    """What the script printed; ``Skipped`` where it failed or took longer."""
    command = [str(python), str(script), *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Skipped(f"not done after {seconds} s") from None
    if done.returncode:
        raise Skipped((done.stderr.strip().splitlines() or ["failed"])[-1][:200])
    return done.stdout
