"""In how many parts an invoice was paid, of each closing."""

from features.index import FeatureIndex
from features.part_payments import part_payments
from ledger.arrays import CREDIT
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What


def parts(*moves):
    index = FeatureIndex(Plain(what=[What("1", "A", 0, 30, 100_00)], moves=list(moves)).arrays(), Policy())
    several, lead = part_payments(index.arrays, index.closings)
    return list(zip(several.tolist(), lead.tolist(), strict=True))


def test_cash_of_several_value_dates_is_in_parts():
    assert parts(Move("1", 20, 100_00)) == [(False, 0)]
    assert parts(Move("1", 20, 50_00), Move("1", 20, 50_00)) == [(False, 0)]
    assert parts(Move("1", 20, 50_00), Move("1", 27, 50_00)) == [(True, 7)]
    assert parts(Move("1", 20, 50_00), Move("1", 27, 50_00, kind=CREDIT)) == [(False, 0)]


def test_a_closing_looks_at_what_stood_when_it_was_known():
    """The first part is taken back on day 40 and comes again on day 50: the first closing had two parts, the second too."""
    first, rest = Move("1", 20, 50_00, until=40), Move("1", 27, 50_00)
    assert parts(first, rest, Move("1", 50, 50_00)) == [(True, 7), (True, 23)]


def test_nothing_was_paid():
    assert parts() == []
