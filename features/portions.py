"""A ledger in memory, a portion of its customers at a time: what a portion needs stays near the processor, however large the
ledger is. Portions answer bit for bit as the undivided ledger does.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from features.export import Asked, Progress, items_asked, stretch_of, write_asked
from features.further import columns
from features.index import FeatureIndex
from features.market import MarketTable
from features.partition import part_of_market
from features.subjects import Subjects
from ledger.array_parts import customer_parts
from ledger.arrays import LedgerArrays
from ledger.policy import Policy

PORTION = 50_000
"""Items: sums of so many, and what is made of them, take some hundred megabytes."""
Ask = Callable[[FeatureIndex], Subjects]
"""What is asked of a portion."""


def write_features(
    arrays: LedgerArrays, policy: Policy, out: Path, *, at_issue: bool = False, progress: Progress | None = None
) -> int:
    """Write features of the items open at the start of ``arrays.as_of``, or of all items at their issue day; rows written.

    The file appears whole or not at all. Missing values are null.
    """
    return write_portions(arrays, policy, partial(items_asked, at_issue=at_issue), out, progress=progress)


def write_portions(
    arrays: LedgerArrays, policy: Policy, ask: Ask, out: Path, *, progress: Progress | None = None
) -> int:
    """Write the features of what is asked of every portion, each by customer and day; rows written."""
    show = progress or (lambda stage, share: None)
    show("sorting events", 0.2)

    def asked() -> Iterator[Asked]:
        parts = customer_parts(arrays, PORTION)
        for number, index in enumerate(portions(parts, policy)):
            first, last = (0.3 + 0.7 * (number + more) / len(parts) for more in (0, 1))
            yield index, ask(index), stretch_of(show, first, last)

    return write_asked(asked(), columns(policy.further_features), out)


def portions(parts: list[LedgerArrays], policy: Policy) -> Iterator[FeatureIndex]:
    """Indices of a ledger's ``customer_parts``, one after another, each with the market table of the whole."""
    if len(parts) == 1:
        yield FeatureIndex(parts[0], policy)
        return
    market = MarketTable.of([part_of_market(part, policy) for part in parts])
    for part in parts:
        yield FeatureIndex(part, policy, market)
