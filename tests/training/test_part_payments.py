"""Part payments ahead of full settlement."""

import numpy as np
import pytest

from ledger.settlement import closings
from tests.training.small_ledger import small_ledger
from training.part_payments import part_payments
from training.targets import outcomes


def test_share_and_lead_of_what_came_early() -> None:
    """About one in ten items pays half five days before the rest."""
    arrays = small_ledger()
    ends = outcomes(arrays, closings(arrays), np.arange(arrays.item_count, dtype=np.int32), arrays.as_of)
    share, lead = part_payments(arrays, ends)
    assert share == pytest.approx(0.05, abs=0.012)
    assert lead == pytest.approx(5.0)


def test_no_payments_no_parts() -> None:
    arrays = small_ledger(items=0)
    ends = outcomes(arrays, closings(arrays), np.arange(0, dtype=np.int32), arrays.as_of)
    assert part_payments(arrays, ends) == (0.0, 0.0)
