"""What would change it: on a planted ledger in which long terms are paid late, worked out by hand; and its laws."""

from dataclasses import replace

import numpy as np
import pytest

from features.subjects import Subjects, subjects_at
from ledger.arrays import LedgerArrays
from ledger.curve import HORIZON_DAYS
from ledger.day import day_of
from ledger.errors import InvalidValue
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.choices import LEAST_DAYS, LEAST_POINTS, ORDER, Choice, Choices, choices
from training.experience import Experience, experience
from training.fit import Trained, train
from training.options import Wanted, as_subjects, method_column, options
from training.scorer import Scorer, without_model

LATER = 25
HABITS = np.random.default_rng(0).normal(4, 9, 60)
"""Usual delays of the customers of ``small_ledger``: its first draw."""


@pytest.fixture(scope="module")
def planted() -> LedgerArrays:
    """Customers pay by habit; what was sold on 60 days they pay 25 days later than that."""
    return small_ledger(items=2500, later_at_60_days=LATER)


@pytest.fixture(scope="module")
def taught(planted: LedgerArrays) -> Trained:
    return train(planted, Policy(), as_of=day_of(planted.as_of), row_budget=60_000, threads=1)


@pytest.fixture(scope="module")
def scorer(taught: Trained) -> Scorer:
    return Scorer(taught.model, Policy(), threads=1)


@pytest.fixture(scope="module")
def seen(taught: Trained) -> Experience:
    return experience(taught.index, taught.index.arrays.as_of)


def order(taught: Trained, customer: int, terms: int, amount: int = 110_000) -> Subjects:
    """To be invoiced on the day of training."""
    today = taught.index.arrays.as_of
    item = subjects_at(taught.index, np.zeros(1, dtype=np.int32), np.array([today], dtype=np.int32))
    minor, nothing = np.array([amount], dtype=np.int64), np.array([-1], dtype=np.int32)
    return replace(
        item, customer=np.array([customer], dtype=np.int32), item=nothing, invoice=nothing, issued_on=item.as_of,
        due_on=item.as_of + terms, amount=minor, open=minor, base=minor, paid_share=np.zeros(1), memo={},
    )  # fmt: skip


def found(made: Choices, kind: str, value: int) -> Choice:
    return next(one for one in made.ranked if (one.kind, one.value) == (kind, value))


