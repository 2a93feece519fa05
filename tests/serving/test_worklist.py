"""What the list shows, in what order, summed how."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.policy import Policy
from serving.book import BookView, OpenItem
from serving.worklist import CUSTOMER_SORTS, ITEM_SORTS, Wanted, by_customer, selected, sort_key, strongest, totals


def names(items: list[OpenItem]) -> list[str]:
    return [item.score.invoice_id for item in items]


def test_the_most_useful_contact_stands_first(view: BookView) -> None:
    shown = selected(view.open_items, Wanted(), view.policy)
    worth = [item.shown(item.score.priority_minor) for item in shown]
    assert worth == sorted(worth, reverse=True) and names(shown)[0] == "INV-1006"


@pytest.mark.parametrize("sort", ITEM_SORTS)
def test_every_order_is_total(view: BookView, sort: str) -> None:
    keys = [sort_key(item, sort) for item in selected(view.open_items, Wanted(), view.policy, sort)]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)


def test_filters(view: BookView) -> None:
    assert {item.score.risk_band for item in selected(view.open_items, Wanted(band="high"), view.policy)} == {"high"}
    assert {item.score.stage for item in selected(view.open_items, Wanted(stage="overdue"), view.policy)} == {"overdue"}
    assert set(names(selected(view.open_items, Wanted(search="nordWIND"), view.policy))) == {"INV-1001", "INV-1007"}
    assert names(selected(view.open_items, Wanted(search="1003"), view.policy)) == ["INV-1003"]
    assert set(names(selected(view.open_items, Wanted(search="远洋"), view.policy))) == {"INV-1002", "INV-1008"}
    assert set(names(selected(view.open_items, Wanted(customer_id="C-6"), view.policy))) == {"INV-1006"}
    assert selected(view.open_items, Wanted(search="no such"), view.policy) == []


def test_what_is_overdue_too_long_is_listed_only_when_asked_for(view: BookView) -> None:
    """With a policy of 10 days the items overdue longer leave the list, but not a search for their customer."""
    policy = replace(view.policy, handed_over_after_days=10)
    over = {name for item in view.open_items if item.overdue_days > 10 for name in names([item])}
    assert over
    assert not over & set(names(selected(view.open_items, Wanted(), policy)))
    assert set(names(selected(view.open_items, Wanted(stage="handed_over"), policy))) == over
    one = sorted(over)[0]
    assert one in names(selected(view.open_items, Wanted(search=one), policy))
    assert names(selected(view.open_items, Wanted(stage="handed_over"), view.policy)) == []


def test_totals(view: BookView) -> None:
    summed = totals(view.open_items)
    assert (summed.items, summed.overdue_items, summed.without_rate) == (9, 3, 0)
    assert summed.overdue < summed.open and summed.at_risk < summed.open and summed.cash < summed.open
    without = [replace(item, to_shown=None) for item in view.open_items]
    assert totals(without).open == 0 and totals(without).without_rate == 9


@pytest.mark.parametrize("sort", CUSTOMER_SORTS)
def test_a_customer_row_sums_its_items(view: BookView, sort: str) -> None:
    rows = by_customer(view.open_items, Policy(), sort)
    whole = totals(view.open_items)
    assert sum(row.items for row in rows) == 9 and len(rows) == 6
    assert sum(row.open for row in rows) == pytest.approx(whole.open)
    assert sum(row.at_risk for row in rows) == pytest.approx(whole.at_risk)
    two = next(row for row in rows if row.customer_id == "C-6")
    assert two.risk == pytest.approx((0.82 + 0.47) / 2) and two.band == "high"
    assert sum(reason.points for reason in two.reasons) == pytest.approx(two.risk - 0.3)


@given(st.lists(st.floats(-1, 1), max_size=7), st.integers(0, 5))
def test_strongest_reasons(points: list[float], count: int) -> None:
    from ledger.scores import Reason

    reasons = [Reason("habit", "p_late", 0.0, value, "", "") for value in points]
    found = strongest(reasons, count)
    assert len(found) <= count
    assert all(abs(reason.points) >= 0.005 for reason in found)
    left_out = [abs(reason.points) for reason in reasons if reason not in found]
    assert not found or len(found) < count or max(left_out, default=0) <= min(abs(reason.points) for reason in found)
