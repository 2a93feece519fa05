"""Model files: LightGBM text and JSON beside a SHA-256 manifest, checked before anything is parsed; never a pickle.

``models_dir`` holds one folder a version and ``champion.json``, the pointer to what serves, swapped by ``os.replace``.
"""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from ledger.errors import ModelDamaged, ModelMismatch, ModelUnavailable
from ledger.leavings import clear_away, own_mark
from ledger.whole_file import enough_room, whole_file
from training.head_columns import head_features
from training.model import PaymentRisk
from training.record import PARTS, golden_answers, model_of, record_of
from training.trees import from_text, text_of

MANIFEST = "manifest.json"
DESCRIPTION = "model.json"
POINTER = "champion.json"
LARGEST_BYTES = 512 * 1024 * 1024
GOLDEN_TOLERANCE = 1e-9
TRIAL_SECONDS = 120


def contents(model: PaymentRisk) -> dict[str, bytes]:
    """Every file of a model by name, without the manifest; equal models give equal bytes."""
    files = {f"{name}.txt": text_of(part).encode() for name, part in _boosters(model).items()}
    files[DESCRIPTION] = json.dumps(record_of(model), ensure_ascii=False, allow_nan=False, indent=1).encode()
    return files


def save(model: PaymentRisk, directory: Path) -> PaymentRisk:
    """Write the files of ``model`` into a new or empty ``directory``; returns the model with its version.

    ``FileExistsError`` where the directory holds something: a release is never written over.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise FileExistsError(f"{directory} is not empty: a model is never written over another; give a new folder")
    files = contents(model)
    manifest = _manifest(files)
    for name, data in (files | {MANIFEST: manifest}).items():
        (directory / name).write_bytes(data)
    return model.with_version(_version(manifest))


def load(directory: Path) -> PaymentRisk:
    """Read what ``save`` wrote. ``ModelUnavailable`` (no such folder), ``ModelDamaged`` (checksum, shape, golden rows),
    ``ModelMismatch`` (features that this program does not have)."""
    if not (directory / MANIFEST).is_file():
        raise ModelUnavailable(
            f"{directory} holds no model (no {MANIFEST}); train one, or name the folder of a version"
        )
    manifest = (directory / MANIFEST).read_bytes()
    files = _checked(directory, manifest)
    try:
        record = json.loads(files[DESCRIPTION])
        boosters = {name: from_text(files[f"{name}.txt"].decode()) for name in PARTS if f"{name}.txt" in files}
        model = model_of(record, boosters)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelDamaged(f"{directory}: {DESCRIPTION} does not describe these files ({error}); train anew") from error
    _check_golden(model, directory)
    return model.with_version(_version(manifest))


def release(directory: Path, models_dir: Path) -> Path:
    """Copy to ``models_dir/<version>/``, try it in a child process, then point ``champion.json`` to it; returns the folder.

    A folder that stands there whole is left as it is: it may serve. ``LedgerFull`` where the disk takes no more.
    """
    if not (directory / MANIFEST).is_file():
        raise ModelUnavailable(f"{directory} holds no model (no {MANIFEST}); train one first")
    manifest = (directory / MANIFEST).read_bytes()
    files = _checked(directory, manifest)
    version = _version(manifest)
    folder = models_dir / version
    with enough_room(folder):
        models_dir.mkdir(parents=True, exist_ok=True)
        clear_away(models_dir, ".incoming")
        if _is_whole(folder, manifest):
            _try_in_child(folder)
        else:
            _bring_in(files | {MANIFEST: manifest}, folder)
    with whole_file(models_dir / POINTER) as pointer:
        pointer.write_text(json.dumps({"version": version, "manifest_sha256": sha256(manifest).hexdigest()}) + "\n")
    return folder


def champion(models_dir: Path) -> Path:
    """Folder of the model that serves. ``ModelUnavailable``: none was released; ``ModelDamaged``: it is not that one."""
    pointer = models_dir / POINTER
    if not pointer.is_file():
        raise ModelUnavailable(f"no model was released in {models_dir}; run `duecast train --as-of DATE`")
    try:
        said = json.loads(pointer.read_text())
        folder, digest = models_dir / str(said["version"]), str(said["manifest_sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelDamaged(f"{pointer} cannot be read ({error}); promote a model again") from error
    if folder.parent != models_dir or not (folder / MANIFEST).is_file():
        raise ModelUnavailable(f"{pointer} names {said['version']!r}, which is not in {models_dir}; promote another")
    if sha256((folder / MANIFEST).read_bytes()).hexdigest() != digest:
        raise ModelDamaged(f"{folder / MANIFEST} is not the one that was released; promote a model again")
    return folder


def _is_whole(folder: Path, manifest: bytes) -> bool:
    """Whether these very files stand there already."""
    try:
        return (folder / MANIFEST).read_bytes() == manifest and bool(_checked(folder, manifest))
    except (OSError, ModelDamaged):
        return False


def _bring_in(files: dict[str, bytes], folder: Path) -> None:
    """Beside the others under a hidden name, tried there, then under its own: nothing torn ever stands there."""
    incoming = folder.with_name(f".incoming{own_mark()}")
    shutil.rmtree(incoming, ignore_errors=True)
    try:
        incoming.mkdir()
        for name, data in files.items():
            (incoming / name).write_bytes(data)
        _try_in_child(incoming)
        shutil.rmtree(folder, ignore_errors=True)
        incoming.replace(folder)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _boosters(model: PaymentRisk) -> dict[str, Any]:
    if model.cash_in is None:
        return {}
    parts = {
        "cash_in": model.cash_in.booster,
        "cash_in_near": model.cash_in.near,
        "closed_without_cash": model.cash_in.other,
        "late_payment": model.late_payment and model.late_payment.booster,
        "unpaid_30d": model.unpaid_30d and model.unpaid_30d.booster,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _manifest(files: dict[str, bytes]) -> bytes:
    listed = {name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())}
    return (json.dumps({"files": listed}, indent=1) + "\n").encode()


def _version(manifest: bytes) -> str:
    return sha256(manifest).hexdigest()[:12]


def _checked(directory: Path, manifest: bytes) -> dict[str, bytes]:
    """Files by name, each with the size and checksum the manifest states; nothing is parsed but the manifest."""
    try:
        listed = dict(json.loads(manifest)["files"])
        stated = {str(name): (str(one["sha256"]), int(one["bytes"])) for name, one in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamaged(f"{directory / MANIFEST} cannot be read ({error}); train anew") from error
    allowed = {DESCRIPTION, *(f"{name}.txt" for name in PARTS)}
    if DESCRIPTION not in stated or not set(stated) <= allowed:
        raise ModelDamaged(f"{directory / MANIFEST} lists {sorted(stated)}, not {DESCRIPTION} and trees; train anew")
    files = {}
    for name, (digest, size) in stated.items():
        path = directory / name
        if not path.is_file() or path.stat().st_size != size or size > LARGEST_BYTES:
            raise ModelDamaged(f"{path} is missing or not {size} bytes long; copy the model again, or train anew")
        files[name] = path.read_bytes()
        if sha256(files[name]).hexdigest() != digest:
            raise ModelDamaged(
                f"{path} has another SHA-256 than {MANIFEST} states; copy the model again, or train anew"
            )
    return files


def _check_golden(model: PaymentRisk, directory: Path) -> None:
    if model.golden is None:
        return
    if model.feature_names != tuple(one.name for one in head_features(model.further)):
        raise ModelMismatch(f"{directory}: the model was fitted on other features than this program has; train again")
    now = golden_answers(model, model.golden.x, model.golden.bins)
    then = (model.golden.late_margin, model.golden.unpaid_margin, model.golden.hazard_margin)
    for said, expected in zip(now, then, strict=True):
        if said.shape != expected.shape or not np.allclose(said, expected, rtol=0.0, atol=GOLDEN_TOLERANCE):
            raise ModelDamaged(f"{directory}: the golden rows do not score as they did when it was saved; train anew")


def _try_in_child(folder: Path) -> None:
    """A damaged tree file can abort or hang a process: the first load is in one that may die."""
    code = "import sys; from pathlib import Path; from training.artifact import load; load(Path(sys.argv[1]))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code, str(folder)],
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelDamaged(f"the model did not load within {TRIAL_SECONDS} s; it was not released") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ModelDamaged(f"the model does not load in a process of its own ({last}); it was not released")
