"""Model files: LightGBM text and JSON beside a SHA-256 manifest, checked before anything is parsed; never a pickle.

``models_dir`` holds one folder a version and ``champion.json``, the pointer to what serves, swapped by ``os.replace``.
"""

from pathlib import Path

from training.model import PaymentRisk


def save(model: PaymentRisk, directory: Path) -> PaymentRisk:
    """Write the files of ``model`` into a new or empty ``directory``; returns the model with its version."""
    raise NotImplementedError


def load(directory: Path) -> PaymentRisk:
    """Read what ``save`` wrote. ``ModelUnavailable`` (no such folder), ``ModelDamaged`` (checksum, shape, golden rows)."""
    raise NotImplementedError


def release(directory: Path, models_dir: Path) -> Path:
    """Copy to ``models_dir/<version>/``, try it in a child process, then point ``champion.json`` to it; returns the folder."""
    raise NotImplementedError


def champion(models_dir: Path) -> Path:
    """Folder of the model that serves. ``ModelUnavailable`` where none was released."""
    raise NotImplementedError
