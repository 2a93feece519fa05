"""``docs/features.md`` from the declarations: ``python -m features.document`` writes it, a test holds it current."""

from pathlib import Path

from features.bin_columns import BIN_MEANINGS
from features.feature import NEEDS, Feature, catalog, left_out
from features.spans import EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS
from ledger.scores import GROUPS

PAGE = Path(__file__).parent.parent / "docs" / "features.md"
GROUP_TITLES = {
    "habit": "Habit: how the customer pays · 习惯",
    "trend": "Trend: slower, silent, buying less · 趋势",
    "balance": "Balance: what else it owes · 余额",
    "timing": "Timing: payment days and the calendar · 时间",
    "trouble": "Trouble: disputes, promises · 问题",
    "customer": "Customer: who it is, and its market · 客户",
    "invoice": "Invoice: what it says itself · 发票",
}
COLUMNS = "| Feature | Unit | Meaning · 含义 | Riskier | A customer has it | Missing means · 缺失 |\n|---|---|---|---|---|---|\n"
HEAD = f"""# Features

What the models know of an open item, made by `python -m features.document` from the declarations in
[`features/catalog/`](../features/catalog): change it there.

- A feature as of a day knows what the company knew **before the start of that day** (`known_on < as_of`). Windows ("the last
  365 days") are over knowledge days: a correction is a retraction and a new assertion on the day it became known.
- The item asked about is never part of its own history, and items issued the same day are not seen.
- *Settled* is settled in cash. A delay is days from the due date to the value date of what settled it, clipped to
  {EARLIEST_DELAY_DAYS} … {LATEST_DELAY_DAYS}. What is overdue and unpaid counts where a feature says so, with its days so far.
- A reversed payment or a corrected due date counts until the day the correction was known. Sums are taken back exactly; "the
  last k" and the first and last payment day walk back over what still stood on the day.
- An invoice that a correction gives to another customer is the one's until that day and the other's from then on. Disputes and
  promises stay with whom they were recorded.
- A customer without history answers with the level of its group of companies, industry, country or the whole book where
  the feature is *shrunk*; elsewhere it is missing, as declared: filled with such levels too, the models know no more of new
  customers ([models.md](models.md#tried-did-not-help)).
- *Riskier* says in which direction more of it, by itself, is never less risk; a dash where that is not sure. It is declared, not
  imposed: held to it as monotone constraints, the models were no better (a draw on real and simulated ledgers:
  [models.md](models.md#tried-did-not-help)).
- Money is in the base currency at the rate of issue; an amount that has no rate is missing, as one that is not stated.
- How strongly a customer (or a group of companies) is drawn to its segment is estimated from the book, anew for each day: from how
  much customers differ beside how much one customer's invoices do (Bühlmann and Straub, by the method of moments:
  [`features/credibility.py`](../features/credibility.py)). On the ledgers tried its own habit counts as much as its segment's from
  0.6 … 8 settled invoices on for the days of delay, from 1.2 … 3.5 for the share paid late; with little evidence from 8.
  `settled_count` says how much history the habits rest on. Segments and categories have fixed strengths (50 invoices): a book
  has too few of them for an estimate.
- Habits of a like due date (`due_month…`, `due_month_sixth…`, `due_weekday…`, `due_fortnight…`) are drawn to the customer's own
  level by two invoices. A month has six sixths: days 1–5, 6–10, … and 26 to its end.
- What it takes to make them, beside other tools: [feature_speed.md](feature_speed.md).
- `GET /v1/features` says all of this to programs; `GET /v1/customers/{{id}}/features?as_of=` gives a customer's values with the
  median of its peers; `duecast features` writes them for every open invoice. A ledger of more than `--at-once` invoices (2 million)
  is read in shares of its customers, so that memory holds one share: the same values, companies of one group standing together.

"""
FURTHER = """
## Columns you bring along · 自带数据

Any number or category of your customers, of your customers by month, or of your invoices becomes a feature where the
import declares it (`feature = true` in a mapping, `income:number` in a header: [import.md](import.md)). The declaration is
recorded in the ledger as the policy `further_features`; the next training uses it, and the model carries it in its signature.

- `customer.income:number` becomes `customer.income`: the value as it was known before the day; of figures by month the row that is
  valid last. An empty cell there is missing: no older month fills it. Its reason reads "income: 70,500".
- `customer.size:category` becomes `customer.size`: the share paid late over the last 365 days by customers of the same category,
  as each was known when it paid, drawn towards the whole book by 50 invoices. A category seen for the first time answers with
  the book's level. Its reason reads "size: 34% of such invoices are paid late".
- `invoice.channel:category` and `invoice.weight:number` are the same of invoices: channel, salesperson, product group.
  `POST /v1/scores` takes them as `attributes`.
- **Channel and document type.** The ledger tells invoices from credit notes only, and a credit note is not scored. How an invoice
  went out, and finer kinds of it (debit note, down payment), are columns of the company: name them `channel:category` and
  `kind:category` in the header of the invoices, or `attributes.channel = { column = "Kanal", feature = true }` in a mapping.

Declare what was known without looking at how the customer pays. A credit rating that someone lowers *because* an invoice is overdue
tells the model its answer.
"""
LEFT_OUT = """
## Left out by default · 默认不用

No model sees these, contacts above all, unless their name is in the policy `further_features`. To let them in:
`duecast policy set further_features=contacts_90d_count,since_last_contact_days` (the whole list, with what `duecast policy list`
shows there), then `duecast train`.

| Feature | Unit | Meaning · 含义 | Why it is left out · 原因 |
|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, f"{len(catalog())} features.\n"]
    for group in GROUPS:
        columns = [one for one in catalog() if one.group == group]
        parts.append(f"\n## {GROUP_TITLES[group]}\n\n{COLUMNS}")
        parts.extend(_row(one) for one in columns)
    parts.append(LEFT_OUT)
    parts.extend(_left_out_row(one) for one in left_out())
    parts.append(FURTHER)
    parts.append(
        "\n## Bins of the payment curve\n\nWhat changes from one possible payment day to the next, for the cash-in model "
        "([`features/bins.py`](../features/bins.py)).\n\n| Column | Meaning · 含义 |\n|---|---|\n"
    )
    parts.extend(f"| `{name}` | {text.en}<br>{text.zh} |\n" for name, text in BIN_MEANINGS.items())
    return "".join(parts)


def _row(one: Feature) -> str:
    return (
        f"| `{one.name}` | {one.unit} | {one.meaning.en}<br>{one.meaning.zh} | {one.riskier or '–'} "
        f"| {NEEDS[one.needs].en}<br>{NEEDS[one.needs].zh} | {one.missing.en}<br>{one.missing.zh} |\n"
    )


def _left_out_row(one: Feature) -> str:
    why = one.left_out or one.missing
    return f"| `{one.name}` | {one.unit} | {one.meaning.en}<br>{one.meaning.zh} | {why.en}<br>{why.zh} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
