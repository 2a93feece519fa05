"""Pictures of a pool of cuts: what was said of late payment against what came, and where outcomes fell in their curves."""

import numpy as np
from accuracy_study.pooled import Pool

from training import evaluation
from training.plots import pit_svg, reliability_svg
from training.verdict import OURS

SHOWN = ("at_issue", "open")


def pictures(title: str, pool: Pool) -> dict[str, str]:
    """File name → SVG, of ours, at issue and of the open book."""
    made, out = pool.losses[OURS], {}
    stem = title.split(",", maxsplit=1)[0].lower().replace(" ", "_")
    for population in SHOWN:
        rows = np.flatnonzero(pool.rows[population])
        asked = rows[pool.rows["late_asked"][rows]]
        words = population.replace("_", " ")
        if len(asked):
            bins = evaluation.reliability(made["late"][asked], pool.rows["late_happened"][asked])
            out[f"{stem}_reliability_{population}.svg"] = reliability_svg(bins, f"{title}: late, {words}")
        if len(rows):
            shares = evaluation.pit_histogram(made["pit_low"][rows], made["pit_high"][rows])
            out[f"{stem}_pit_{population}.svg"] = pit_svg(shares, f"{title}: PIT, {words}")
    return out
