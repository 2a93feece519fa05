# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your ledger at a glance
#
# What is in the ledger, who owes what, how customers really pay, and what is wrong with the data: the first page to read
# before any model is trained. It reads the ledger of `DUECAST_HOME` (the working directory if not set) and writes nothing.
#
# 打开账簿先看这一页：账上有什么、谁欠多少、客户实际怎样付款、数据有哪些问题。

# %%
from datetime import date, timedelta

import altair as alt
import numpy as np
import pandas as pd

from features.index import FeatureIndex
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.day import day_of, weekday
from ledger.findings import read_findings
from ledger.settings import Settings
from portfolio.ageing import ageing
from portfolio.kpi import Period, kpis
from portfolio.report import report

alt.renderers.enable("svg")
engine = open_ledger(Settings())

# %%
with reading(engine) as connection:
    whole = LedgerAsOf(connection, date.max)
    ledger, policy = whole.arrays, whole.policy
    findings = read_findings(connection)

items = ledger.items
last_known = day_of(int(max(items.known_on.max(), ledger.payments.known_on.max(initial=0))))
pd.Series(
    {
        "customers": ledger.customer_count,
        "open items ever (invoices and instalments)": int((~items.credit_note).sum()),
        "credit notes": int(items.credit_note.sum()),
        "payments": len(ledger.payments.paid_on),
        "first invoice": day_of(int(items.issued_on.min())),
        "last thing known": last_known,
        "currencies": ", ".join(ledger.currencies),
        "without an amount": int((~items.amount_known).sum()),
    }
).to_frame("")

# %% [markdown]
# ## Who owes what today
#
# Ageing at the end of the last day on which something became known. Buckets minus unapplied cash and credits are the
# ledger's balance, to the cent.

# %%
with reading(engine) as connection:
    closing = LedgerAsOf.closing(connection, last_known).arrays
book = ageing(closing, policy)
buckets = pd.DataFrame(book.buckets / 100, columns=list(book.labels))
buckets.insert(0, "customer", closing.customer_id[book.customer])
buckets["unapplied"] = -book.unapplied / 100
buckets["balance"] = book.balance / 100
buckets.sort_values("balance", ascending=False).head(10)

# %%
totals = buckets[list(book.labels)].sum().rename_axis("days past due").rename("open").reset_index()
alt.Chart(totals, title="Open receivables by days past due").mark_bar().encode(
    x=alt.X("days past due", sort=list(book.labels), axis=alt.Axis(labelAngle=0)),
    y=alt.Y("open", axis=alt.Axis(format="~s")),
).properties(width=480, height=220)

# %% [markdown]
# ## KPIs, month by month
#
# Each month end as it was known on that very day: what came in later does not change it.

# %%
formulas = pd.DataFrame([(kpi.name, kpi.title_en, kpi.title_zh, kpi.formula) for kpi in kpis()])
formulas.columns = ["KPI", "name", "名称", "formula"]
formulas

# %%
ends = [date(last_known.year, last_known.month, 1) - timedelta(days=1)]
while len(ends) < 12 and ends[-1] > day_of(int(items.issued_on.min())) + timedelta(days=90):
    ends.append(date(ends[-1].year, ends[-1].month, 1) - timedelta(days=1))
rows = []
for end in reversed(ends):
    with reading(engine) as connection:
        arrays = LedgerAsOf.closing(connection, end).arrays
    measures = report(arrays, policy, Period(end - timedelta(days=89), end))
    rows.append({"month end": end} | {measure.kpi: measure.value for measure in measures})
by_month = pd.DataFrame(rows).set_index("month end")
by_month.round(3)

# %%
alt.Chart(by_month.reset_index().astype({"month end": "datetime64[s]"}), title="DSO over 90 days").mark_line(
    point=True
).encode(x="month end:T", y=alt.Y("dso", title="days", scale=alt.Scale(zero=False))).properties(width=480, height=200)

# %% [markdown]
# ## How customers really pay
#
# Days from the due date to payment of everything settled; 0 is the due date itself. What is still open is not in this picture:
# the slowest payers look better here than they are.

# %%
index = FeatureIndex(ledger, policy)
settled = index.settled_spans
delay = (
    pd.Series(np.clip(settled.delay, -30, 60), name="days late")
    .value_counts()
    .rename_axis("days late")
    .reset_index(name="invoices")
)
alt.Chart(delay, title="Days late (all beyond the ends are in the last bars)").mark_bar().encode(
    x=alt.X("days late:Q"),
    y="invoices:Q",
    color=alt.condition("datum['days late'] > 0", alt.value("#b3402a"), alt.value("#2b6f77")),
).properties(width=560, height=200)

# %%
days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
by_weekday = (
    pd.Series(weekday(settled.settled_on))
    .map(dict(enumerate(days)))
    .value_counts(normalize=True)
    .reindex(days)
    .fillna(0)
)
by_weekday.rename("share of payments").to_frame().T.style.format("{:.1%}")

# %% [markdown]
# ## Whose payments scatter most
#
# The usual delay of the customers with the most settled invoices, and how far single invoices stray from it: a wide spread is
# what makes a customer hard to plan with.

# %%
paid = pd.DataFrame({"customer": ledger.customer_id[settled.customer], "delay": settled.delay})
habits = paid.groupby("customer")["delay"].agg(
    invoices="size", usual="median", mean="mean", spread="std", late=lambda d: (d > 0).mean()
)
habits[habits["invoices"] >= 20].sort_values("spread", ascending=False).head(10).round(2)

# %% [markdown]
# ## What is wrong with the data
#
# Every import keeps its findings: rejected rows were left out, warnings were taken as they are.

# %%
found = pd.DataFrame(
    [(f.code, f.severity, f.reason, f.advice) for f in findings], columns=["code", "severity", "why", "what to do"]
)
found.value_counts().rename("count").reset_index() if len(
    found
) else "No findings: every row was taken without a remark."
