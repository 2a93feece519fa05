import pytest

from ledger.demo.parameters import BENCHMARK_SEEDS, HELD_OUT_SEEDS, SIMULATOR_VERSION, Parameters, parameters_digest

FROZEN = {1: "578b9e8648a65d049dd84dda73a815287b91cfef0fb3278a0e21031f0947284f"}


def test_parameters_do_not_change_without_a_new_version() -> None:
    assert parameters_digest() == FROZEN[SIMULATOR_VERSION], (
        "the simulator's parameters, seeds or sizes changed: raise SIMULATOR_VERSION and freeze the new digest here"
    )


def test_five_seeds_to_work_with_and_two_held_out() -> None:
    assert len(set(BENCHMARK_SEEDS)) == 5
    assert len(set(HELD_OUT_SEEDS) - set(BENCHMARK_SEEDS)) == 2


def test_shares_of_behaviours_add_up_and_probabilities_are_probabilities() -> None:
    behaviours = Parameters().behaviours
    assert sum(b.share for b in behaviours) == pytest.approx(1)
    assert len({b.name for b in behaviours}) == len(behaviours)
    for b in behaviours:
        for share in (b.slip_share, b.dispute_share, b.part_share, b.discount_share, b.default_per_day):
            assert 0 <= share < 1
        assert b.part_share * b.discount_share == 0, (
            "who takes a discount pays at once: the sums of the oracle rely on it"
        )
