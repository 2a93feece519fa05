"""Which (item, as_of) pairs the oracle is asked by default, and the Parquet file of its answers."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from ledger.day import weekday
from ledger.demo.arrays import Days
from ledger.demo.notation import invoice_id
from ledger.demo.oracle import oracle
from ledger.demo.parameters import SIMULATOR_VERSION
from ledger.demo.simulation import Simulation

CHUNK_PAIRS = 5_000

Pairs = tuple[npt.NDArray[np.intp], Days]  # places in simulation.items, days since 1970


def demo_pairs(simulation: Simulation, limit: int = 20_000) -> Pairs:
    """The issue day of every item and every Monday on which it is open, up to `until`, each kept with equal chance.

    At most `limit` pairs, ordered by as_of and item; open is judged by value date at the start of the Monday.
    """
    items, outcome = simulation.items, simulation.outcome
    ends_on = np.minimum(np.minimum(outcome.settled_on, outcome.closed_on), simulation.until)
    first_monday = items.issued_on + 7 - weekday(items.issued_on)
    mondays = np.maximum((ends_on - first_monday) // 7 + 1, 0)
    at = np.repeat(np.arange(len(mondays)), mondays)
    step = np.arange(len(at)) - np.repeat(np.cumsum(mondays) - mondays, mondays)
    index = np.concatenate([np.arange(len(mondays)), at])
    as_of = np.concatenate([items.issued_on, first_monday[at] + 7 * step])
    if len(index) > limit:
        rng = np.random.default_rng([SIMULATOR_VERSION, simulation.seed, 20])
        chosen = rng.choice(len(index), size=limit, replace=False)
        index, as_of = index[chosen], as_of[chosen]
    order = np.lexsort((index, as_of))
    return index[order].astype(np.intp), as_of[order].astype(np.int32)


def write_oracle(simulation: Simulation, pairs: Pairs, path: Path) -> Path:
    """Parquet with invoice_id, instalment, as_of (date) and cdf (366 floats): P(settled in cash by as_of + d).

    Written in parts, so that memory stays flat; about 0.8 kB a pair on disk.
    """
    import pyarrow as pa  # heavy, and only this file is Parquet
    import pyarrow.parquet as pq

    schema = pa.schema(
        [
            ("invoice_id", pa.string()),
            ("instalment", pa.int16()),
            ("as_of", pa.date32()),
            ("cdf", pa.list_(pa.float32())),
        ]
    )
    index, as_of = pairs
    items = simulation.items
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, len(index), CHUNK_PAIRS):
            part = slice(start, start + CHUNK_PAIRS)
            cdf = oracle(simulation, index[part], as_of[part]).astype(np.float32)
            offsets = np.arange(len(cdf) + 1, dtype=np.int32) * cdf.shape[1]
            writer.write_table(
                pa.table(
                    [
                        pa.array([invoice_id(place) for place in items.invoice[index[part]].tolist()]),
                        pa.array(items.instalment[index[part]]),
                        pa.array(as_of[part]).cast(pa.date32()),
                        pa.ListArray.from_arrays(pa.array(offsets), pa.array(cdf.ravel())),
                    ],
                    schema=schema,
                )
            )
    return path
