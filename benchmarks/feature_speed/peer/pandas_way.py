"""pandas, idiomatically: running sums a customer, then merge_asof at the day and at the windows' starts."""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

data = Path(sys.argv[1])
events, asked = pd.read_parquet(data / "events.parquet"), pd.read_parquet(data / "asked-pandas.parquet")
SUMS = ["count", "delay", "squares", "late"]


def work() -> pd.DataFrame:
    made = events.assign(count=1, squares=events["delay"] ** 2, late=events["late"].astype("int64")).sort_values(
        "known_on"
    )
    made[SUMS] = made.groupby("customer")[SUMS].cumsum()
    out = asked.reset_index()
    upto = None
    for days, tag in ((0, ""), (365, "_365d"), (90, "_90d")):
        left = out[["index", "customer", "as_of"]].assign(known_on=out["as_of"] - days).sort_values("known_on")
        found = pd.merge_asof(
            left, made[["customer", "known_on", *SUMS]], on="known_on", by="customer", allow_exact_matches=False
        )
        found = found.set_index("index")[SUMS].sort_index().fillna(0)
        if upto is None:
            sums = upto = found
        else:
            sums = upto - found
        count = sums["count"].where(sums["count"] > 0)
        out[f"usual_delay{tag}_days"] = sums["delay"] / count
        out[f"late_share{tag}"] = sums["late"] / count
        if tag == "_90d":
            continue
        out[f"settled{tag}_count"] = sums["count"]
        variance = (sums["squares"] * count - sums["delay"] ** 2) / count**2
        out[f"delay_spread{tag}_days"] = np.sqrt(variance).where(count > 1)
    return out


work()
start = process_time()
made = work()
cpu = process_time() - start
made.drop(columns=["index"]).to_parquet(data / "made-pandas.parquet")
print(json.dumps({"cpu": cpu, "version": pd.__version__}))
