import numpy as np
import pytest

from ledger.demo.delays import DelayLaw, draw_whole, log_normal_weights
from ledger.demo.parameters import Parameters


def law(count: int, level: float, discount: float, terms: int = 30, slip: float = 0.1) -> DelayLaw:
    column = np.ones(count)
    issued = np.full(count, 19_500, dtype=np.int32)
    return DelayLaw(
        issued, issued + np.int32(terms), column * level, column * 2.5, column * slip, column * 30.0, column * discount,
        Parameters(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "discount", "terms"),
    [(-3.0, 0.0, 30), (4.6, 0.0, 30), (-2.0, 0.65, 30), (-20.3, 0.0, 14), (11.2, 0.3, 90)],
)
def test_what_is_drawn_is_what_is_summed(level: float, discount: float, terms: int) -> None:
    """Empirical shares of 200,000 draws agree with `later_than` on every day within the sampling error."""
    count = 200_000
    drawn, discounted = law(count, level, discount, terms).draw(np.random.default_rng(7))
    days = np.arange(19_495, 20_250, dtype=np.int32)
    expected = law(1, level, discount, terms).later_than(days[None, :])[0]
    seen = 1 - np.searchsorted(np.sort(drawn), days, side="right") / count
    error = np.sqrt(np.maximum(expected * (1 - expected), 1e-9) / count)
    assert (np.abs(seen - expected) <= 4.5 * error + 2 / count).all()
    assert abs(discounted.mean() - discount) < 0.005


def test_nobody_pays_before_the_day_after_issue_and_the_longest_delay_is_the_end() -> None:
    early = law(1, -40.0, 0.0, terms=14)
    issued = int(early.issued_on[0])
    probability = early.later_than(np.array([[issued - 1, issued, issued + 1]], dtype=np.int32))[0]
    assert list(probability[:2]) == [1.0, 1.0]
    assert probability[2] < 0.05 + 0.1
    assert early.later_than(np.array([[issued + 14 + Parameters().longest_delay_days]], dtype=np.int32))[0, 0] == 0.0


def test_whole_number_weights_are_a_distribution_on_their_range() -> None:
    weights = log_normal_weights((3, 150, 3.2, 0.7))
    assert weights.sum() == pytest.approx(1)
    assert (weights[:3] == 0).all()
    assert len(weights) == 151
    drawn = draw_whole(np.random.default_rng(1), weights, 100_000)
    assert drawn.min() >= 3
    assert np.abs(np.bincount(drawn, minlength=151) / 100_000 - weights).max() < 0.003
