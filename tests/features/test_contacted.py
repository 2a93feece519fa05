"""Contacts as stretches of knowledge: two on one day are one day, and it stands until both are taken back."""

from features.contacted import contact_days, contacts
from tests.features.plain import Plain, Talk, What, days


def test_a_day_stands_while_one_of_its_contacts_does():
    book = Plain(what=[What("9", "A", 0, 30, 100_00)])
    book.talks.extend([Talk("A", 5, 5, 20), Talk("A", 5, 7, 30, "e-mail"), Talk("A", 6, 6, kind="note")])
    found = contact_days(book.arrays())
    assert (found.day.tolist(), found.start.tolist(), found.end.tolist()) == ([5], [5], [30])
    sums = contacts(book.arrays())
    assert sums.sums(days([0] * 4), days([5, 8, 21, 31]), None)[:, 0].tolist() == [0, 2, 1, 0]
    assert contact_days(Plain(what=book.what).arrays()).end.tolist() == []
