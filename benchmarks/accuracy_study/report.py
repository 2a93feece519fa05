"""The report: a table a population, ours beside everyone, then the gates of what must be reached."""

from collections.abc import Sequence

import numpy as np
from accuracy_study.forecasters import ORACLE
from accuracy_study.pooled import CASH_WEEKS, POPULATIONS, Pool, cash_difference, cash_figures

from training.baseline import all_baselines
from training.evaluation import Floats
from training.verdict import OURS

SHOWN = (
    ("late_auc", "AUC late", 3), ("late_ap", "AP", 3), ("late_log_loss", "log loss", 4), ("late_brier", "Brier", 4),
    ("late_ece", "ECE", 4), ("very_late_log_loss", "> 30 d log loss", 4), ("unpaid_30d_log_loss", "unpaid 30 d log loss", 4),
    ("paid_7d_log_loss", "paid 7 d log loss", 4), ("mae", "MAE days", 2), ("median_ae", "median AE", 1), ("bias", "bias", 1),
    ("crps", "CRPS", 3), ("coverage_80", "80 % holds", 3), ("width_80", "width", 1), ("c_index", "C", 3),
)  # fmt: skip
CLASSIFIER = "logistic_regression"
"""Stands among the baselines, but is fitted on a dozen facts: no naive forecast that skill is counted from."""
COMPARED = ("late_log_loss", "very_late_log_loss", "paid_7d_log_loss", "crps")
Cash = dict[str, tuple[Floats, Floats]]
"""Forecaster → expected and actual cash by origin and week."""


def tables(title: str, pool: Pool, cash: Cash) -> list[str]:
    """Markdown lines of one pool of cuts."""
    lines = [f"## {title}", ""]
    for population in POPULATIONS:
        count = int(pool.rows[population].sum())
        if count:
            lines += [f"### {population.replace('_', ' ')} ({count:,} rows)", "", *_figures(pool, population), ""]
            lines += [*_differences(pool, population), ""]
    lines += [f"### cash by week ({len(next(iter(cash.values()))[0])} origins)", "", *_cash(cash), ""]
    never = pool.rows["never_paid"] & pool.rows["at_issue"]
    if never.any():
        said = ", ".join(
            f"{name} {made['crps'][never].mean():.1f}" for name, made in pool.losses.items() if "crps" in made
        )
        lines += [
            f"Diagnostic (looks at the future, gates nothing): CRPS of the {int(never.sum())} never paid, at issue: {said}.",
            "",
        ]
    return lines


def figures(title: str, pool: Pool, cash: Cash) -> dict[str, float]:
    """Every figure of every forecaster, named ``section.population.forecaster.figure``."""
    section = title.split(",", maxsplit=1)[0].lower()
    out = {
        f"{section}.{population}.{name}.{figure}": value
        for population in POPULATIONS
        if pool.rows[population].any()
        for name in pool.losses
        for figure, value in pool.figures(name, population).items()
    }
    return out | {
        f"{section}.cash.{name}.{figure}": value
        for name, one in cash.items()
        for figure, value in cash_figures(*one).items()
    }


