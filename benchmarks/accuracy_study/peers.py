"""Other ways to the same forecast, each a script run in an environment of its own: what it needs is not shipped."""

import json
import subprocess
from pathlib import Path
from time import perf_counter

import numpy as np
from accuracy_study import lessons_table
from accuracy_study.cuts import Cut
from accuracy_study.rows import Columns, judged
from other_tools.environment import Skipped, environment, run

from ledger.curve import HORIZON_DAYS
from training.baseline import Forecasts, days_past_due, from_distribution
from training.lessons import VERY_LATE_DAYS, Chances

PACKAGES = {
    "logistic_all": ["scikit-learn"],
    "random_forest": ["scikit-learn"],
    "lightgbm_direct": ["lightgbm"],
    "xgboost_aft": ["xgboost", "scikit-learn", "scipy"],
    "catboost": ["catboost"],
    "survival_boost": ["hazardous"],
    "cox": ["lifelines"],
    "survival_forest": ["scikit-survival"],
}
"""Peer → what to install; its script is ``peer/<name>_way.py``."""
SECONDS = 3_600


def ask(peer: str, cut: Cut, folder: Path) -> tuple[Columns, float]:
    """Losses of a peer on a cut's rows, and the seconds it took; ``Skipped`` with the reason."""
    data = folder / "asked" / cut.name.replace(" ", "-")
    if not (data / "asked.parquet").exists():
        data.mkdir(parents=True, exist_ok=True)
        lessons_table.write(cut, data)
    started = perf_counter()
    script = Path(__file__).with_name("peer") / f"{peer}_way.py"
    run(_python(peer, folder), script, data, data / f"{peer}.npz", seconds=SECONDS)
    seconds = perf_counter() - started
    made, distribution = _read(cut, data / f"{peer}.npz")
    return judged(cut, made, distribution=distribution), seconds


def versions(peer: str, folder: Path) -> str:
    """Names and versions of what the peer runs on."""
    asked = "import json, importlib.metadata as m, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    done = subprocess.run(
        [str(_python(peer, folder)), "-c", asked, *PACKAGES[peer]], capture_output=True, text=True, check=True
    )
    return ", ".join(f"{name} {version}" for name, version in json.loads(done.stdout).items())


def _read(cut: Cut, path: Path) -> tuple[Forecasts, bool]:
    """``chances`` (4, n) in the order of QUESTIONS, or ``cdf`` (n, H + 1), or both; chances go first."""
    with np.load(path) as told:
        given = {name: told[name] for name in told.files}
    grace_days = cut.policy.grace_days
    if "cdf" not in given:
        nothing = np.full(len(cut.subjects), np.nan)
        return Forecasts(
            _chances(cut, given["chances"]), nothing, nothing, nothing, lambda rows: given["cdf"][rows]
        ), False
    cdf = np.maximum.accumulate(np.clip(given["cdf"], 0.0, 1.0), axis=1)
    if cdf.shape != (len(cut.subjects), HORIZON_DAYS + 1):
        raise Skipped(f"gave distributions of shape {cdf.shape}")
    made = from_distribution(lambda rows: cdf[rows].astype(np.float64), cut.subjects, grace_days)
    if "chances" in given:
        made = Forecasts(_chances(cut, given["chances"]), made.expected_day, made.p10_day, made.p90_day, made.cdf)
    return made, True


def _chances(cut: Cut, given: np.ndarray) -> Chances:
    late, very_late, soon, unpaid_30d = given.astype(np.float64)
    past = days_past_due(cut.subjects)
    late, very_late = np.where(past > cut.policy.grace_days, 1.0, late), np.where(past > VERY_LATE_DAYS, 1.0, very_late)
    return Chances(p_late=late, p_very_late=very_late, p_paid_soon=soon, p_unpaid_30d=unpaid_30d)


def _python(peer: str, folder: Path) -> Path:
    return environment(peer, [*PACKAGES[peer], "numpy", "pyarrow"], folder)
