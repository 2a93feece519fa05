"""How MLflow loads a logged ``payment-risk`` without a pickle: the model's own files, checked, and its heads.

``mlflow.pyfunc.load_model`` calls ``_load_pyfunc``. What it gives answers the two heads' questions from rows of features; dates
and reasons need the ledger and come from ``training.scorer``.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ledger.errors import ModelMismatch
from training.artifact import load
from training.model import PaymentRisk, sigmoid

if TYPE_CHECKING:
    import pandas as pd


class Heads:
    """P(late) as if not yet due and P(unpaid in 30 days) as if overdue, of rows of features (a frame, columns by name)."""

    def __init__(self, model: PaymentRisk):
        self.model = model

    def predict(self, frame: "pd.DataFrame", params: dict[str, Any] | None = None) -> "pd.DataFrame":
        """Columns ``p_late`` and ``p_unpaid_30d``, NaN where the model has no such head; rows as in ``frame``."""
        import pandas as pd

        missing = [name for name in self.model.feature_names if name not in frame.columns]
        if missing:
            raise ModelMismatch(
                f"features {missing[:5]} are missing; give every one of the model's {len(self.model.feature_names)}"
            )
        x = np.asarray(frame[list(self.model.feature_names)], dtype=np.float64)
        answers = {}
        for name, head in (("p_late", self.model.late_payment), ("p_unpaid_30d", self.model.unpaid_30d)):
            answers[name] = np.full(len(x), np.nan) if head is None else sigmoid(head.margin(x))
        return pd.DataFrame(answers, index=frame.index)


def _load_pyfunc(data_path: str) -> Heads:
    return Heads(load(Path(data_path)))
