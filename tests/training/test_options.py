"""Nothing outside the company's choice is ever offered."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from features.subjects import Subjects
from ledger.arrays import LedgerArrays
from ledger.further_columns import FurtherColumn
from training.experience import Experience, experience
from training.fit import Trained
from training.options import METHOD_COLUMNS, Option, Wanted, as_subjects, is_planned, options, split

METHOD = FurtherColumn("invoice", "payment_method", "category")
CHANGED = {"due_on", "amount", "open", "base", "paid_share", "attributes", "memo"}


@pytest.fixture(scope="module")
def seen(trained: Trained) -> Experience:
    return experience(trained.index, trained.index.arrays.as_of)


@pytest.fixture(scope="module")
def issued(trained: Trained, ledger: LedgerArrays, cut: date) -> Subjects:
    """An open item of the ledger, not due, of which nothing is paid."""
    assert trained.test is not None
    subjects = trained.test.subjects
    found = (subjects.due_on > subjects.as_of + 10) & (subjects.paid_share == 0) & (subjects.as_of > subjects.issued_on)
    return subjects.take(np.flatnonzero(found)[:1])


def planned(item: Subjects, terms: int = 60) -> Subjects:
    """The same as an order to be invoiced on the day asked for."""
    nothing = np.array([-1], dtype=np.int32)
    due = (item.as_of + terms).astype(np.int32)
    return replace(item, item=nothing, invoice=nothing, issued_on=item.as_of, due_on=due, memo={})


def of(trained: Trained, item: Subjects, seen: Experience, wanted: Wanted | None = None) -> list[Option]:
    return list(options(trained.index, item, seen, wanted or Wanted(), None))


def test_before_issue_terms_parts_and_a_deposit(trained: Trained, issued: Subjects, seen: Experience) -> None:
    item = planned(issued)
    made = of(trained, item, seen)
    assert is_planned(item)
    assert [(one.kind, one.value) for one in made] == [
        ("as_is", 0), ("terms", 14), ("terms", 30), ("terms", 45), ("terms", 90), ("two_invoices", 2), ("instalments", 2),
        ("instalments", 3), ("deposit", 30), ("deposit", 50),
    ]  # fmt: skip
    start = int(item.issued_on[0])
    days = {(one.kind, one.value): [part.due_on - start for part in one.parts] for one in made}
    assert days["terms", 14] == [14] and days["two_invoices", 2] == [60, 60]
    assert days["instalments", 2] == [30, 60] and days["instalments", 3] == [20, 40, 60]


def test_after_issue_only_instalments_by_agreement(trained: Trained, issued: Subjects, seen: Experience) -> None:
    made = of(trained, issued, seen)
    assert not is_planned(issued)
    assert [(one.kind, one.value) for one in made] == [("as_is", 0), ("instalments", 2), ("instalments", 3)]
    due = int(issued.due_on[0])
    assert [part.due_on for part in made[2].parts] == [due, due + 30, due + 60]
    overdue = replace(issued, as_of=(issued.due_on + 20).astype(np.int32), memo={})
    assert [part.due_on for part in of(trained, overdue, seen)[1].parts] == [due + 27, due + 57]


def test_an_order_that_was_issued_elsewhere_yesterday_is_issued(
    trained: Trained, issued: Subjects, seen: Experience
) -> None:
    item = planned(issued)
    item = replace(item, issued_on=item.issued_on - 1, memo={})
    assert {one.kind for one in of(trained, item, seen)} == {"as_is", "instalments"}
    ahead = replace(issued, issued_on=issued.as_of + 1, memo={})
    assert "terms" in {one.kind for one in of(trained, ahead, seen)}, "in the ledger, to be issued tomorrow"


def test_money_is_split_to_the_cent_and_all_else_stays(trained: Trained, issued: Subjects, seen: Experience) -> None:
    """Customer, currency, issue day, purchase order, dispute: no option touches them."""
    for item in (issued, planned(issued)):
        for one in of(trained, item, seen, Wanted(instalments=(2, 3, 7), deposit_percent=(33,))):
            made = as_subjects(item, list(one.parts))
            for field in fields(Subjects):
                if field.name not in CHANGED:
                    assert (getattr(made, field.name) == getattr(item, field.name)[0]).all(), field.name
            assert made.open.sum() + one.in_hand == item.open[0]
            if one.kind == "deposit":
                assert made.amount[0] == item.amount[0] and made.paid_share[0] == one.in_hand / item.amount[0]
            else:
                assert made.amount.sum() == item.amount[0] and made.base.sum() == item.base[0]
                assert (made.paid_share == item.paid_share[0]).all()
    assert split(10, 3) == [4, 3, 3] and split(2, 2) == [1, 1]


def test_a_single_cent_and_short_terms_are_not_split(trained: Trained, issued: Subjects, seen: Experience) -> None:
    cent = np.array([1], dtype=np.int64)
    item = replace(planned(issued), amount=cent, open=cent, base=cent, memo={})
    assert {one.kind for one in of(trained, item, seen)} == {"as_is", "terms"}
    assert "instalments" not in {one.kind for one in of(trained, planned(issued, terms=10), seen)}


def test_the_way_to_pay_is_offered_where_a_column_knows_it(
    trained: Trained, issued: Subjects, seen: Experience
) -> None:
    known = replace(seen, methods=(("direct debit", 300), ("transfer", 90), ("cheque", 19)))
    told = np.empty(1, dtype=object)
    told[:] = [{"payment_method": "transfer", "channel": "portal"}]
    item = replace(issued, attributes=told, memo={})
    made = options(trained.index, item, known, Wanted(), METHOD)
    methods = [one for one in made if one.kind == "payment_method"]
    assert [one.value for one in methods] == ["direct debit"], "not its own, and none of fewer than 20"
    assert methods[0].parts[0].attributes == {"payment_method": "direct debit", "channel": "portal"}
    assert told[0]["payment_method"] == "transfer" and "payment_method" in METHOD_COLUMNS


def test_what_is_wanted_is_asked_once(trained: Trained, issued: Subjects, seen: Experience) -> None:
    wanted = Wanted(terms_days=(7, 7, 60, 200), instalments=(), deposit_percent=(10, 10))
    made = of(trained, planned(issued), seen, wanted)
    assert [(one.kind, one.value) for one in made[1:]] == [
        ("terms", 7), ("terms", 200), ("two_invoices", 2), ("deposit", 10),
    ]  # fmt: skip
    assert made[2].seen == 0 and made[3].seen > 100
