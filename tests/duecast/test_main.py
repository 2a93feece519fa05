"""The command line: found by walking, quick to help, one clear text and an exit code when something fails."""

import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from typer.testing import CliRunner

from duecast.main import app
from tests.conftest import run_duecast

COMMANDS = sorted(
    path.stem.rstrip("_") for path in (Path(__file__).parents[2] / "duecast" / "commands").glob("[a-z]*.py")
)
HEAVY = ("numpy", "pandas", "lightgbm", "mlflow", "sklearn", "fastapi", "sqlalchemy", "shap", "pyarrow", "altair")


def test_every_file_is_a_command() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output
    assert {"demo", "import", "train", "score", "backtest", "worklist", "forecast", "serve", "doctor"} <= set(COMMANDS)
    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    if name in groups and (group := groups[name]) is not None:
        assert str(group.info.help).strip()
        commands = [(command, [name, str(command.name)]) for command in group.registered_commands]
    else:
        commands = [(command, [name]) for command in app.registered_commands if command.name == name]
    assert commands
    for command, words in commands:
        assert command.callback is not None
        assert (command.callback.__doc__ or "").strip()
        shown = CliRunner().invoke(app, [*words, "--help"])
        assert shown.exit_code == 0


def test_help_imports_nothing_heavy() -> None:
    """That is what keeps it at a tenth of a second; the bound here leaves room for a busy machine."""
    code = f"import sys; import duecast.main; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    took = []
    for _ in range(3):
        started = perf_counter()
        assert subprocess.run([sys.executable, "-m", "duecast.main", "--help"], capture_output=True, check=True).stdout
        took.append(perf_counter() - started)
    assert statistics.median(took) < 2


def test_wrong_usage_is_2_a_failure_is_1_with_one_text(tmp_path: Path) -> None:
    assert run_duecast(tmp_path, "train", "--no-such").returncode == 2
    assert run_duecast(tmp_path, "score", "--as-of", "31.3.2026").returncode == 2
    failed = run_duecast(tmp_path, "train", "--as-of", "2026-01-01")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1].startswith("duecast: nothing was known before 2026-01-01; import")
    assert "Traceback" not in failed.stderr


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = run_duecast(tmp_path / "home", "quality", "--html", str(tmp_path / "file" / "report.html"))
    assert failed.returncode == 1
    assert (
        failed.stderr.splitlines()[-1].startswith(f"duecast: {tmp_path / 'file'}") and "Traceback" not in failed.stderr
    )
