"""A ledger too large for memory, part by part: its customers are split by a hash, and parts are worked on side by side.

First every part says what it adds to the market table; with the whole table each part then answers bit for bit as the
undivided ledger would. Companies of one group stay together, since a parent is known by its own customers.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import numpy as np

from features.export import write_rows
from features.further_index import FurtherIndex
from features.index import FeatureIndex
from features.market import MarketTable
from features.market_part import MarketPart, market_part
from features.spans import item_worth, open_spans, settled_spans
from features.streams import AnyInteger, Integers
from features.subjects import Subjects
from features.worth import base_decimals
from ledger.arrays import LedgerArrays, Texts
from ledger.policy import Policy
from ledger.settlement import balances, closings

Made = TypeVar("Made")
Load = Callable[[int], LedgerArrays]
"""Reads the arrays of one part, by its number."""
_GIVEN: list[MarketTable] = []
"""The market table of the ledger this process works on."""
Ask = Callable[[FeatureIndex], Subjects]
"""What is asked of a part."""


def part_of_customers(customer_id: Texts, child: AnyInteger, parent: AnyInteger, parts: int) -> Integers:
    """Number of the part (0 … parts − 1) of each customer, shape (n,); ``child`` and ``parent`` are codes, a row a pair."""
    family = np.arange(len(customer_id))
    while True:
        lowest = np.minimum(family[child], family[parent])
        before = family.copy()
        np.minimum.at(family, child, lowest)
        np.minimum.at(family, parent, lowest)
        if (family == before).all():
            break
    part = np.array([crc32(name.encode()) % parts for name in customer_id.tolist()], dtype=np.int64)
    return part[family]


def market_of(load: Load, parts: int, policy: Policy, workers: int = 1) -> MarketTable:
    """The table of the whole ledger. With ``workers`` above 1, ``load`` must be picklable."""
    with _Workers(workers) as work:
        return MarketTable.of(work(partial(_added_by, load, policy), parts))


def write_partitions(load: Load, parts: int, policy: Policy, ask: Ask, folder: Path, workers: int = 2) -> int:
    """Write ``part-0000.parquet`` … into ``folder``; rows written. Each process holds one part at a time."""
    market = market_of(load, parts, policy, workers)
    with _Workers(workers, market) as work:  # each process is given the table once, not with every part
        return sum(work(partial(_written, load, policy, ask, folder), parts))


def part_of_market(arrays: LedgerArrays, policy: Policy) -> MarketPart:
    """What the customers of some arrays add to the market table."""
    state = balances(arrays, stated_only=False)
    value = item_worth(arrays, base_decimals(policy))
    settled = settled_spans(arrays, closings(arrays, policy.cash_share_to_settle, state), value)
    categories = FurtherIndex(arrays, policy.further_features).categories(settled)
    return market_part(arrays, settled, open_spans(arrays, state, value), policy.grace_days, categories)


def _added_by(load: Load, policy: Policy, number: int) -> MarketPart:
    return part_of_market(load(number), policy)


def _written(load: Load, policy: Policy, ask: Ask, folder: Path, number: int) -> int:
    index = FeatureIndex(load(number), policy, _GIVEN[-1])
    return write_rows(index, ask(index), folder / f"part-{number:04d}.parquet")


def _give(market: list[MarketTable]) -> None:
    _GIVEN.extend(market)


class _Workers:
    """Calls a function with 0 … n − 1, in this process or in several."""

    def __init__(self, count: int, market: MarketTable | None = None) -> None:
        given = [] if market is None else [market]
        self._pool = ProcessPoolExecutor(count, initializer=_give, initargs=(given,)) if count > 1 else None
        self._given = given if count <= 1 else []
        _GIVEN.extend(self._given)

    def __enter__(self) -> "_Workers":
        return self

    def __exit__(self, *_: object) -> None:
        del _GIVEN[len(_GIVEN) - len(self._given) :]
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def __call__(self, work: Callable[[int], Made], calls: int) -> list[Made]:
        return list((self._pool.map if self._pool else map)(work, range(calls)))
