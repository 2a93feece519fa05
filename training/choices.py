"""What would change it: the invoice scored again under what the company can choose, through the one scoring path.

The figures are what the models say of invoices like that in this ledger: associations. Who was given long terms was chosen by
somebody, for reasons that the ledger need not show; changing the terms need not bring what such invoices show.

A choice of several parts answers for the amount: ``p_late`` is the share of it that is late, dates are the days by which 10, 50
and 90 % of it are expected; of a single part that is the score itself. What a choice is worth is

    amount · days sooner · r/365 + deposit · P(never paid, as it is) · LGD

with the policies r and LGD of the priority (CONTRACTS). Days are the mean over what is paid within the horizon, from the planned
issue day on (of an issued invoice from as_of); a deposit counts as there on that day. Differences below two days or a point of the
risk count as none. Differences in what is never paid are told but not counted: the models cannot tell them apart
(docs/decisions/0016-choices.md).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.curve import HORIZON_DAYS, Curves
from ledger.errors import InvalidValue
from training.experience import ENOUGH_INVOICES, Experience
from training.model import Floats
from training.options import Kind, Option, Wanted, as_subjects, is_planned, method_column, options
from training.scored_items import ScoredItems
from training.scorer import Scorer

LEAST_DAYS, LEAST_POINTS = 2.0, 0.01
"""Smaller differences are noise: a curve holds days in bins, at the due day a day wide, else a week and more; the calibration error
of the models is about a point (docs/models.md)."""
QUANTILES = (0.1, 0.5, 0.9)
Verdict = Literal["gain", "trade_off", "no_difference", "loss", "no_experience"]
"""By what it is worth; ``trade_off``: worth more, but the risk is higher. Only a gain is recommended."""
ORDER: tuple[Verdict, ...] = ("gain", "trade_off", "no_difference", "loss", "no_experience")


@dataclass(frozen=True, slots=True)
class PartFigures:
    """What the models say of one item. Days from the day scored for; None: not reached within the horizon."""

    due_on: int
    open_minor: int
    p_late: float
    p_unpaid_30d: float
    expected_days: int | None
    p10_days: int | None
    p90_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice, or the item as it is (``kind`` as_is: no change, verdict no_difference)."""

    kind: Kind
    value: int | str
    verdict: Verdict
    p_late: float
    p_unpaid_30d: float
    p_unpaid_at_horizon: float
    expected_days: int | None
    p10_days: int | None
    p90_days: int | None
    waiting_days: float  # mean, of what is paid within the horizon; with the deposit
    in_hand_minor: int
    points: float  # change of the risk target, 0.05: five points more; 0 where it is noise
    days: int | None  # change of the expected day, so too; None: one of the two is beyond the horizon
    gain_minor: int | None  # None: no experience with it
    seen: int
    of_customer: int | None
    parts: tuple[PartFigures, ...]

    @property
    def experienced(self) -> bool:
        """Whether enough invoices of the book were like it."""
        return self.seen >= ENOUGH_INVOICES


@dataclass(frozen=True, slots=True)
class Choices:
    """``ranked``: in the order of the verdicts, of each the largest gain first; what the ledger does not know comes last."""

    planned: bool
    explains: Literal["p_late", "p_unpaid_30d"]
    from_day: int  # days are counted from here: the planned issue day, or as_of
    method_known: bool
    as_is: Choice
    ranked: tuple[Choice, ...]


def choices(
    scorer: Scorer, index: FeatureIndex, item: Subjects, seen: Experience, wanted: Wanted | None = None
) -> Choices:
    """Of one item (``item`` of length 1). ``InvalidValue`` where no model answers."""
    if scorer.model.cash_in is None:
        raise InvalidValue(
            f"basis {scorer.model.basis}: no model answers that knows one choice from another; train one first"
        )
    method = method_column(scorer)
    asked = options(index, item, seen, wanted or Wanted(), method)
    scored = scorer.score(index, as_subjects(item, [part for one in asked for part in one.parts]), explain=False)
    told = _Told(scorer, asked, scored)
    made = tuple(told.choice(number) for number in range(len(asked)))
    return Choices(
        planned=is_planned(item),
        explains=told.explains,
        from_day=int(scored.subjects.as_of[0]),
        method_known=method is not None,
        as_is=made[0],
        ranked=tuple(sorted(made[1:], key=lambda one: (ORDER.index(one.verdict), -(one.gain_minor or 0), one.points))),
    )


