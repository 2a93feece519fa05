"""Two old invoices, two new ones and the subject, which is left out."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Plain, What


def test_buying_more():
    what = [What(str(n), "A", day, day + 30, 100_00) for n, day in enumerate((100, 120, 300, 310))]
    book = Plain(what=[*what, What("9", "A", 320, 350, 50_00)])
    names = ("invoices_90d_count", "invoice_volume_change")
    assert ask(book, "9", [320, 350, 800], *names) == [
        [2, approx(2 / 90 * 220 / 4)],
        [2, approx(2 / 90 * 250 / 4)],
        [0, None],
    ]


def test_a_new_customer_does_not_look_as_if_it_bought_ever_more():
    """Known for 40 days, then for 180: an invoice every 20 days is always the same rate; after a year the year counts."""
    what = [What(str(n), "A", 100 + 20 * n, 130 + 20 * n, 100_00) for n in range(40)]
    said = ask(Plain(what=what), "39", [140, 280, 700], "invoice_volume_change")
    assert said == [[1], [approx(4 / 90 * 180 / 9)], [approx(4 / 90 * 365 / 18)]]
