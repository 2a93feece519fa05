"""The runner: snapshots → targets → windows → trees → calibrators → one release of ``payment-risk``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import Any

import numpy as np

from features.frame import build
from features.further import columns, signature_of
from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import Flags, LedgerArrays, version_at
from ledger.day import day_number
from ledger.policy import Policy
from training.calibration import slope_alone
from training.head_columns import head_features, head_rows
from training.heads import Rows, Shape, calibrator, fit_head
from training.model import Head, PaymentRisk, Question
from training.models import cash_in, late_payment, unpaid_30d
from training.part_payments import part_payments
from training.record import golden_rows
from training.segment import rule_of_thumb, segment_names, segment_prior
from training.snapshots import fold_of, snapshots
from training.targets import CASH_IN, Outcomes, booking_lag_days, outcomes
from training.tuning import Budget, Choice, judged_from, tune
from training.windows import Windows, windows

Progress = Callable[[str, float], None]
QUESTIONS: tuple[Question, ...] = (late_payment.QUESTION, unpaid_30d.QUESTION)

MOST_HAZARD_ROWS = 1_500_000
FEWEST_HAZARD_ROWS = 200_000
HAZARD_ROWS_AN_ITEM = 12
SNAPSHOTS_SHARE = 1 / 3
"""Snapshots to hazard rows: each settled one gives a positive row, the rest of the budget is negatives."""
GOLDEN_ROWS = 16
TUNING_PART = 0.4
"""Of the progress bar, where there are trials: how long they take is not known before."""
NO_TRIALS = Budget(trials=0)


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
    tuning: Choice | None = None  # None: nothing was tried


def train(
    arrays: LedgerArrays,
    policy: Policy,
    *,
    as_of: date,
    seed: int = 0,
    threads: int = 2,
    row_budget: int | None = None,
    tuning: Budget = NO_TRIALS,
    progress: Progress | None = None,
) -> Trained:
    """Fit a release on what was known before ``as_of``; ``arrays`` may hold more, nothing of it is used.

    With fewer settled items than ``policy.minimum_settled`` no trees are fitted: basis "segment" (any settled) or "rule" (none).
    ``row_budget`` caps the hazard's rows (None: 12 an item, 200,000 … 1.5 million). ``tuning``: how long shapes of the late-payment
    head may be tried inside the train window; with a number of trials and no clock the same model comes out again.
    """
    return _Run(arrays, policy, day_number(as_of), seed, threads, row_budget, tuning, progress).train()


class _Run:
    def __init__(
        self,
        arrays: LedgerArrays,
        policy: Policy,
        cut: int,
        seed: int,
        threads: int,
        row_budget: int | None,
        tuning: Budget,
        progress: Progress | None,
    ) -> None:
        self.arrays, self.policy, self.cut, self.seed, self.threads = arrays, policy, cut, seed, threads
        self.progress, self.timings, self.counts = progress, {}, {}  # type: ignore[var-annotated]
        self._stage, self._since = "", perf_counter()
        self.tuning, self.shape = tuning, Shape()
        self.choice: Choice | None = None
        self._begin("index", 0.0)
        self.columns = columns(policy.further_features)
        self.index = FeatureIndex(arrays, policy)
        self.lag = booking_lag_days(self.index.closings, cut)
        self.items = np.arange(arrays.item_count, dtype=np.int32)
        self.ends = self._ends(cut)
        self.budget = row_budget or int(
            np.clip(HAZARD_ROWS_AN_ITEM * self._known_items(), FEWEST_HAZARD_ROWS, MOST_HAZARD_ROWS)
        )
        self.windows = self._windows()
        self.metadata: dict[str, Any] = {
            "as_of": cut, "seed": seed, "row_budget": self.budget, "booking_lag_days": self.lag, "policy": policy.as_dict(),
            "windows": self.windows.as_dict(),
        }  # fmt: skip

    def train(self) -> Trained:
        settled = int((self.ends.cause == CASH_IN).sum())
        self.counts["settled_items"] = settled
        bare = self._without_trees(settled)
        if settled < self.policy.minimum_settled:
            self._begin("", 1.0)
            return Trained(bare, self.index, self.windows, self.counts, self.timings, None)
        if not self.tuning.is_nothing:
            self._tuned()
        development, trees = self._developed(bare)
        self._begin("test window", 0.5)
        span = self.windows
        rows = self._rows(span.test_from, span.cut, span.cut)
        test = Test(development, rows.subjects, rows.at_issue, rows.ends)
        self.counts["test_snapshots"] = len(rows)
        model = self._refitted(development, trees)
        self._begin("", 1.0)
        return Trained(model, self.index, span, self.counts, self.timings, test, self.choice)

    def _tuned(self) -> None:
        """The shape of the late-payment head, by trials that end where the train window does."""
        started, span = perf_counter(), self.windows
        self._begin("tuning", 0.0)
        first = judged_from(span)
        earlier = self._rows(None, first, first)
        teacher, _ = cash_in.fit(
            self.index, earlier.subjects, earlier.x, earlier.ends,
            budget=self.budget, held_out=earlier.held_out, seed=self.seed, threads=self.threads,
        )  # fmt: skip
        later = self._rows(first, span.calibrate_from, span.calibrate_from)
        self.choice = tune(
            self.index, late_payment.QUESTION, earlier, later, teacher, self.tuning, days=(first, span.calibrate_from),
            started=started, seed=self.seed, threads=self.threads, told=self._tell,
        )  # fmt: skip
        self.shape = self.choice.shape
        self.metadata["tuning"] = self.choice.as_dict()

    def _shape_of(self, question: Question) -> Shape:
        return self.shape if question is late_payment.QUESTION else Shape()

    def _developed(self, bare: PaymentRisk) -> tuple[PaymentRisk, dict[str, int]]:
        """The model of the train window, calibrated on the calibrate window, and how many trees each part has."""
        span = self.windows
        self._begin("features", 0.05)
        rows = self._rows(None, span.calibrate_from, span.calibrate_from)
        self._begin("cash-in", 0.1)
        hazard, told = cash_in.fit(
            self.index, rows.subjects, rows.x, rows.ends,
            budget=self.budget, held_out=rows.held_out, seed=self.seed, threads=self.threads,
        )  # fmt: skip
        self._begin("heads", 0.35)
        heads: dict[str, Head | None] = {}
        for question in QUESTIONS:
            heads[question.name], more = fit_head(
                self.index, question, rows, teacher=hazard, seed=self.seed, threads=self.threads,
                shape=self._shape_of(question),
            )  # fmt: skip
            told |= more
        self._begin("calibration", 0.42)
        later = self._rows(span.calibrate_from, span.test_from, span.test_from)
        for question in QUESTIONS:
            head = heads[question.name]
            if head is not None:
                heads[question.name] = replace(
                    head, calibrator=calibrator(self.index, question, head, later, self.threads)
                )
        self.counts |= {f"development_{name}": count for name, count in told.items()}
        self.counts |= {"train_snapshots": len(rows), "calibrate_snapshots": len(later)}
        model = replace(
            bare, basis="model", cash_in=hazard, metadata=self.metadata | {"stage": "development"},
            late_payment=heads["late_payment"], unpaid_30d=heads["unpaid_30d"],
        )  # fmt: skip
        return model, told

    def _refitted(self, development: PaymentRisk, trees: dict[str, int]) -> PaymentRisk:
        """Trees anew on all windows, as many as in development; of its calibrators the slopes stay."""
        self._begin("features of the release", 0.52)
        rows = self._rows(None, self.cut, self.cut)
        self._begin("cash-in of the release", 0.6)
        hazard, told = cash_in.fit(
            self.index, rows.subjects, rows.x, rows.ends, budget=self.budget, held_out=None,
            trees=cash_in.Trees(
                trees["cash_trees"], trees["near_trees"] or cash_in.CASH_TREES, trees["other_trees"] or cash_in.OTHER_TREES
            ),
            seed=self.seed, threads=self.threads,
        )  # fmt: skip
        self._begin("heads of the release", 0.9)
        heads: dict[str, Head | None] = {}
        for question in QUESTIONS:
            before: Head | None = getattr(development, question.name)
            head, more = fit_head(
                self.index, question, rows, teacher=hazard, seed=self.seed, threads=self.threads,
                shape=self._shape_of(question),
            )  # fmt: skip
            told |= more
            if head is not None and before is not None:
                mean_margin = float(head.reference.mean[0].sum())
                head = replace(head, calibrator=slope_alone(before.calibrator, mean_margin))
            heads[question.name] = head
        self.counts |= told | {"release_snapshots": len(rows)}
        metadata = self.metadata | {
            "stage": "release",
            "refitted": "trees on all windows before as_of; calibrators: slopes kept from the calibrate window of development",
            "counts": dict(self.counts),
        }
        model = replace(
            development, cash_in=hazard, metadata=metadata,
            late_payment=heads["late_payment"], unpaid_30d=heads["unpaid_30d"],
        )  # fmt: skip
        return replace(model, golden=self._golden(model, rows))

    def _golden(self, model: PaymentRisk, rows: Rows) -> Any:
        chosen = np.linspace(0, len(rows) - 1, min(GOLDEN_ROWS, len(rows))).astype(np.int64)
        start = np.arange(len(chosen), dtype=np.int64)
        bins = cash_in.bin_rows(self.index, rows.subjects, rows.x, chosen, start, start + 1)
        x = head_rows(self.index, rows.subjects.take(chosen), rows.x[chosen])
        return golden_rows(model, x, bins)

    def _rows(self, first: int | None, before: int, known_before: int) -> Rows:
        """Snapshots with first ≤ as_of < before, by facts known before ``known_before``."""
        ends = self.ends if known_before == self.cut else self._ends(known_before)
        found = snapshots(self.arrays, self.index.closings, ends, before, first=first)
        if first is None and before == self.cut:
            self.counts |= {"snapshots": len(found), "at_issue_snapshots": int(found.at_issue.sum())}
            self.counts |= {"ended_before_issue": found.ended_before_issue, "not_scored": found.not_scored}
        found = found.sampled(max(int(self.budget * SNAPSHOTS_SHARE), 1), self.seed)
        subjects = subjects_at(self.index, found.item, found.as_of)
        held = fold_of(found.item, self.arrays.item_invoice, self.seed) == 0
        segment = segment_names(self.arrays, subjects.customer, subjects.as_of)
        return Rows(
            subjects,
            build(self.index, subjects, self.columns),
            ends.take(found.item.astype(np.int64)),
            found.at_issue,
            held,
            segment,
        )

    def _ends(self, known_before: int) -> Outcomes:
        return outcomes(self.arrays, self.index.closings, self.items, known_before, lag_days=self.lag)

    def _without_trees(self, settled: int) -> PaymentRisk:
        versions = self.arrays.items
        row = version_at(versions.item, versions.known_on, self.items, np.full(len(self.items), self.cut, np.int32))
        found = np.flatnonzero(row >= 0)
        found = found[~versions.credit_note[row[found]]]
        row = row[found]
        prior = rule_of_thumb()
        if settled:
            at_cut = np.full(len(found), self.cut, dtype=np.int32)
            names = segment_names(self.arrays, versions.customer[row], at_cut)
            prior = segment_prior(
                names, versions.issued_on[row], versions.due_on[row], self.ends.take(found.astype(np.int64))
            )
        share, lead = part_payments(self.arrays, self.ends)
        return PaymentRisk(
            basis="segment" if settled else "rule",
            label_hash=self.policy.label_hash,
            feature_names=tuple(one.name for one in head_features(self.policy.further_features)),
            feature_signature=signature_of(self.policy.further_features),
            further=self.policy.further_features,
            segment=prior,
            part_share=share,
            part_lead_days=lead,
            metadata=self.metadata,
        )

    def _windows(self) -> Windows:
        """From the 1 % quantile of the issue days (a typing error of a century must not stretch time) to the cut."""
        versions = self.arrays.items
        known = (versions.known_on < self.cut) & ~versions.credit_note
        if not known.any():
            return windows(self.cut - 4, self.cut, 0)
        first = int(np.quantile(versions.issued_on[known], 0.01, method="lower"))
        terms = np.clip(versions.due_on[known].astype(np.int64) - versions.issued_on[known], 0, 120)
        return windows(first, self.cut, int(np.median(terms)) + self.lag + self.policy.grace_days)

    def _known_items(self) -> int:
        return int(np.unique(self.arrays.items.item[self.arrays.items.known_on < self.cut]).size)

    def _begin(self, stage: str, fraction: float) -> None:
        now = perf_counter()
        if self._stage:
            self.timings[self._stage] = round(now - self._since, 3)
        self._stage, self._since = stage, now
        part = 0.0 if self.tuning.is_nothing or stage in ("index", "tuning") else TUNING_PART
        if self.progress is not None:
            self.progress(stage or "done", part + (1.0 - part) * fraction)

    def _tell(self, trial: str, fraction: float) -> None:
        if self.progress is not None:
            self.progress(trial, TUNING_PART * fraction)
