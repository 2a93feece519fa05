"""Disputes as stretches: an invoice counts once, from when it is known, however many disputes stand."""

from features.disputed import invoice_known, open_disputes, past_disputes
from tests.features.plain import Plain, Row, What, days


def test_an_invoice_counts_once_and_from_when_it_is_known():
    book = Plain(what=[What("1", "A", 0, 30, 100_00, known=12)])
    book.rows.extend([Row("1", 10), Row("1", 15), Row("1", 20, False), Row("1", 25, False)])
    by_customer, by_invoice = open_disputes(book.arrays())
    asked = days([0] * 5), days([12, 13, 16, 21, 26])
    assert by_customer.before(*asked)[:, 0].tolist() == by_invoice.before(*asked)[:, 0].tolist() == [0, 1, 1, 1, 0]
    assert past_disputes(book.arrays())[0].before(*asked)[:, 0].tolist() == [0, 1, 1, 1, 1]
    assert invoice_known(book.arrays()).tolist() == [12]
