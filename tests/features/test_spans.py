"""Facts become intervals of knowledge, worked by hand."""

import numpy as np

from features.spans import (
    EARLIEST_DELAY_DAYS,
    first_known,
    item_worth,
    one_span_a_due_day,
    open_spans,
    paid_days,
    periods_above_zero,
    settled_spans,
)
from ledger.settlement import balances, closings
from tests.features.plain import NEVER, Money, Move, Plain, What, days, money64


def settled_of(plain):
    arrays = plain.arrays()
    return settled_spans(arrays, closings(arrays), item_worth(arrays, 2))


def open_of(plain):
    arrays = plain.arrays()
    return open_spans(arrays, balances(arrays, stated_only=False), item_worth(arrays, 2))


def test_a_corrected_due_day_splits_what_was_settled():
    first = What("1", "A", 0, 30, 500_00, until=60)
    plain = Plain(what=[first, What("1", "A", 0, 45, 500_00, known=60)], moves=[Move("1", 40, 500_00, known=42)])
    spans = settled_of(plain)
    assert list(zip(spans.start, spans.end, spans.delay, spans.age, strict=True)) == [
        (42, 60, 10, 40),
        (60, NEVER, -5, 40),
    ]
    assert spans.value.tolist() == [500_00, 500_00]


def test_a_typing_error_is_clipped_and_a_credit_is_no_settlement():
    plain = Plain(
        what=[What("1", "A", 0, 3000, 500_00), What("2", "A", 0, 30, 500_00)],
        moves=[Move("1", 10, 500_00), Move("2", 12, 500_00, kind=1)],
    )
    assert settled_of(plain).delay.tolist() == [EARLIEST_DELAY_DAYS]


def test_part_payments_and_a_reversal_cut_what_is_open():
    moves = [Move("1", 40, 250_00), Move("1", 50, 250_00, until=70)]
    spans = open_of(Plain(what=[What("1", "A", 0, 30, 500_00)], moves=moves))
    assert list(zip(spans.start, spans.end, spans.value, strict=True)) == [
        (0, 40, 500_00), (40, 50, 250_00), (70, NEVER, 250_00),
    ]  # fmt: skip
    joined = one_span_a_due_day(spans)
    assert list(zip(joined.start, joined.end, strict=True)) == [(0, 50), (70, NEVER)]


def test_a_cancelled_item_and_a_credit_note_are_not_open():
    plain = Plain(what=[What("1", "A", 0, 30, 500_00, until=9), What("2", "A", 0, 30, 500_00, credit_note=True)])
    assert open_of(plain).end.tolist() == [9]


def test_an_item_of_unstated_amount_is_open_and_worth_nothing():
    plain = Plain(what=[What("1", "A", 0, 30, None)], moves=[Move("1", 40, None)])
    spans = open_of(plain)
    assert list(zip(spans.start, spans.end, spans.value, strict=True)) == [(0, 40, 0)]
    assert settled_of(plain).delay.tolist() == [10]


def test_a_day_of_payment_stands_until_its_last_fact_is_taken_back():
    money = [Money("A", 10, 12, until=20), Money("A", 10, 15, until=30), Money("A", 11, 11)]
    spans = paid_days(Plain(money=money).arrays())
    found = sorted(zip(spans.day.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True))
    assert found == [(10, 12, 30), (11, 11, NEVER)]


def test_cash_before_the_invoice_is_known_counts_from_then():
    plain = Plain(what=[What("1", "A", 20, 30, 500_00)], moves=[Move("1", 10, 500_00)])
    assert paid_days(plain.arrays()).start.tolist() == [20]
    assert first_known(plain.arrays()).tolist() == [20]


def test_periods_above_zero_of_nothing_and_of_ups_and_downs():
    assert len(periods_above_zero(money64([]), days([]), money64([]))[0]) == 0
    start, end, of = periods_above_zero(money64([7, 7, 7, 8]), days([1, 5, 9, 3]), money64([1, -1, 1, -1]))
    assert (start.tolist(), end.tolist(), np.unique(of).tolist()) == ([1, 9], [5, NEVER], [0, 2])


def test_an_item_taken_back_on_the_day_it_was_told_is_never_known():
    """Its number stays in the ledger, here as the last one, and nothing said of it counts."""
    what = [What("1", "A", 0, 30, 100_00, known=5), What("2", "A", 9, 39, 100_00, known=9, until=9)]
    arrays = Plain(what=what, moves=[Move("2", 12, 100_00)], money=[Money("A", 20, 20)]).arrays()
    assert arrays.item_count == 2 and first_known(arrays).tolist() == [5, NEVER]
    paid = paid_days(arrays)
    assert paid.day[paid.start < NEVER].tolist() == [20]
