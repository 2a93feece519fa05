"""Promises by look-up say of every day what ``ledger.promises`` says of that day."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from features.promised import JUDGED, Promised, promise_spans
from ledger.policy import Policy
from ledger.promises import BROKEN, KEPT, OPEN, judged_promises
from tests.features.plain import Move, Plain, Vow, What, days, random_ledger


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.sampled_from([0, 3]))
def test_it_equals_judging_day_by_day(seed, tolerance):
    policy = Policy(promise_tolerance_days=tolerance)
    plain = random_ledger(seed, customers=3, invoices=25, span=200)
    arrays = plain.arrays()
    made = Promised(promise_spans(arrays, policy))
    customers = np.arange(arrays.customer_count)
    for day in range(5, 360, 23):
        then = judged_promises(plain.arrays(as_of=day), policy)
        names = plain.arrays(as_of=day).customer_id[then.customer]
        found = made.by_customer.sums(customers, np.full(len(customers), day), None)
        for code in customers:
            mine = then.state[names == arrays.customer_id[code]]
            assert found[code].tolist() == [int((mine == state).sum()) for state in JUDGED], (day, code)
        invoices = np.unique(arrays.item_invoice)
        until, there = made.open_until(invoices, days([day] * len(invoices)))
        wanted = sorted(then.promised_for[then.state == OPEN].tolist())
        assert sorted(until[there].tolist()) == wanted, day


def test_a_payment_known_late_turns_broken_into_kept():
    book = Plain(what=[What("1", "A", 0, 30, 100_00)], moves=[Move("1", 39, 100_00, known=50)])
    book.vows.append(Vow("p", "1", 35, 40, known=35))
    spans = promise_spans(book.arrays(), Policy(promise_tolerance_days=3))
    found = [
        (int(start), int(end), int(state))
        for start, end, state in zip(spans.start, spans.end, spans.state, strict=True)
    ]
    assert found == [(35, 43, OPEN), (43, 50, BROKEN), (50, 3_000_000, KEPT)]


def test_a_ledger_without_promises():
    made = Promised(promise_spans(Plain(what=[What("1", "A", 0, 30, 100_00)]).arrays(), Policy()))
    assert made.by_invoice.sums(days([0, -1]), days([99, 99]), None).tolist() == [[0, 0, 0]] * 2
    assert made.open_until(days([0, -1]), days([99, 99]))[1].tolist() == [False, False]