def test_shorter_terms_where_long_ones_are_paid_late(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    """By hand: an invoice on 60 days comes habit + 25 days after its due day, one on 30 days habit days after it.

    So 30 days of terms less bring the money 55 days sooner, 46 less 71 days; at 8 % a year 1,100.00 for 55 days are 13.26. Of
    customers who pay eight days early on average, nothing is late on 30 days and all on 60.
    """
    for customer in np.flatnonzero(HABITS < -4)[:4]:
        made = choices(scorer, taught.index, order(taught, int(customer), 60), seen)
        month = found(made, "terms", 30)
        assert made.planned and made.explains == "p_late" and made.as_is.verdict == "no_difference"
        assert made.as_is.p_late > 0.85 and month.p_late < 0.35
        assert month.points == month.p_late - made.as_is.p_late < -0.5
        assert month.days is not None and abs(month.days + 55) <= 8
        assert abs(made.as_is.waiting_days - month.waiting_days - 55) <= 8
        sooner = made.as_is.waiting_days - month.waiting_days
        assert month.gain_minor == round(110_000 * sooner * 0.08 / 365)
        assert abs(month.gain_minor - 1326) <= 200
        assert month.verdict == "gain" and month.experienced
        fortnight = found(made, "terms", 14)
        assert fortnight.days is not None and abs(fortnight.days + 71) <= 8
        back = choices(scorer, taught.index, order(taught, int(customer), 30), seen)
        assert found(back, "terms", 60).verdict == "loss"


def test_terms_and_amounts_never_seen_are_not_recommended(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    """The ledger has terms of 14, 30 and 60 days, and amounts about 1,100.00."""
    made = choices(scorer, taught.index, order(taught, 0, 60), seen, Wanted(terms_days=(14, 30, 45, 90, 200)))
    verdicts = {one.value: one.verdict for one in made.ranked if one.kind == "terms"}
    assert {days for days, said in verdicts.items() if said == "no_experience"} == {45, 90, 200}
    huge = choices(scorer, taught.index, order(taught, 0, 60, amount=10**12), seen)
    assert {one.verdict for one in huge.ranked} == {"no_experience"}
    assert {one.gain_minor for one in huge.ranked} == {None}
    assert not found(made, "instalments", 2).experienced, "the ledger has no instalments"


def test_it_is_the_one_scoring_path(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    """As it is, and every part, say what the scorer says of them alone, bit for bit."""
    item = order(taught, 3, 60)
    made = choices(scorer, taught.index, item, seen)
    alone = scorer.score(taught.index, item)
    assert made.as_is.p_late == alone.p_late[0] and made.as_is.expected_days == alone.quantile_days(0.5)[0]
    asked = {(one.kind, one.value): one for one in options(taught.index, item, seen, Wanted(), None)}
    for one in made.ranked:
        parts = as_subjects(item, list(asked[one.kind, one.value].parts))
        for row, part in enumerate(one.parts):
            alone = scorer.score(taught.index, parts.take(np.array([row])), explain=False)
            said = (part.p_late, part.p_unpaid_30d, part.expected_days, part.p10_days, part.p90_days)
            days = [None if np.isnan(day) else day for day in (alone.quantile_days(q)[0] for q in (0.5, 0.1, 0.9))]
            assert said == (alone.p_late[0], alone.p_unpaid_30d[0], *days)


def test_parts_answer_for_the_amount(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    """Dates of several parts: the first day by which so much of the money is in, found day by day."""
    item = order(taught, 5, 60, amount=100_001)
    made = choices(scorer, taught.index, item, seen)
    for count in (2, 3):
        one = found(made, "instalments", count)
        asked = next(
            option
            for option in options(taught.index, item, seen, Wanted(), None)
            if (option.kind, option.value) == ("instalments", count)
        )
        scored = scorer.score(taught.index, as_subjects(item, list(asked.parts)), explain=False)
        share = scored.subjects.open / scored.subjects.open.sum()
        paid = share @ scored.curves.daily(HORIZON_DAYS)
        days = [int(np.argmax(paid >= q - 1e-12)) if paid[-1] >= q else None for q in (0.1, 0.5, 0.9)]
        assert [one.p10_days, one.expected_days, one.p90_days] == days
        assert one.p_late == pytest.approx(share @ scored.p_late, abs=1e-12)
        assert sum(part.open_minor for part in one.parts) == 100_001


def test_a_deposit_counts_as_there_and_the_rest_is_paid_as_the_rest(
    taught: Trained, scorer: Scorer, seen: Experience
) -> None:
    item = order(taught, 7, 60)
    made = choices(scorer, taught.index, item, replace(seen, shares=np.full(40, 0.5)))
    half = found(made, "deposit", 50)
    assert half.in_hand_minor == 55_000 and half.experienced and not found(made, "deposit", 30).experienced
    asked = next(one for one in options(taught.index, item, seen, Wanted(), None) if one.value == 50)
    rest = scorer.score(taught.index, as_subjects(item, list(asked.parts)), explain=False)
    assert half.p_late == rest.p_late[0] and half.expected_days == rest.quantile_days(0.5)[0]
    days = rest.curves.mean_days_after(0)[0] - (1 - rest.p_paid_within(HORIZON_DAYS)[0]) * HORIZON_DAYS
    paid = 0.5 * rest.p_paid_within(HORIZON_DAYS)[0] + 0.5
    assert half.waiting_days == pytest.approx(0.5 * days / paid, abs=1e-9)
    sooner = made.as_is.waiting_days - half.waiting_days
    assert half.gain_minor == round(110_000 * sooner * 0.08 / 365 + 55_000 * made.as_is.p_unpaid_at_horizon * 0.6)
    assert half.verdict in ("gain", "trade_off") and sooner > made.as_is.waiting_days / 3


def test_gains_first_and_noise_is_no_gain(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    for customer in range(8):
        made = choices(scorer, taught.index, order(taught, customer, 30), seen)
        ranks = [ORDER.index(one.verdict) for one in made.ranked]
        assert ranks == sorted(ranks)
        for verdict in ORDER[:-1]:
            gains = [one.gain_minor or 0 for one in made.ranked if one.verdict == verdict]
            assert gains == sorted(gains, reverse=True)
        for one in made.ranked:
            assert one.points == 0 or abs(one.points) >= LEAST_POINTS
            assert one.days in (0, None) or abs(one.days) >= LEAST_DAYS
            assert (one.verdict == "gain") == bool(one.experienced and (one.gain_minor or 0) > 0 and one.points <= 0)
        split = found(made, "two_invoices", 2)
        assert (split.verdict, split.gain_minor) == ("no_difference", 0), "amounts do not matter in this ledger"


def test_an_overdue_item_is_asked_what_its_risk_is(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    """p_late would fall from 1 by moving the due day alone; so the change is that of being unpaid in 30 days."""
    arrays = taught.index.arrays
    every = np.arange(arrays.item_count, dtype=np.int32)
    item = subjects_at(taught.index, every, np.full_like(every, arrays.as_of))
    late = np.flatnonzero((item.open > 100) & (item.due_on < arrays.as_of - 3))[:1]
    made = choices(scorer, taught.index, item.take(late), seen)
    assert made.explains == "p_unpaid_30d" and not made.planned and made.as_is.p_late == 1
    agreed = found(made, "instalments", 2)
    change = agreed.p_unpaid_30d - made.as_is.p_unpaid_30d
    assert agreed.points == (change if abs(change) >= LEAST_POINTS else 0)
    assert agreed.verdict == "no_experience", "no due day was ever agreed upon anew here"


def test_without_a_model_nothing_is_told_apart(taught: Trained, seen: Experience) -> None:
    with pytest.raises(InvalidValue, match="train one first"):
        choices(without_model(Policy()), taught.index, order(taught, 0, 30), seen)


def test_an_order_for_later_counts_from_its_issue_day(taught: Trained, scorer: Scorer, seen: Experience) -> None:
    item = order(taught, 2, 60)
    later = replace(item, issued_on=item.issued_on + 20, due_on=item.due_on + 20, memo={})
    made = choices(scorer, taught.index, later, seen)
    assert made.planned and made.from_day == item.as_of[0] + 20
    assert abs(made.as_is.waiting_days - choices(scorer, taught.index, item, seen).as_is.waiting_days) < 15


def test_the_way_to_pay_where_a_column_of_the_invoices_knows_it() -> None:
    """Half of the invoices by direct debit, half by transfer, told in a column that the company declared as a feature."""
    policy = Policy(further_features=("invoice.payment_method:category", "invoice.channel:category"))
    ledger = small_ledger(items=900)
    told = np.empty(len(ledger.items.item), dtype=object)
    told[:] = [
        {"payment_method": "direct debit" if item % 2 else "transfer", "channel": "portal"}
        for item in ledger.items.item
    ]
    arrays = replace(ledger, items=replace(ledger.items, attributes=told))
    trained = train(arrays, policy, as_of=day_of(arrays.as_of), row_budget=20_000, threads=1)
    scorer, own, changed = (
        Scorer(trained.model, policy, threads=1),
        np.empty(1, dtype=object),
        np.empty(1, dtype=object),
    )
    own[:] = [{"payment_method": "transfer", "channel": "portal"}]
    item = replace(order(trained, 1, 30), attributes=own, memo={})
    made = choices(scorer, trained.index, item, experience(trained.index, arrays.as_of, method_column(scorer)))
    methods = [one for one in made.ranked if one.kind == "payment_method"]
    assert made.method_known and [one.value for one in methods] == ["direct debit"], "never the channel"
    changed[:] = [{"payment_method": "direct debit", "channel": "portal"}]
    alone = scorer.score(trained.index, replace(item, attributes=changed, memo={}), explain=False)
    assert methods[0].p_late == alone.p_late[0] and methods[0].experienced
    column = trained.model.feature_names.index("invoice.payment_method")
    assert alone.features[0, column] != scorer.score(trained.index, item, explain=False).features[0, column]
