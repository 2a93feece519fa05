"""Credit notes, discounts and write-offs: what lowers an item's open amount without cash."""

from dataclasses import dataclass

import numpy as np

from ledger.demo.arrays import NEVER, Days, Floats, Money
from ledger.demo.parameters import Parameters
from ledger.demo.simulation import Simulation


@dataclass(frozen=True)
class CreditNotes:
    """One row per credit note, in order of issue; each settles part or all of one item on the day of its issue."""

    item: Days
    issued_on: Days
    amount: Money


@dataclass(frozen=True)
class Reductions:
    """What is taken off without cash, for the whole history and beyond."""

    credit_notes: CreditNotes
    part_credited: Money  # by item: of items that are paid in cash all the same
    discounted: Money  # by item: written off on the day of the early payment


def draw_reductions(simulation: Simulation, rng: np.random.Generator) -> Reductions:
    """Full credit notes follow the outcome; partial ones are drawn here, as they change no payment day."""
    items, outcome, parameters = simulation.items, simulation.outcome, simulation.parameters
    pays_whole = (outcome.settled_on < NEVER) & (outcome.first_paid_on == NEVER) & ~outcome.discounted
    disputed = outcome.disputed_on < NEVER
    after_dispute = pays_whole & disputed & (rng.random(len(disputed)) < parameters.dispute_part_credited_share)
    goodwill_on = items.issued_on + rng.integers(2, 31, len(disputed))
    goodwill = pays_whole & ~disputed & items.single & (goodwill_on < outcome.settled_on)
    goodwill &= rng.random(len(disputed)) < parameters.goodwill_share
    partial = after_dispute | goodwill
    part_on = np.where(after_dispute, outcome.dispute_closed_on, goodwill_on)
    part = np.where(partial, _share_of(items.amount, rng.uniform(*parameters.part_credit_fraction, len(partial))), 0)

    credited = (outcome.cancelled_on < NEVER) | outcome.dispute_credited
    full_on = np.where(outcome.dispute_credited, outcome.dispute_closed_on, outcome.cancelled_on)
    at = np.flatnonzero(credited | partial)
    issued_on = np.where(credited, full_on, part_on)[at]
    order = np.argsort(issued_on, kind="stable")
    notes = CreditNotes(
        item=at[order].astype(np.int32),
        issued_on=issued_on[order].astype(np.int32),
        amount=np.where(credited, items.amount, part)[at][order],
    )
    return Reductions(notes, part, discount_of(items.amount, outcome.discounted, parameters))


def discount_of(amount: Money, discounted: np.typing.NDArray[np.bool_], parameters: Parameters) -> Money:
    """The early-payment discount in minor units, 0 where none is taken."""
    return np.where(discounted, _share_of(amount, np.full(len(amount), parameters.discount)), 0)


def _share_of(amount: Money, share: Floats) -> Money:
    return np.round(amount * share).astype(np.int64)
