"""``docs/features.md`` from the declarations: ``python -m features.document`` writes it, a test holds it current."""

from pathlib import Path

from features.bin_columns import BIN_MEANINGS
from features.feature import Feature, catalog
from features.spans import EARLIEST_DELAY_DAYS, LATEST_DELAY_DAYS
from ledger.scores import GROUPS

PAGE = Path(__file__).parent.parent / "docs" / "features.md"
GROUP_TITLES = {
    "habit": "Habit: how the customer pays · 习惯",
    "trend": "Trend: slower, silent, buying less · 趋势",
    "balance": "Balance: what else it owes · 余额",
    "timing": "Timing: payment days and the calendar · 时间",
    "trouble": "Trouble: disputes · 问题",
    "customer": "Customer: who it is, and its market · 客户",
    "invoice": "Invoice: what it says itself · 发票",
}
COLUMNS = "| Feature | Unit | Meaning · 含义 | Riskier | Missing means · 缺失 |\n|---|---|---|---|---|\n"
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
- A customer without history answers with the level of its group of companies, industry, country or the whole book where
  the feature is *shrunk*; elsewhere it is missing, as declared.
- Money is in the base currency at the rate of issue; without a rate, in the invoice's own currency.

"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, f"{len(catalog())} features.\n"]
    for group in GROUPS:
        columns = [one for one in catalog() if one.group == group]
        parts.append(f"\n## {GROUP_TITLES[group]}\n\n{COLUMNS}")
        parts.extend(_row(one) for one in columns)
    parts.append(
        "\n## Bins of the payment curve\n\nWhat changes from one possible payment day to the next, for the cash-in model "
        "([`features/bins.py`](../features/bins.py)).\n\n| Column | Meaning · 含义 |\n|---|---|\n"
    )
    parts.extend(f"| `{name}` | {text.en}<br>{text.zh} |\n" for name, text in BIN_MEANINGS.items())
    return "".join(parts)


def _row(one: Feature) -> str:
    return (
        f"| `{one.name}` | {one.unit} | {one.meaning.en}<br>{one.meaning.zh} | {one.riskier or '–'} "
        f"| {one.missing.en}<br>{one.missing.zh} |\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
