"""Polars at its best: running sums a customer over sorted events, then join_asof at the day and at the windows' starts."""

import json
import sys
from pathlib import Path
from time import process_time

import polars as pl

data = Path(sys.argv[1])
events, asked = pl.read_parquet(data / "events.parquet"), pl.read_parquet(data / "asked-polars.parquet")
SUMS = ["count", "delay", "squares", "late"]


def work() -> pl.DataFrame:
    made = (
        events.lazy()
        .with_columns(count=pl.lit(1, pl.Int64), squares=pl.col("delay") ** 2, late=pl.col("late").cast(pl.Int64))
        .sort("customer", "known_on")
        .with_columns(pl.col(SUMS).cum_sum().over("customer"))
        .sort("known_on")
    )
    out = asked.lazy().with_row_index("row")
    for days, tag in ((0, ""), (365, "_365d"), (90, "_90d")):
        # strictly before the day: what was known on the day before, or earlier
        left = (
            asked.lazy()
            .with_row_index("row")
            .select("row", "customer", known_on=pl.col("as_of") - days - 1)
            .sort("known_on")
        )
        found = left.join_asof(made.select("customer", "known_on", *SUMS), on="known_on", by="customer")
        found = found.select("row", *(pl.col(one).alias(one + tag) for one in SUMS))
        out = out.join(found, on="row", how="left")
    names = {"": SUMS, "_365d": [f"{one}_365d" for one in SUMS], "_90d": [f"{one}_90d" for one in SUMS]}
    columns = []
    for tag, own in names.items():
        count, delay, squares, late = (
            pl.col(first).fill_null(0) if not tag else pl.col(first).fill_null(0) - pl.col(one).fill_null(0)
            for first, one in zip(SUMS, own, strict=True)
        )
        some = pl.when(count > 0).then(count)
        columns += [(delay / some).alias(f"usual_delay{tag}_days"), (late / some).alias(f"late_share{tag}")]
        if tag != "_90d":
            variance = (squares * count - delay * delay) / (count * count)
            columns += [
                count.alias(f"settled{tag}_count"),
                pl.when(count > 1).then(variance.sqrt()).alias(f"delay_spread{tag}_days"),
            ]
    return out.sort("row").select(columns).collect()


work()
start = process_time()
made = work()
cpu = process_time() - start
made.write_parquet(data / "made-polars.parquet")
print(json.dumps({"cpu": cpu, "version": pl.__version__}))
