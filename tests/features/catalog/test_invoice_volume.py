"""Two old invoices, two new ones and the subject, which is left out."""

from pytest import approx

from tests.features.catalog.ask import ask
from tests.features.plain import Plain, What


def test_buying_more():
    what = [What(str(n), "A", day, day + 30, 100_00) for n, day in enumerate((100, 120, 300, 310))]
    book = Plain(what=[*what, What("9", "A", 320, 350, 50_00)])
    names = ("invoices_90d_count", "invoice_volume_change")
    assert ask(book, "9", [320, 350, 800], *names) == [
        [2, approx(2 / 90 * 365 / 4)],
        [2, approx(2 / 90 * 365 / 4)],
        [0, None],
    ]
