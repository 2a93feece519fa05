"""Losses of ours, the naive forecasts, the oracle and the peers on the rows of a cut; kept, so that a stopped run goes on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

import numpy as np
from accuracy_study import peers
from accuracy_study.cuts import Cut
from accuracy_study.rows import Columns, described, judged
from other_tools.environment import Skipped

from ledger.day import day_number
from training.artifact import save
from training.baseline import Forecasts, all_baselines
from training.fit import train
from training.judge import ours
from training.lessons import Ground
from training.scored_items import ScoredItems
from training.scorer import Scorer
from training.verdict import OURS

ORACLE = "oracle"
ROWS_AT_ONCE = 4_000
Say = Callable[[str], None]


def losses(cut: Cut, asked: Iterable[str], folder: Path, say: Say) -> dict[str, Columns]:
    """Forecaster → its losses; "" → what all share. Those already kept in ``folder`` are read, not made again."""
    kept = folder / "losses" / cut.name.replace(" ", "-")
    kept.mkdir(parents=True, exist_ok=True)
    found = {"": kept_losses(kept / "rows.npz", lambda: described(cut))}
    found[OURS] = kept_losses(kept / f"{OURS}.npz", lambda: judged(cut, train_and_score(cut, folder, say)))
    naive = {one.name: one for one in all_baselines()}
    ground = Ground(cut.index, day_number(cut.as_of))
    for name, one in naive.items():
        found[name] = kept_losses(kept / f"{name}.npz", lambda one=one: judged(cut, one.forecast(ground, cut.subjects)))
    if cut.oracle is not None:
        law = cut.oracle
        found[ORACLE] = kept_losses(kept / f"{ORACLE}.npz", lambda: judged(cut, law))
    for peer in asked:
        try:
            found[peer] = kept_losses(kept / f"{peer}.npz", lambda peer=peer: _peer(peer, cut, folder, say))
        except Skipped as reason:
            say(f"{peer} skipped on {cut.name}: {reason}")
    return found


def kept_losses(path: Path, make: Callable[[], Columns]) -> Columns:
    """What a file holds; made and kept there first, where it does not."""
    if not path.exists():
        made = make()
        np.savez(path.with_suffix(".part.npz"), **made)
        path.with_suffix(".part.npz").replace(path)
    with np.load(path) as told:
        return {name: told[name] for name in told.files}


def train_and_score(cut: Cut, folder: Path, say: Say, *, keep: bool = True) -> Forecasts:
    """Ours, trained before the cut's day, of its rows; ``keep``: the model too."""
    started = perf_counter()
    model = train(cut.arrays, cut.policy, as_of=cut.as_of).model
    trained = perf_counter()
    scorer = Scorer(save(model, folder / "models" / cut.name.replace(" ", "-")) if keep else model, cut.policy)
    parts: list[Forecasts] = []
    sizes: list[int] = []
    scored: list[ScoredItems] = []
    for start in range(0, len(cut.subjects), ROWS_AT_ONCE):
        part = cut.subjects.take(slice(start, start + ROWS_AT_ONCE))
        scored.append(scorer.score(cut.index, part, explain=False))
        parts.append(ours(scored[-1]))
        sizes.append(len(part))
    say(
        f"{cut.name}: trained in {trained - started:.0f} s, {sum(sizes):,} rows scored in {perf_counter() - trained:.0f} s"
    )
    return _joined(parts, sizes)


def _joined(parts: list[Forecasts], sizes: list[int]) -> Forecasts:
    first = np.concatenate([[0], np.cumsum(sizes)])

    def cdf(rows: np.ndarray) -> np.ndarray:
        which = np.searchsorted(first, rows, side="right") - 1
        return np.concatenate([parts[part].cdf(rows[which == part] - first[part]) for part in np.unique(which)])

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(one, name) for one in parts])

    fields = type(parts[0].chances).__dataclass_fields__
    chances = type(parts[0].chances)(
        *(np.concatenate([getattr(one.chances, name) for one in parts]) for name in fields)
    )
    return Forecasts(chances, column("expected_day"), column("p10_day"), column("p90_day"), cdf)


def _peer(peer: str, cut: Cut, folder: Path, say: Say) -> Columns:
    made, seconds = peers.ask(peer, cut, folder)
    say(f"{cut.name}: {peer} in {seconds:.0f} s")
    return made
