"""CatBoost classifiers, one a question, early stopping on a random fifth."""

import numpy as np
from catboost import CatBoostClassifier, Pool
from table import QUESTIONS, clipped, read, say

MOST = 60_000

told = read()
chances = []
for name in QUESTIONS:
    rows = told.sample(MOST, np.flatnonzero(told.known[name]))
    held = np.random.default_rng(1).random(len(rows)) < 0.2
    answer = told.happened[name].astype(int)
    train, valid = (Pool(told.x[rows[part]], answer[rows[part]]) for part in (~held, held))
    model = CatBoostClassifier(iterations=600, learning_rate=0.06, depth=6, thread_count=2, random_seed=0, verbose=False,
                               allow_writing_files=False)  # fmt: skip
    model.fit(train, eval_set=valid, early_stopping_rounds=30)
    chances.append(clipped(model.predict_proba(told.asked)[:, 1]))
say(chances=np.stack(chances))
