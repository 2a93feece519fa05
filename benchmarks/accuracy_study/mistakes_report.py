"""What each mistake costs on one cut: a table beside training as it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from accuracy_study import cash
from accuracy_study.cuts import Cut
from accuracy_study.forecasters import kept_losses, train_and_score
from accuracy_study.mistakes import MISTAKES, held_out
from accuracy_study.pooled import cash_figures
from accuracy_study.rows import Columns, described, judged

from features.subjects import subjects_at
from ledger.day import day_number
from training import evaluation
from training.evaluation import FollowUp
from training.snapshots import snapshots
from training.targets import outcomes
from training.verdict import OURS

MOST_CLAIMED = 20_000


def table(cut: Cut, folder: Path, say: Callable[[str], None]) -> list[str]:
    """Markdown lines; losses are kept in ``folder`` as those of the study are."""
    place = folder / "losses" / cut.name.replace(" ", "-")
    rows = kept_losses(place / "rows.npz", lambda: described(cut))
    lines = [
        f"### Mistakes made on purpose ({cut.name})", "",
        "| | late log loss at issue | mean P(late) − share late | CRPS at issue | CRPS, open | cash WAPE 4 w | cash bias 4 w |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    made = kept_losses(place / f"{OURS}.npz", lambda: judged(cut, train_and_score(cut, folder, say)))
    lines.append(_line("as it is", rows, made))
    for name, mistake in MISTAKES.items():

        def wrong(mistake: Callable[[], object] = mistake) -> Columns:
            with mistake():  # type: ignore[attr-defined]
                return judged(cut, train_and_score(cut, folder, say, keep=False))

        lines.append(_line(name, rows, kept_losses(place / f"mistake-{name.replace(' ', '-')}.npz", wrong)))
    claimed = kept_losses(place / "mistake-claimed.npz", lambda: _claimed(cut, folder, say))
    told, came = claimed["loss"], _late(rows, made)
    return [
        *lines, "",
        f"Split at random, the model is told to have a log loss of {told.mean():.4f}, on {len(told):,} invoices at issue held out "
        f"by chance; over the months after it {came:.4f} came true (as it is).", "",
    ]  # fmt: skip


def _line(name: str, rows: Columns, made: Columns) -> str:
    issue = np.flatnonzero(rows["at_issue"] & rows["late_asked"])
    said = made["late"][issue].mean() - rows["late_happened"][issue].mean()
    expected, actual, _ = cash.by_origin(rows, made["by_week"])
    money = cash_figures(expected, actual)
    crps = [made["crps"][rows[population]].mean() for population in ("at_issue", "open")]
    return (
        f"| {name} | {_late(rows, made):.4f} | {said:+.3f} | {crps[0]:.2f} | {crps[1]:.2f} | {money['wape_4w']:.3f} | "
        f"{money['bias_4w']:+.1%} |"
    )


def _late(rows: Columns, made: Columns) -> float:
    asked = np.flatnonzero(rows["at_issue"] & rows["late_asked"])
    return evaluation.mean(evaluation.log_losses(made["late"][asked], rows["late_happened"][asked]))


def _claimed(cut: Cut, folder: Path, say: Callable[[str], None]) -> Columns:
    """Late log loss on the pairs before the cut that chance held out, whose answer was known by then."""
    arrays, before = cut.arrays, day_number(cut.as_of)
    ends = outcomes(arrays, cut.index.closings, np.arange(arrays.item_count, dtype=np.int32), before)
    found = snapshots(arrays, cut.index.closings, ends, before)
    found = found.take(np.flatnonzero(held_out(found.item, found.as_of) & found.at_issue)).sampled(MOST_CLAIMED, 0)
    subjects = subjects_at(cut.index, found.item, found.as_of)
    day = (subjects.due_on + cut.policy.grace_days).astype(np.int32)
    mine = ends.take(found.item.astype(np.int64))
    known = np.flatnonzero(mine.mature_by(day) & (found.as_of <= day))
    past = Cut(
        cut.ledger, cut.as_of, arrays, cut.index, cut.policy, subjects.take(known),
        FollowUp.of(mine.take(known), found.as_of[known]), None,
    )  # fmt: skip
    with MISTAKES["split at random"]():
        forecast = train_and_score(past, folder, say, keep=False)
    return {"loss": evaluation.log_losses(forecast.chances.p_late, ~mine.take(known).paid_by(day[known]))}