def gates(pool: Pool, cash: Cash, peers: Sequence[str]) -> list[str]:
    """The figures that must be reached on simulated ledgers, each with what was seen."""
    naive = [one.name for one in all_baselines() if one.name != CLASSIFIER]
    classifiers = [name for name in peers if name in pool.losses] or [CLASSIFIER]
    best = min(classifiers, key=lambda name: pool.figures(name, "at_issue")["late_log_loss"])
    upper = pool.difference(OURS, best, "late_log_loss", "at_issue")[2]
    late = pool.rows["late_asked"]
    mine = {population: pool.figures(OURS, population) for population in ("at_issue", "open")}
    wape = {name: cash_figures(*one)["wape_8w"] for name, one in cash.items()}
    best_cash = min(value for name, value in wape.items() if name not in {OURS, ORACLE})
    bias = cash_figures(*cash[OURS])["bias_4w"]
    skills = [
        ("late log-loss skill at issue", pool.skill(OURS, "late_log_loss", "at_issue", naive, ORACLE), 0.45),
        ("paid-in-7-days skill on open invoices", pool.skill(OURS, "paid_7d_log_loss", "open", naive, ORACLE), 0.55),
        ("CRPS skill at issue", pool.skill(OURS, "crps", "at_issue", naive, ORACLE), 0.38),
        ("CRPS skill on open invoices", pool.skill(OURS, "crps", "open", naive, ORACLE), 0.55),
    ]
    lines = ["| figure | wanted | seen | |", "|---|---|---|---|"]
    lines += [_gate(name, f"≥ {wanted}", f"{value:.3f}", value >= wanted) for name, value, wanted in skills]
    of_classifier = pool.skill(OURS, "late_log_loss", "at_issue", [CLASSIFIER], ORACLE)
    lines.append(f"| the first, counted from the logistic regression | – | {of_classifier:.3f} | |")
    ece = _ece(pool, np.flatnonzero(late))
    return [
        *lines,
        _gate(f"late log loss against the best classifier ({best}), upper bound", "≤ +.005", f"{upper:+.4f}", upper <= 0.005),
        _gate("8-week cash WAPE ÷ the best naive", "≤ .75", f"{wape[OURS] / best_cash:.2f}", wape[OURS] <= 0.75 * best_cash),
        _gate("8-week cash WAPE ÷ the oracle's", "≤ 1.30", f"{wape[OURS] / wape[ORACLE]:.2f}", wape[OURS] <= 1.3 * wape[ORACLE]),
        _gate("mean 4-week cash bias", "± 1.5 %", f"{bias:+.1%}", abs(bias) <= 0.015),
        _gate("ECE of P(late), debiased, pooled", "≤ .010", f"{ece:.4f}", ece <= 0.010),
        *(
            _gate(f"80 % interval holds, {name.replace('_', ' ')}", ".80 ± .025", f"{one['coverage_80']:.3f}",
                  abs(one["coverage_80"] - 0.8) <= 0.025)
            for name, one in mine.items()
        ),
    ]  # fmt: skip


def _ece(pool: Pool, rows: np.ndarray) -> float:
    from training import evaluation

    return evaluation.ece(pool.losses[OURS]["late"][rows], pool.rows["late_happened"][rows])


def _gate(name: str, wanted: str, seen: str, reached: bool) -> str:
    return f"| {name} | {wanted} | {seen} | {'reached' if reached else '**missed**'} |"


def _figures(pool: Pool, population: str) -> list[str]:
    found = {name: pool.figures(name, population) for name in pool.losses}
    shown = [one for one in SHOWN if any(one[0] in figures for figures in found.values())]
    lines = ["| | " + " | ".join(heading for _, heading, _ in shown) + " |", "|---" * (len(shown) + 1) + "|"]
    for name, figures in found.items():
        cells = [
            f"{figures[key]:.{digits}f}" if np.isfinite(figures.get(key, np.nan)) else "–" for key, _, digits in shown
        ]
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def _differences(pool: Pool, population: str) -> list[str]:
    asked = [
        one
        for one in COMPARED
        if one == "crps" or pool.rows[f"{one.removesuffix('_log_loss')}_asked"][pool.rows[population]].any()
    ]
    lines = [
        "| ours − theirs (95 %) | " + " | ".join(one.replace("_", " ") for one in asked) + " |",
        "|---" * (len(asked) + 1) + "|",
    ]
    for name in pool.losses:
        if name not in {OURS, ORACLE}:
            cells = [
                "{:+.4f} [{:+.4f}, {:+.4f}]".format(*pool.difference(OURS, name, one, population))
                if one != "crps" or "crps" in pool.losses[name] else "–"
                for one in asked
            ]  # fmt: skip
            lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def _cash(cash: Cash) -> list[str]:
    heads = [f"WAPE {weeks} w" for weeks in CASH_WEEKS] + [f"bias {weeks} w" for weeks in CASH_WEEKS]
    heads += [f"ours − theirs, {weeks} w" for weeks in CASH_WEEKS]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    mine, actual = cash[OURS]
    for name, (expected, came) in cash.items():
        found = cash_figures(expected, came)
        cells = [f"{found[f'wape_{weeks}w']:.3f}" for weeks in CASH_WEEKS] + [
            f"{found[f'bias_{weeks}w']:+.1%}" for weeks in CASH_WEEKS
        ]
        cells += [
            "–"
            if name == OURS
            else "{:+.3f} [{:+.3f}, {:+.3f}]".format(*cash_difference(mine, expected, actual, weeks))
            for weeks in CASH_WEEKS
        ]
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines
