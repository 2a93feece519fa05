"""The runner: snapshots → targets → windows → trees → calibrators → one release of ``payment-risk``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Flags, LedgerArrays
from ledger.policy import Policy
from training.model import PaymentRisk
from training.targets import Outcomes
from training.windows import Windows

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Test:
    """The test window: what to ask ``development`` about, and what became of it (as known at the cut); shape (n,).

    ``development`` is the model before the refit: its trees end at ``calibrate_from``, its calibrators at ``test_from``. Score
    it with ``Scorer(test.development, policy).score(trained.index, test.subjects)``.
    """

    development: PaymentRisk
    subjects: Subjects
    at_issue: Flags
    ends: Outcomes


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training run gives: the release, and what evaluation and tracking need."""

    model: PaymentRisk
    index: FeatureIndex
    windows: Windows
    counts: dict[str, int]
    timings: dict[str, float]  # seconds a stage
    test: Test | None  # None: basis segment or rule


def train(
    arrays: LedgerArrays,
    policy: Policy,
    *,
    as_of: date,
    seed: int = 0,
    threads: int = 2,
    row_budget: int | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Fit a release on what was known before ``as_of``; ``arrays`` may hold more, nothing of it is used.

    With fewer settled items than ``policy.minimum_settled`` no trees are fitted: basis "segment" (any settled) or "rule" (none).
    ``row_budget`` caps the hazard's rows (None: 1.5 million, less for a small ledger).
    """
    raise NotImplementedError
