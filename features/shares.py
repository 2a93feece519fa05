"""Features of a ledger larger than memory: its customers are read in shares, twice, and one file is written.

First every share says what it adds to the market table; with the whole table each then answers bit for bit as the undivided
ledger would. At most one share is held at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from features.export import Asked, Progress, items_asked, stretch_of, write_asked
from features.further import columns
from features.index import FeatureIndex
from features.market import MarketTable
from features.partition import part_of_market
from ledger.arrays import LedgerArrays
from ledger.policy import Policy

Read = Callable[[Sequence[str]], LedgerArrays]
"""Reads the arrays of some customers, by their ids."""


def write_shares(
    read: Read, shares: Sequence[Sequence[str]], policy: Policy, out: Path, *, at_issue: bool, progress: Progress
) -> int:
    """As ``features.portions.write_features`` of the whole, share after share (``ledger.shares``); rows written.

    ``progress`` is shown one bar over both readings, from what the question for the shares took on.
    """
    steps = [0.1 + 0.9 * number / (2 * len(shares)) for number in range(2 * len(shares) + 1)]
    parts = []
    for number, share in enumerate(shares):
        progress("the book's levels", steps[number])
        parts.append(part_of_market(read(share), policy))
    market = MarketTable.of(parts)

    def asked() -> Iterator[Asked]:
        for number, share in enumerate(shares, start=len(shares)):
            progress("writing rows", steps[number])
            index = FeatureIndex(read(share), policy, market)
            shown = stretch_of(progress, (steps[number] + steps[number + 1]) / 2, steps[number + 1])
            yield index, items_asked(index, at_issue), shown

    return write_asked(asked(), columns(policy.further_features), out)
