"""The laws of chance of the simulator: what is drawn here is what the oracle sums here.

The intended payment day of an item is
    with `discount_share`   issue + a uniform whole number of days in the discount window,
    else with `slip_share`  due + ⌊level + Exponential(slip_days)⌋   (forgotten for a while),
    else                    due + ⌊level + scale · Logistic(0, 1) + ½⌋,
never before the day after issue and never more than `longest_delay_days` after the due date. Every part is fixed at
issue by the customer's state at issue, so nothing that happens to the customer later changes it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ledger.demo.arrays import Days, Floats
from ledger.demo.parameters import Parameters


@dataclass(frozen=True)
class DelayLaw:
    """The law of the intended payment day, one row per item."""

    issued_on: Days
    due_on: Days
    level_days: Floats
    scale_days: Floats
    slip_share: Floats
    slip_days: Floats
    discount_share: Floats
    parameters: Parameters

    def draw(self, rng: np.random.Generator) -> tuple[Days, npt.NDArray[np.bool_]]:
        """Intended days, and which of them take the discount."""
        count = len(self.issued_on)
        kind, within = rng.random(count), rng.random(count)
        low, high = self.parameters.discount_window_days
        discounted = kind < self.discount_share
        slipped = ~discounted & (rng.random(count) < self.slip_share)
        safe = np.clip(within, 1e-15, 1 - 1e-15)
        core = np.floor(self.level_days + self.scale_days * np.log(safe / (1 - safe)) + 0.5)
        slip = np.floor(self.level_days - self.slip_days * np.log1p(-safe))
        delay = np.minimum(np.where(slipped, slip, core), self.parameters.longest_delay_days)
        early = self.issued_on + low + np.floor(within * (high - low + 1))
        day = np.maximum(np.where(discounted, early, self.due_on + delay), self.issued_on + 1)
        return day.astype(np.int32), discounted

    def later_than(self, day: Days) -> Floats:
        """P(intended day > day) for a (rows, days) array; kept as a survival so that far tails stay exact."""
        low, high = self.parameters.discount_window_days
        past = (day - self.due_on[:, None]).astype(np.float64)
        over = past - self.level_days[:, None]
        core = _logistic_survival((over + 0.5) / self.scale_days[:, None])
        slip = np.exp(-np.maximum(over + 1.0, 0.0) / self.slip_days[:, None])
        slip_share = self.slip_share[:, None]
        usual = np.where(past >= self.parameters.longest_delay_days, 0.0, (1 - slip_share) * core + slip_share * slip)
        age = (day - self.issued_on[:, None]).astype(np.float64)
        early = 1.0 - np.clip((age - low + 1.0) / (high - low + 1), 0.0, 1.0)
        discount = self.discount_share[:, None]
        survival: Floats = np.where(age < 1, 1.0, discount * early + (1 - discount) * usual)
        return survival

    def rows(self, at: npt.NDArray[np.intp]) -> "DelayLaw":
        """The law of some of the items."""
        return DelayLaw(
            self.issued_on[at], self.due_on[at], self.level_days[at], self.scale_days[at], self.slip_share[at],
            self.slip_days[at], self.discount_share[at], self.parameters,
        )  # fmt: skip


def _logistic_survival(z: Floats) -> Floats:
    survival: Floats = 1.0 / (1.0 + np.exp(np.clip(z, -700.0, 700.0)))
    return survival


def log_normal_weights(law: tuple[int, int, float, float]) -> Floats:
    """P(0), P(1), …, P(longest) of a whole number of days with a log-normal shape between shortest and longest."""
    shortest, longest, log_mean, log_spread = law
    days = np.arange(longest + 1, dtype=np.float64)
    weight = np.zeros(longest + 1)
    within = days[shortest:]
    weight[shortest:] = np.exp(-0.5 * ((np.log(within) - log_mean) / log_spread) ** 2) / within
    normalised: Floats = weight / weight.sum()
    return normalised


def draw_whole(rng: np.random.Generator, weights: Floats, count: int) -> npt.NDArray[np.int64]:
    """Whole numbers 0, 1, … with the given weights."""
    edges = np.cumsum(weights)
    return np.minimum(np.searchsorted(edges / edges[-1], rng.random(count), side="right"), len(weights) - 1)
