"""Model files: what comes back is what was saved, and nothing damaged is ever scored with."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from ledger.errors import ModelDamaged, ModelMismatch, ModelUnavailable
from ledger.leavings import own_mark
from ledger.policy import Policy
from training.artifact import MANIFEST, champion, contents, load, release, save
from training.fit import Trained
from training.head_columns import head_features
from training.model import PaymentRisk
from training.scorer import Scorer


@pytest.fixture
def folder(model: PaymentRisk, tmp_path: Path) -> Path:
    save(model, tmp_path / "model")
    return tmp_path / "model"


def test_a_saved_model_scores_the_same_to_the_last_bit(
    model: PaymentRisk, folder: Path, trained: Trained, policy: Policy
) -> None:
    assert trained.test is not None
    subjects = trained.test.subjects.take(np.arange(200))
    loaded = load(folder)
    before = Scorer(model, policy).score(trained.index, subjects)
    after = Scorer(loaded, policy).score(trained.index, subjects)
    assert np.array_equal(before.curves.cdf, after.curves.cdf)
    assert np.array_equal(before.contributions, after.contributions)
    assert np.array_equal(before.base_margin, after.base_margin)
    assert contents(loaded) == contents(model)
    assert len(loaded.version) == 12 and loaded.version == after.model_version


def test_a_model_is_never_written_over_another(model: PaymentRisk, folder: Path) -> None:
    with pytest.raises(FileExistsError, match="never written over"):
        save(model, folder)


def test_a_model_of_another_programs_features_is_a_mismatch_not_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an upgrade that brought a feature: the files are whole, and their columns are not these."""
    more = (*head_features(), replace(head_features()[0], name="brought_by_an_upgrade"))
    monkeypatch.setattr("training.artifact.head_features", lambda further: more)
    with pytest.raises(ModelMismatch, match="other features than this program has; train again"):
        load(folder)


def edit(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes())) and None


def forge(change: Callable[[dict], object]) -> Callable[[Path], None]:  # type: ignore[type-arg]
    """Change ``model.json`` and write a manifest that fits: only the content can tell."""

    def done(folder: Path) -> None:
        said = json.loads((folder / "model.json").read_text())
        change(said)
        data = json.dumps(said, ensure_ascii=False, indent=1).encode()
        (folder / "model.json").write_bytes(data)
        manifest = json.loads((folder / MANIFEST).read_text())
        manifest["files"]["model.json"] = {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
        (folder / MANIFEST).write_text(json.dumps(manifest))

    return done


def swap(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "one bit of a tree": edit("cash_in.txt", lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]),
    "a tree file cut short": edit("late_payment.txt", lambda data: data[:-100]),
    "a tree file made longer": edit("unpaid_30d.txt", lambda data: data + b"\n"),
    "an empty tree file": edit("cash_in.txt", lambda data: b""),
    "a missing tree file": lambda folder: (folder / "late_payment.txt").unlink(),
    "two files swapped": lambda folder: swap(folder / "late_payment.txt", folder / "unpaid_30d.txt"),
    "a changed description": edit("model.json", lambda data: data.replace(b"0", b"1", 1)),
    "a description that is no JSON": edit("model.json", lambda data: data[1:]),
    "a manifest that is no JSON": edit(MANIFEST, lambda data: data[: len(data) // 2]),
    "an empty manifest": edit(MANIFEST, lambda data: b"{}"),
    "a manifest of other files": edit(MANIFEST, lambda data: data.replace(b"cash_in.txt", b"../../passwd")),
    "a manifest of text": edit(MANIFEST, lambda data: b'"files"'),
    "another format": forge(lambda said: said.update(format=1)),
    "another calibrator": forge(lambda said: said["late_payment"]["calibrator"].update(slope=1.25)),
    "another rate": forge(lambda said: said["cash_in"].update(log_rate=0.1)),
    "a feature too many": forge(lambda said: said["feature_names"].append("one_more")),
    "a head without its reference": forge(lambda said: said["late_payment"].pop("reference")),
    "a segment cut short": forge(lambda said: said["segment"]["cash"][0].pop()),
    "trees of no model": forge(lambda said: said.update(basis="segment")),
    "golden rows of other answers": forge(lambda said: said["golden"]["late_margin"].reverse()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_model_is_refused(folder: Path, damage: str) -> None:
    DAMAGE[damage](folder)
    with pytest.raises(ModelDamaged, match=r"train anew|copy the model"):
        load(folder)


def test_no_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="train one"):
        load(tmp_path)
    with pytest.raises(ModelUnavailable, match="duecast train"):
        champion(tmp_path)


def test_a_release_is_copied_tried_and_pointed_to(folder: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    made = release(folder, models)
    assert champion(models) == made == models / load(folder).version
    stood = made.stat().st_ino
    assert release(folder, models) == made, "releasing again changes nothing"
    assert made.stat().st_ino == stood, "what serves is at no moment away"
    assert {path.name for path in models.iterdir()} == {"champion.json", made.name}
    (made / MANIFEST).write_bytes((made / MANIFEST).read_bytes() + b"\n")
    with pytest.raises(ModelDamaged, match="not the one that was released"):
        champion(models)


def test_a_damaged_folder_is_released_anew(folder: Path, tmp_path: Path) -> None:
    """And what a killed release left beside it is cleared away, whether the folder stands there whole or not."""
    models = tmp_path / "models"
    made = release(folder, models)
    left = models / f"{own_mark().rpartition('-')[0].replace('.', '.incoming.', 1)}-{10**30}"
    for damage in (b"", None):
        if damage is not None:
            (made / "cash_in.txt").write_bytes(damage)
        left.mkdir()
        release(folder, models)
        assert load(champion(models)).version == made.name
        assert {path.name for path in models.iterdir()} == {"champion.json", made.name}


def test_a_model_that_kills_its_process_is_not_released(folder: Path, tmp_path: Path) -> None:
    """Trees that pass every checksum and still do not load: the champion stays."""
    models = tmp_path / "models"
    before = release(folder, models)
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in folder.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    data = (broken / "cash_in.txt").read_bytes()[:4000]
    (broken / "cash_in.txt").write_bytes(data)
    manifest = json.loads((broken / MANIFEST).read_text())
    manifest["files"]["cash_in.txt"] = {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
    (broken / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelDamaged, match="not released"):
        release(broken, models)
    assert champion(models) == before
    assert {path.name for path in models.iterdir()} == {"champion.json", before.name}


def loaded_by(code: str, *arguments: str) -> set[str]:
    """Modules that a new Python holds after ``code``."""
    root = Path(__file__).parent.parent.parent
    said = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)", *arguments]
    done = subprocess.run(said, check=True, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True)
    return set(done.stdout.split())


def test_importing_the_artifact_and_the_scorer_loads_nothing_heavy() -> None:
    loaded = loaded_by("import training.artifact, training.scorer")
    assert "training.scorer" in loaded
    assert not loaded & {"sklearn", "mlflow", "shap", "pandas", "lightgbm"}


def test_loading_imports_neither_mlflow_nor_shap(folder: Path) -> None:
    loaded = loaded_by(
        "from pathlib import Path; from training.artifact import load; load(Path(sys.argv[1]))", str(folder)
    )
    assert "lightgbm" in loaded
    assert not loaded & {"mlflow", "shap"}
