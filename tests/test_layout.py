"""The house keeps its shape: sizes, names, empty ``__init__`` files, tests that mirror modules."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("rendering", "ledger", "sources", "features", "portfolio", "training", "serving", "duecast")
LONGEST_MODULE = 400
CATCH_ALL = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}
NOT_MIRRORED = {"ledger/migrations"}


def modules() -> list[Path]:
    return [path.relative_to(ROOT) for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]


def code() -> list[Path]:
    return [path for path in modules() if path.name != "__init__.py"]


@pytest.mark.parametrize("path", [path for path in modules() if path.name == "__init__.py"], ids=str)
def test_every_init_is_empty(path: Path) -> None:
    assert (ROOT / path).read_text() == "", f"{path} must stay empty: import-linter is blind to it"


def test_no_module_is_too_long() -> None:
    long = {
        str(path): lines for path in code() if (lines := len((ROOT / path).read_text().splitlines())) > LONGEST_MODULE
    }
    assert not long, f"over {LONGEST_MODULE} lines, look for the second noun: {long}"


def test_names_say_something() -> None:
    vague = [str(path) for path in modules() if CATCH_ALL & {part.removesuffix(".py") for part in path.parts}]
    assert not vague


def test_every_module_has_its_test() -> None:
    """``ledger/curve.py`` is tested in ``tests/ledger/test_curve.py``."""
    missing = [
        str(path)
        for path in code()
        if not any(str(path).startswith(left_out) for left_out in NOT_MIRRORED)
        and not (ROOT / "tests" / path.parent / f"test_{path.stem.rstrip('_')}.py").exists()
    ]
    assert not missing, f"without a mirrored test: {missing}"


def test_every_test_has_its_module() -> None:
    """A test below a package's folder speaks of a module, of the package's contract, or of a law across it."""
    allowed = {"test_contract.py"}
    stray = []
    for name in PACKAGES:
        for path in (ROOT / "tests" / name).rglob("test_*.py"):
            module = path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_"))
            keyword = module.with_name(f"{module.stem}_.py")
            if path.name not in allowed and not (ROOT / module).exists() and not (ROOT / keyword).exists():
                stray.append(str(path.relative_to(ROOT)))
    assert not stray, f"tests of no module: {stray}"


def test_every_package_is_shipped() -> None:
    """A folder with code that ``pyproject.toml`` does not name would be missing from an installation."""
    declared = (ROOT / "pyproject.toml").read_text()
    folders = {str(path.parent).replace("/", ".") for path in modules()}
    assert not [name for name in sorted(folders) if f'"{name}"' not in declared]


def test_tests_are_not_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_project_names_no_machine_and_no_registry() -> None:
    """No host of a package registry and no path of a machine stands in a committed file (locks included)."""
    hosts = (
        "py" + "pi.org",
        "python" + "hosted",
        "registry." + "npmjs",
        "deb." + "debian.org",
        "/" + "work/",
        "/" + "root/",
    )
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".parquet"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [f"{name}: {host}" for host in hosts if host in text]
    assert not found
