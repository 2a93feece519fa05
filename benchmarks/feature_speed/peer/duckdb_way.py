"""DuckDB: running sums by window functions, then ASOF joins at the day and at the windows' starts."""

import json
import sys
from pathlib import Path
from time import process_time

import duckdb

data = Path(sys.argv[1])
connection = duckdb.connect()
connection.execute(f"create table events as select * from '{data}/events.parquet'")
connection.execute(f"create table asked as select row_number() over () as row, * from '{data}/asked-duckdb.parquet'")


def part(tag: str) -> str:
    n, d, s, late = (
        f"coalesce(a.{one}, 0)" + (f" - coalesce(w{tag}.{one}, 0)" if tag else "") for one in ("n", "d", "s", "l")
    )
    n, d, s, late = f"({n})::double", f"({d})::double", f"({s})::double", f"({late})::double"
    mean = f"{d} / nullif({n}, 0) as usual_delay{tag}_days, {late} / nullif({n}, 0) as late_share{tag}"
    if tag == "_90d":
        return mean
    spread = f"case when {n} > 1 then sqrt(({s} * {n} - {d} * {d}) / ({n} * {n})) end as delay_spread{tag}_days"
    return f"{n} as settled{tag}_count, {spread}, {mean}"


QUERY = f"""
create or replace table made as
with sums as (
    select customer, known_on, count(*) over w as n, sum(delay) over w as d, sum(delay * delay) over w as s,
        sum(late::int) over w as l
    from events window w as (partition by customer order by known_on rows unbounded preceding)),
last as (select customer, known_on, max(n) as n, arg_max(d, n) as d, arg_max(s, n) as s, arg_max(l, n) as l
    from sums group by customer, known_on)
select {part("")}, {part("_365d")}, {part("_90d")} from asked q
asof left join last a on q.customer = a.customer and q.as_of > a.known_on
asof left join last w_365d on q.customer = w_365d.customer and q.as_of - 365 > w_365d.known_on
asof left join last w_90d on q.customer = w_90d.customer and q.as_of - 90 > w_90d.known_on
order by q.row"""

connection.execute(QUERY)
start = process_time()
connection.execute(QUERY)
cpu = process_time() - start
connection.execute(f"copy (select * from made) to '{data}/made-duckdb.parquet' (format parquet)")
print(json.dumps({"cpu": cpu, "version": duckdb.__version__}))
