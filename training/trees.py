"""LightGBM as it is used here: deterministic, early stopping on items held out, boosters that are what their text says."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from features.feature import Floats
from ledger.arrays import Flags

if TYPE_CHECKING:
    from lightgbm import Booster

COMMON: dict[str, Any] = {
    "objective": "binary",
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
    "max_bin": 127,
    "bagging_freq": 0,
    "boost_from_average": True,
}


def fit_trees(
    x: Floats,
    happened: Flags | Floats,
    parameters: dict[str, Any],
    most: int,
    *,
    held_out: Flags | None = None,
    patience: int = 0,
    fewest: int = 1,
    start: Floats | None = None,
    seed: int,
    threads: int,
) -> tuple["Booster", int]:
    """A booster of log-odds and its number of trees: ``most``, or fewer (at least ``fewest``) where ``held_out`` rows say so.

    ``happened`` (n,) is yes or no, or a chance between 0 and 1 (``parameters`` then say "objective": "cross_entropy").
    ``start`` (n,): margins the trees begin at and leave out of their own; with it no rows may be held out.
    """
    import lightgbm as lgb

    settings = COMMON | parameters | {"seed": seed, "num_threads": threads}
    if held_out is None or not held_out.any() or held_out.all():
        fitted = lgb.train(settings, lgb.Dataset(x, happened.astype(np.float32), init_score=start), most)
        return from_text(fitted.model_to_string()), most
    learned = ~held_out
    train = lgb.Dataset(x[learned], happened[learned].astype(np.float32))
    valid = lgb.Dataset(x[held_out], happened[held_out].astype(np.float32), reference=train)
    stop = lgb.early_stopping(patience, verbose=False)
    fitted = lgb.train(settings, train, most, valid_sets=[valid], callbacks=[stop])
    trees = int(fitted.best_iteration or fitted.current_iteration())
    if trees < fewest:
        trees = fewest
        fitted = lgb.train(settings, train, trees)
    return from_text(fitted.model_to_string(num_iteration=trees)), trees


def from_text(text: str) -> "Booster":
    """The booster a LightGBM text describes: what is fitted is used through its text, as it will be after loading."""
    import lightgbm as lgb

    return lgb.Booster(model_str=text)


def text_of(booster: "Booster") -> str:
    """LightGBM text of a booster, all its trees."""
    return str(booster.model_to_string(num_iteration=-1))


def raw_margin(booster: "Booster", x: NDArray[np.float64], threads: int) -> Floats:
    """Uncalibrated log-odds, shape (n,)."""
    if not len(x):
        return np.zeros(0)
    return np.asarray(booster.predict(x, raw_score=True, num_threads=threads), dtype=np.float64)
