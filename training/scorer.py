"""Rows → features → curve → anchoring → reasons: the one scoring path of backtest, batch and API."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Flags, LedgerArrays
from ledger.curve import Curves
from ledger.policy import Policy
from ledger.scores import Score
from training.model import Basis, Floats, PaymentRisk


@dataclass(frozen=True, slots=True)
class ScoredItems:
    """Everything the model says of n open items, as arrays of shape (n,); CONTRACTS defines each word."""

    basis: Basis
    model_version: str
    subjects: Subjects
    overdue: Flags
    p_late: Floats
    p_very_late: Floats
    p_unpaid_30d: Floats
    p_closed_without_cash: Floats
    p_unpaid_at_horizon: Floats
    risk_target: Floats
    curves: Curves  # anchored
    shift: Floats  # max |ΔF| of the anchoring
    margin: Floats  # log-odds of the risk target
    base_margin: Floats
    base_probability: Floats
    contributions: Floats  # (n, 7) log-odds, in the order of ledger.scores.GROUPS; zeros where not explained
    points: Floats  # (n, 7) probability points
    feature_contributions: Floats  # (n, features); (n, 0) where not explained
    features: Floats  # (n, features) as the model saw them
    feature_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.overdue)

    @property
    def p_on_time(self) -> Floats:
        return 1.0 - self.p_late

    def p_paid_within(self, days: int) -> Floats:
        """F(days)."""
        raise NotImplementedError

    def quantile_days(self, q: float) -> Floats:
        """Days from as_of to the q-quantile of F; NaN where F(H) is below q."""
        raise NotImplementedError

    def expected_cash(self, days: Sequence[int]) -> NDArray[np.int64]:
        """Expected cash within each of ``days``, minor units, shape (n, len(days)), part payments included."""
        raise NotImplementedError

    def priority(self, minor_per_major: NDArray[np.int64], policy: Policy) -> NDArray[np.int64]:
        """What a contact today is expected to bring in or forward, less its cost, minor units."""
        raise NotImplementedError

    def scores(
        self,
        invoice_id: Sequence[str],
        instalment: Sequence[int],
        customer_id: Sequence[str],
        currency: Sequence[str],
        policy: Policy,
    ) -> list[Score]:
        """One ``ledger.scores.Score`` a row, with reasons in words; see ``names_of`` for items of the ledger."""
        raise NotImplementedError


def names_of(arrays: LedgerArrays, subjects: Subjects) -> tuple[list[str], list[int], list[str], list[str]]:
    """invoice_id, instalment, customer_id, currency of subjects that are in the ledger: ``scores(*names_of(...), policy)``."""
    raise NotImplementedError


class Scorer:
    """A verified model and a policy; immutable, safe to share between threads, to be swapped whole."""

    def __init__(self, model: PaymentRisk, policy: Policy, *, threads: int = 2):
        """``ModelMismatch`` where labels were defined otherwise or the features are not those the model was fitted on."""
        self.model, self.policy, self.threads = model, policy, threads

    def score(self, index: FeatureIndex, subjects: Subjects, *, explain: bool = True) -> ScoredItems:
        """Score n subjects; the answer of a row depends on nothing but the row (order, batch and threads change no bit)."""
        raise NotImplementedError
