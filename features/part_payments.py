"""In how many parts an invoice was paid: cash of several value dates that stood when it became known as settled."""

import numpy as np

from features.spans import LATEST_DELAY_DAYS
from features.streams import Integers
from features.worth import within
from ledger.arrays import CASH, Flags, LedgerArrays
from ledger.day import FOREVER
from ledger.settlement import Closings, matches, standing_days


def part_payments(arrays: LedgerArrays, closings: Closings) -> tuple[Flags, Integers]:
    """Of each closing, shape (closings,): whether its cash came on several days, and how many days from the first of them
    to the day it was settled (0 … 365; 0 where it came at once)."""
    moves = arrays.allocations
    several = np.zeros(len(closings.item), dtype=np.bool_)
    lead = np.zeros(len(closings.item), dtype=np.int64)
    cash = (moves.kind == CASH).nonzero()[0]
    many = np.bincount(moves.item[cash], minlength=arrays.item_count) > 1
    cash = cash[many[moves.item[cash]]]
    asked = many[closings.item].nonzero()[0]
    if not len(cash) or not len(asked):
        return several, lead
    which, row = matches(moves.item[cash], closings.item[asked])
    closing, move = asked[which], cash[row]
    known = (moves.known_on[move] <= closings.known_on[closing]).nonzero()[0]
    closing, move = closing[known], move[known]
    closing, paid_on = standing_days(closing, moves.valued_on[move], moves.sign[move])
    first = np.full(len(closings.item), FOREVER, dtype=np.int64)
    np.minimum.at(first, closing, paid_on)
    several = np.bincount(closing, minlength=len(closings.item)) > 1
    lead = within(closings.settled_on - first, 0, LATEST_DELAY_DAYS) * several
    return several, lead