class _Told:
    """Figures of options, each the mean of its parts weighted by what is open of them; the first option is "as it is"."""

    def __init__(self, scorer: Scorer, asked: tuple[Option, ...], scored: ScoredItems) -> None:
        self.policy, self.asked, self.scored = scorer.policy, asked, scored
        self.explains: Literal["p_late", "p_unpaid_30d"] = "p_unpaid_30d" if scored.overdue[0] else "p_late"
        counts = np.array([len(one.parts) for one in asked])
        self.first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self.of = np.repeat(np.arange(len(asked)), counts)
        opened = np.maximum(scored.subjects.open, 1).astype(np.float64)
        self.weight = opened / np.add.reduceat(opened, self.first)[self.of]
        self.days = np.stack([scored.quantile_days(q) for q in QUANTILES])
        mixed = _mixed(scored.curves, self.weight, self.of, self.first)
        self.of_options = np.where(counts > 1, mixed, self.days[:, self.first])
        self.waiting = self._waiting()

    def mean(self, values: Floats) -> Floats:
        """Of the parts' ``values`` (rows,), a value an option."""
        return np.asarray(np.add.reduceat(self.weight * values, self.first))

    def _waiting(self) -> Floats:
        """Mean days until it is paid, of what is paid within the horizon, the deposit with it; one an option."""
        scored, paid = self.scored, self.scored.p_paid_within(HORIZON_DAYS)
        days = scored.curves.mean_days_after(0) - (1.0 - paid) * HORIZON_DAYS  # of what is paid
        whole = np.add.reduceat(scored.subjects.open, self.first).astype(np.float64)
        in_hand = np.array([one.in_hand for one in self.asked], dtype=np.float64)
        rest = np.where(whole > 0, whole / np.maximum(whole + in_hand, 1), 1.0)
        share_paid = rest * self.mean(paid) + (1.0 - rest)
        return np.asarray(rest * self.mean(days) / np.maximum(share_paid, 1e-12))

    def choice(self, number: int) -> Choice:
        one, scored = self.asked[number], self.scored
        late, unpaid = (self.mean(values) for values in (scored.p_late, scored.p_unpaid_30d))
        target = late if self.explains == "p_late" else unpaid
        gain, points = self._gain(number), _noticed(float(target[number] - target[0]), LEAST_POINTS)
        enough = one.seen >= ENOUGH_INVOICES or one.kind == "as_is"
        p10, expected, p90 = (_whole(day) for day in self.of_options[:, number])
        before = _whole(self.of_options[1, 0])
        return Choice(
            kind=one.kind,
            value=one.value,
            verdict=_verdict(gain, points) if enough else "no_experience",
            p_late=float(late[number]),
            p_unpaid_30d=float(unpaid[number]),
            p_unpaid_at_horizon=float(self.mean(scored.p_unpaid_at_horizon)[number]),
            expected_days=expected,
            p10_days=p10,
            p90_days=p90,
            waiting_days=float(self.waiting[number]),
            in_hand_minor=one.in_hand,
            points=points,
            days=None if expected is None or before is None else round(_noticed(expected - before, LEAST_DAYS)),
            gain_minor=gain if enough else None,
            seen=one.seen,
            of_customer=one.of_customer,
            parts=tuple(self._part(row) for row in np.flatnonzero(self.of == number)),
        )

    def _gain(self, number: int) -> int:
        """Minor units; without a deposit 0 where the days differ by no more than noise."""
        policy, money = self.policy, int(self.scored.subjects.open[0])
        sooner = _noticed(float(self.waiting[0] - self.waiting[number]), LEAST_DAYS)
        saved = self.asked[number].in_hand * self._never() * policy.loss_given_default
        return round(money * sooner * policy.cost_of_capital / 365 + saved)

    def _never(self) -> float:
        """P(never paid) of the item as it is; what falls due beyond the horizon is open there without being a loss."""
        scored = self.scored
        lead = int(scored.subjects.due_on[0]) + self.policy.grace_days - int(scored.subjects.as_of[0])
        return float(scored.p_unpaid_at_horizon[0]) if lead < HORIZON_DAYS else 0.0

    def _part(self, row: np.int64) -> PartFigures:
        scored = self.scored
        p10, expected, p90 = (_whole(day) for day in self.days[:, row])
        return PartFigures(
            due_on=int(scored.subjects.due_on[row]),
            open_minor=int(scored.subjects.open[row]),
            p_late=float(scored.p_late[row]),
            p_unpaid_30d=float(scored.p_unpaid_30d[row]),
            expected_days=expected,
            p10_days=p10,
            p90_days=p90,
        )


def _verdict(gain_minor: int, points: float) -> Verdict:
    if gain_minor > 0:
        return "trade_off" if points > 0 else "gain"
    return "loss" if gain_minor < 0 else "no_difference"


def _noticed(difference: float, least: float) -> float:
    return difference if abs(difference) >= least else 0.0


def _whole(days: np.float64) -> int | None:
    return None if np.isnan(days) else int(days)


def _mixed(curves: Curves, weight: Floats, of: NDArray[np.int64], first: NDArray[np.int64]) -> Floats:
    """First whole day by which each option's share paid reaches the quantiles, shape (3, options); NaN where it never does."""

    def paid(day: NDArray[np.int64]) -> Floats:
        return np.asarray(np.add.reduceat(weight * curves.at(day[of]), first))

    out = np.empty((len(QUANTILES), len(first)))
    for place, q in enumerate(QUANTILES):
        low, high = np.full(len(first), -1), np.full(len(first), HORIZON_DAYS)
        reached = paid(high) >= q - 1e-12
        while (high - low > 1).any():
            middle = (low + high) // 2
            enough = paid(middle) >= q - 1e-12
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        out[place] = np.where(reached, high, np.nan)
    return out
