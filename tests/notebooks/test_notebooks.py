"""The notebooks run from top to bottom on a small demo ledger; pairs agree; no outputs are kept in git; they define nothing."""

import ast
import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent.parent / "notebooks"
SCRIPTS = sorted(FOLDER.glob("[0-9]*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_pair_agrees_and_keeps_no_output(script: Path) -> None:
    text, notebook = jupytext.read(script), nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    assert cells == [(cell.cell_type, cell.source) for cell in text.cells], "run: jupytext --sync notebooks/*.py"
    assert not [cell for cell in notebook.cells if cell.get("outputs")]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_they_import_never_define(script: Path) -> None:
    defined = [
        node for node in ast.walk(ast.parse(script.read_text())) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    assert not defined, "a function of a notebook belongs to a package"


@pytest.mark.xdist_group("demo")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_it_runs_on_the_demo_ledger(script: Path, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECAST_HOME", str(demo_home))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("IPYTHONDIR", str(demo_home / "ipython"))
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/svg+xml" in output.get("data", {}) for output in shown), "at least one picture"
    assert any("text/html" in output.get("data", {}) for output in shown), "at least one table"
