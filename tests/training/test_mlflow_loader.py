"""A logged model without a pickle: its own files, checked when they are loaded, and its heads by column name."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.frame import build
from ledger.errors import ModelDamaged, ModelMismatch
from training.artifact import save
from training.fit import Trained
from training.head_columns import head_rows
from training.mlflow_loader import Heads, _load_pyfunc
from training.model import sigmoid


@pytest.fixture(scope="module")
def folder(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("logged") / "model"
    save(trained.model, made)
    return made


def test_columns_go_by_name(trained: Trained, folder: Path) -> None:
    """Columns in another order, and more of them, give the same answers."""
    assert trained.test is not None
    asked = trained.test.subjects.take(np.arange(5))
    x = head_rows(trained.index, asked, build(trained.index, asked))
    frame = pd.DataFrame(x, columns=list(trained.model.feature_names), index=list("abcde"))
    heads = _load_pyfunc(str(folder))
    made = heads.predict(frame[frame.columns[::-1]].assign(other=1.0))
    assert list(made.index) == list("abcde")
    head = trained.model.late_payment
    assert head is not None
    assert made["p_late"].to_numpy() == pytest.approx(sigmoid(head.margin(x)))


def test_a_missing_column_is_named(trained: Trained) -> None:
    with pytest.raises(ModelMismatch, match=trained.model.feature_names[0]):
        Heads(trained.model).predict(pd.DataFrame({"amount": [1.0]}))


def test_a_damaged_file_is_refused(folder: Path) -> None:
    tree = folder / "late_payment.txt"
    tree.write_text(tree.read_text().replace("1", "2", 1))
    with pytest.raises(ModelDamaged):
        _load_pyfunc(str(folder))
