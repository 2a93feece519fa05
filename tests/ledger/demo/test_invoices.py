import numpy as np

from ledger.day import weekday
from ledger.demo.parameters import Parameters
from ledger.demo.simulation import Simulation


def test_exactly_as_many_invoices_as_asked_in_order_of_issue(small: Simulation) -> None:
    items = small.items
    assert items.invoice[-1] + 1 == len(np.unique(items.invoice)) == 4_000
    assert (np.diff(items.issued_on) >= 0).all()
    assert items.issued_on[0] >= small.first_on
    assert items.issued_on[-1] <= small.until


def test_instalments_add_up_to_a_few_percent_of_the_invoices(small: Simulation) -> None:
    items = small.items
    parts = np.bincount(items.invoice)
    assert set(parts) == {1, 2, 3}
    assert 0.015 < (parts > 1).mean() < 0.045
    first = np.flatnonzero(items.instalment == 1)
    assert (items.single == (parts[items.invoice] == 1)).all()
    for place in first[parts > 1]:
        rows = np.arange(place, place + parts[items.invoice[place]])
        assert list(items.instalment[rows]) == list(range(1, len(rows) + 1))
        assert (np.diff(items.due_on[rows]) == Parameters().instalment_gap_days).all()
        assert items.amount[rows].max() - items.amount[rows].min() < len(rows), "equal parts, the cents in the last"


def test_customers_buy_only_while_they_are_customers(small: Simulation) -> None:
    items, customers = small.items, small.customers
    assert (items.issued_on >= customers.first_on[items.customer]).all()
    assert (items.issued_on <= customers.last_on[items.customer]).all()
    held = customers.default_on + small.parameters.default_hold_days
    assert (items.issued_on <= held[items.customer]).all()


def test_volume_is_seasonal_and_rushes_at_month_ends(wide: Simulation) -> None:
    issued = wide.items.issued_on
    assert (weekday(issued) >= 5).mean() < 0.02
    stamps = issued.astype("datetime64[D]")
    last_three = (stamps + 3).astype("datetime64[M]") != stamps.astype("datetime64[M]")
    assert last_three.mean() > 0.15
    month = stamps.astype("datetime64[M]").astype(int) % 12
    assert (month == 7).mean() < 0.8 * (month == 10).mean(), "August is quiet, November is not"


def test_terms_are_14_to_90_days_and_amounts_heavy_tailed(wide: Simulation) -> None:
    items = wide.items
    whole = items.instalment == 1
    terms = (items.due_on - items.issued_on)[whole]
    assert terms.min() == 14
    assert terms.max() <= 90 + 30
    amounts = np.sort(items.amount[items.single])
    assert amounts.min() >= 4_000
    assert amounts[-len(amounts) // 100 :].sum() > 0.12 * amounts.sum(), (
        "the largest percent is a good part of the book"
    )
