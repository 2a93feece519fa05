"""Cash by week of the open book: what every forecaster's curves add up to, and what the weekly series itself would say.

A series (t, h) is the cash that came in week h after Monday t from what was open on it: the same target as ours. Forecasts of
it look at entries whose week was over on the Monday asked about; that it was booked by then is taken for granted, to their
advantage.
"""

import json
from pathlib import Path

import numpy as np
from accuracy_study.cuts import Cut
from accuracy_study.rows import WEEKS, Columns
from other_tools.environment import run

from features.subjects import subjects_at
from training.backtest import pairs
from training.evaluation import Floats, FollowUp, Ints
from training.judge import in_one_currency
from training.targets import outcomes

HISTORY_WEEKS = 112
RECENT_WEEKS = 8
YEAR_WEEKS = 52
SECONDS = 600


def by_origin(rows: Columns, by_week: Floats) -> tuple[Floats, Floats, Ints]:
    """Expected and actual cash a week, shape (origins, WEEKS) each, and the Mondays."""
    asked = np.flatnonzero(rows["cash_asked"])
    mondays, which = np.unique(rows["origin"][asked], return_inverse=True)
    amount = rows["amount"][asked][:, None]
    expected, actual = np.zeros((len(mondays), WEEKS)), np.zeros((len(mondays), WEEKS))
    np.add.at(expected, which, by_week[asked] * amount)
    np.add.at(actual, which, rows["came_in"][asked] * amount)
    return expected, actual, mondays


def history(cut: Cut, before: int) -> tuple[Floats, Ints]:
    """The series of the Mondays up to the last before ``before``, shape (weeks, WEEKS); NaN: not over yet by then."""
    first = before - 7 * HISTORY_WEEKS
    asked = pairs(cut.arrays, cut.index.closings, first, before - 1, "monday")
    seen = FollowUp.of(outcomes(cut.arrays, cut.index.closings, asked.item, cut.arrays.as_of), asked.as_of)
    subjects = subjects_at(cut.index, asked.item, asked.as_of)
    amount = in_one_currency(subjects)
    mondays, which = np.unique(asked.as_of, return_inverse=True)
    week = np.where(np.isfinite(seen.paid_day), seen.paid_day, 7.0 * WEEKS) // 7
    sums = np.zeros((len(mondays), WEEKS))
    inside = (week >= 0) & (week < WEEKS)
    np.add.at(sums, (which[inside], week[inside].astype(np.int64)), amount[inside])
    over = mondays[:, None] + 7 * (np.arange(WEEKS) + 1) <= before
    return np.where(over, sums, np.nan), mondays.astype(np.int64)


def seasonal_naive(cut: Cut, mondays: Ints) -> Floats:
    """The same week a year ago, shape (origins, WEEKS); where that is not known, the mean of the last eight that are."""
    out = np.zeros((len(mondays), WEEKS))
    for row, monday in enumerate(mondays.tolist()):
        series, at = history(cut, monday)
        for week in range(WEEKS):
            known = np.flatnonzero(~np.isnan(series[:, week]))
            year_ago = np.flatnonzero(at[known] == monday - 7 * YEAR_WEEKS)
            if len(known):
                out[row, week] = (
                    series[known[year_ago[0]], week] if len(year_ago) else series[known[-RECENT_WEEKS:], week].mean()
                )
    return out


def holt_winters(cut: Cut, mondays: Ints, folder: Path, python: Path) -> Floats:
    """Exponential smoothing with a damped trend of each week's series, shape (origins, WEEKS), in an environment of its own."""
    data = folder / "asked" / f"{cut.name.replace(' ', '-')}-series.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    asked = []
    for monday in mondays.tolist():
        series, at = history(cut, monday)
        asked.append([_known(column, at, monday) for column in series.T])
    data.write_text(json.dumps(asked))
    script = Path(__file__).with_name("peer") / "holt_winters_way.py"
    said = run(python, script, data, seconds=SECONDS)
    return np.array(json.loads(said), dtype=np.float64).reshape(len(mondays), WEEKS)


def _known(column: Floats, at: Ints, monday: int) -> dict[str, object]:
    """What of a series is over by a Monday, and how many weeks on its value is asked for."""
    over = ~np.isnan(column)
    return {"known": column[over].tolist(), "steps": int((monday - at[over][-1]) // 7) if over.any() else 0}
