"""Feast: the point-in-time join of ready-made columns (worked out beforehand, not counted) from a file source."""

import json
import os
import sys
import tempfile
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from time import process_time

os.environ["FEAST_USAGE"] = "False"
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Float64

data = Path(sys.argv[1])
events, asked = pd.read_parquet(data / "events.parquet"), pd.read_parquet(data / "asked-feast.parquet")
events = events.sort_values("known_on")
grouped = events.assign(settled_count=1.0, late=events["late"].astype("float64")).groupby("customer")
ready = pd.DataFrame(
    {"customer": events["customer"], "event_timestamp": pd.to_datetime(events["known_on"], unit="D", utc=True)}
)
ready["settled_count"] = grouped["settled_count"].cumsum()
ready["usual_delay_days"] = grouped["delay"].cumsum() / ready["settled_count"]
ready["late_share"] = grouped["late"].cumsum() / ready["settled_count"]
ready = ready.groupby(["customer", "event_timestamp"], as_index=False).last()
columns = ["settled_count", "usual_delay_days", "late_share"]
for number in range(7):
    ready[f"more_{number}"] = ready["usual_delay_days"] + number
    columns.append(f"more_{number}")
asked = asked.reset_index(names="row")
# it joins what happened at the very instant too: one instant before the day asks for what was known before it
asked["event_timestamp"] = pd.to_datetime(asked["as_of"], unit="D", utc=True) - pd.Timedelta(seconds=1)
with tempfile.TemporaryDirectory() as home:
    ready.to_parquet(Path(home) / "ready.parquet")
    Path(home, "feature_store.yaml").write_text(
        "project: bench\nregistry: registry.db\nprovider: local\nonline_store:\n  type: sqlite\n  path: online.db\n"
        "offline_store:\n  type: dask\nentity_key_serialization_version: 3\n",
        encoding="utf-8",
    )
    store = FeatureStore(repo_path=home)
    customer = Entity(name="customer", join_keys=["customer"], value_type=ValueType.INT64)
    source = FileSource(path=str(Path(home) / "ready.parquet"), timestamp_field="event_timestamp")
    view = FeatureView(
        name="habits", entities=[customer], ttl=timedelta(days=36_500), source=source,
        schema=[Field(name=name, dtype=Float64) for name in columns],
    )  # fmt: skip
    store.apply([customer, view])
    wanted = [f"habits:{name}" for name in columns]
    start = process_time()
    made = store.get_historical_features(
        entity_df=asked[["row", "customer", "event_timestamp"]], features=wanted
    ).to_df()
    cpu = process_time() - start
made = asked.merge(
    made.drop(columns="row"), on=["customer", "event_timestamp"], how="left"
)  # it answers equal rows once
made["settled_count"] = made["settled_count"].fillna(0)
made[["settled_count", "usual_delay_days", "late_share"]].to_parquet(data / "made-feast.parquet")
print(json.dumps({"cpu": cpu, "version": version("feast")}))
