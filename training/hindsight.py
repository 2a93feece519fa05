"""A backtest's table beside what came of it: read with the ledger of a later day, and with the baselines on the same rows."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from features.index import FeatureIndex
from features.subjects import subjects_at
from ledger.arrays import Codes, LedgerArrays, version_at
from ledger.curve import HORIZON_DAYS
from ledger.day import Days, day_number
from ledger.errors import InvalidValue
from ledger.policy import Policy
from training.backtest import CDF_DAYS, told
from training.baseline import Forecasts
from training.evaluation import Floats, FollowUp, Ints
from training.judge import DRAWS, compare
from training.lessons import Chances
from training.targets import outcomes
from training.verdict import Evaluation


def judge(table: pa.Table, arrays_now: LedgerArrays, policy: Policy, *, draws: int = DRAWS) -> Evaluation:
    """Ours beside every baseline on the rows of ``table``, by what is known before ``arrays_now.as_of``.

    The table needs ``cdf`` (``--curves``): beyond its last day F is drawn straight to 1 − p_unpaid_at_horizon. Rows whose payment
    turns out to have come before ``as_of`` (booked later), and rows of which no day has been seen yet, are left out and counted.
    """
    if "cdf" not in table.column_names:
        raise InvalidValue("the backtest holds no curves; run it again with --curves")
    index = FeatureIndex(arrays_now, policy)
    as_of = _days(table, "as_of")
    item = items_of(arrays_now, table, as_of)
    seen = FollowUp.of(outcomes(arrays_now, index.closings, item, arrays_now.as_of), as_of)
    paid_before, unseen = seen.paid_day < 0, seen.followed_days < 0
    rows = np.flatnonzero(~paid_before & ~unseen)
    subjects = subjects_at(index, item[rows], as_of[rows])
    trained_before = day_number(date.fromisoformat(told(table)["trained_as_of"]))
    made = forecasts_of(table.take(pa.array(rows)), as_of[rows])
    found = compare(made, index, subjects, seen.take(rows), trained_before, draws=draws)
    left = {"left_out_paid_before": int(paid_before.sum()), "left_out_not_followed": int((unseen & ~paid_before).sum())}
    return replace(found, counts={name: counted | left for name, counted in found.counts.items()})


def forecasts_of(table: pa.Table, as_of: Days) -> Forecasts:
    """A table's predictions in the form of every forecaster."""
    daily = table.column("cdf").combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(-1, CDF_DAYS + 1)
    end = np.maximum(1.0 - _floats(table, "p_unpaid_at_horizon"), daily[:, -1] if len(daily) else np.zeros(0))
    step = np.arange(1, HORIZON_DAYS - CDF_DAYS + 1) / (HORIZON_DAYS - CDF_DAYS)

    def cdf(rows: Ints) -> Floats:
        last = daily[rows, -1:]
        return np.concatenate([daily[rows], last + (end[rows, None] - last) * step], axis=1)

    offset = [_days(table, name) - as_of.astype(np.float64) for name in ("expected_on", "p10_on", "p90_on")]
    days = [np.where(day < 0, np.nan, day) for day in offset]
    chances = Chances(
        p_late=_floats(table, "p_late"),
        p_very_late=_floats(table, "p_very_late"),
        p_paid_soon=_floats(table, "p_paid_within_7"),
        p_unpaid_30d=1.0 - _floats(table, "p_paid_within_30"),
    )
    return Forecasts(chances, days[0], days[1], days[2], cdf)


def items_of(arrays: LedgerArrays, table: pa.Table, as_of: Days) -> Codes:
    """Code of each row's item, shape (n,): by invoice and, where it has instalments, by the due date it had then."""
    codes: dict[str, list[int]] = {}
    for code, name in enumerate(arrays.invoice_id):
        codes.setdefault(name, []).append(code)
    due_on, out = _days(table, "due_on"), np.empty(len(as_of), dtype=np.int32)
    versions = arrays.items
    for row, name in enumerate(table.column("invoice_id").to_pylist()):
        if name not in codes:
            raise InvalidValue(
                f"invoice {name!r} of the backtest is not in this ledger; judge it with the ledger it was made on"
            )
        several = np.array(codes[name], dtype=np.int32)
        if len(several) > 1:
            day = np.full(len(several), as_of[row], dtype=np.int32)
            version = version_at(versions.item, versions.known_on, several, day, first=True)
            several = several[np.argsort(versions.due_on[version] != due_on[row], kind="stable")]
        out[row] = several[0]
    return out


def _days(table: pa.Table, name: str) -> Days:
    """Day numbers; a missing date is far in the past."""
    return np.asarray(table.column(name).cast(pa.int32()).fill_null(-(2**30)).to_numpy(), dtype=np.int32)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)
