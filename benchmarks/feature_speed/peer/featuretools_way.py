"""featuretools: aggregations with a cut-off time a row and training windows."""

import json
import sys
import warnings
from pathlib import Path
from time import process_time

import pandas as pd

warnings.filterwarnings("ignore")
import featuretools as ft  # noqa: E402

data = Path(sys.argv[1])
events, asked = pd.read_parquet(data / "events.parquet"), pd.read_parquet(data / "asked-featuretools.parquet")
events = events[events["customer"].isin(asked["customer"].unique())].reset_index(drop=True)
events["event"] = events.index
for frame, day in ((events, "known_on"), (asked, "as_of")):
    frame[day] = pd.to_datetime(frame[day], unit="D")
customers = pd.DataFrame({"customer": asked["customer"].unique()})
whole = ft.EntitySet("ledger")
whole.add_dataframe(dataframe_name="events", dataframe=events, index="event", time_index="known_on")
whole.add_dataframe(dataframe_name="customers", dataframe=customers, index="customer")
whole.add_relationship("customers", "customer", "events", "customer")
cutoffs = asked.rename(columns={"as_of": "time"})[["customer", "time"]]
cutoffs["time"] -= pd.Timedelta(nanoseconds=1)
PRIMITIVES = ["count", "mean", "percent_true"]


def work() -> pd.DataFrame:
    found = []
    for window, tag in ((None, ""), ("365 days", "_365d"), ("90 days", "_90d")):
        made, _ = ft.dfs(
            entityset=whole, target_dataframe_name="customers", agg_primitives=PRIMITIVES, trans_primitives=[],
            cutoff_time=cutoffs, training_window=window, include_cutoff_time=True,
        )  # fmt: skip
        names = {
            "COUNT(events)": f"settled{tag}_count", "MEAN(events.delay)": f"usual_delay{tag}_days",
            "PERCENT_TRUE(events.late)": f"late_share{tag}",
        }  # fmt: skip
        found.append(made.reset_index(drop=True)[list(names)].rename(columns=names))
    return pd.concat(found, axis=1)


start = process_time()
made = work()
cpu = process_time() - start
made = made.astype("float64")
for tag in ("", "_365d", "_90d"):  # of nothing it says 0
    made.loc[made[f"settled{tag}_count"] == 0, f"late_share{tag}"] = float("nan")
made.to_parquet(data / "made-featuretools.parquet")
print(json.dumps({"cpu": cpu, "version": ft.__version__}))
