"""LightGBM as it is used here."""

import numpy as np

from training.trees import fit_trees, from_text, raw_margin, text_of

FAST = {"learning_rate": 0.1, "num_leaves": 7, "min_data_in_leaf": 20}


def drawn() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(3000, 4))
    return x, random.random(3000) < 1 / (1 + np.exp(-2 * x[:, 0]))


def test_the_same_rows_give_the_same_trees() -> None:
    x, y = drawn()
    made = [fit_trees(x, y, FAST, 30, held_out=None, patience=5, seed=1, threads=t)[0] for t in (1, 2)]
    texts = [text_of(booster).split("parameters:")[0] for booster in made]
    assert texts[0] == texts[1]


def test_what_is_used_is_what_is_written() -> None:
    x, y = drawn()
    booster, _ = fit_trees(x, y, FAST, 20, held_out=None, patience=5, seed=1, threads=1)
    again = from_text(text_of(booster))
    assert np.array_equal(raw_margin(booster, x, 1), raw_margin(again, x, 2))
    assert text_of(again) == text_of(booster)
    assert len(raw_margin(booster, x[:0], 1)) == 0


def test_rows_held_out_decide_when_to_stop() -> None:
    x, y = drawn()
    held = np.arange(len(x)) % 4 == 0
    booster, trees = fit_trees(x, y, FAST | {"learning_rate": 0.5}, 400, held_out=held, patience=5, seed=1, threads=1)
    assert trees < 100 and booster.num_trees() == trees
    fast = FAST | {"learning_rate": 0.5}
    more, at_least = fit_trees(x, y, fast, 400, held_out=held, patience=5, fewest=trees + 40, seed=1, threads=1)
    assert at_least == trees + 40 == more.num_trees()
    assert fit_trees(x, y, FAST, 12, held_out=np.zeros(len(x), bool), patience=5, seed=1, threads=1)[1] == 12


def test_trees_correct_what_they_start_from() -> None:
    """From margins that are right already they have almost nothing to add, and what they add leaves those out."""
    x, y = drawn()
    plain, _ = fit_trees(x, y, FAST, 20, seed=1, threads=1)
    after, _ = fit_trees(x, y, FAST, 20, start=2 * x[:, 0], seed=1, threads=1)
    assert np.abs(raw_margin(after, x, 1)).mean() < 0.3 * np.abs(raw_margin(plain, x, 1)).mean()
