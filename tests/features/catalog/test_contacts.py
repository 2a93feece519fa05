"""A call in February, told late; a letter in March, taken back; a note is no contact."""

from features.feature import catalog, left_out
from tests.features.catalog.ask import ask
from tests.features.plain import Plain, Talk, What


def test_contacts_count_from_the_day_they_were_known():
    book = Plain(what=[What("9", "A", 0, 30, 100_00)])
    book.talks.extend([Talk("A", 40, 50), Talk("A", 60, 60, 80, "reminder"), Talk("A", 70, 70, kind="note")])
    names = ("contacts_90d_count", "since_last_contact_days")
    assert ask(book, "9", [50, 51, 61, 81, 140, 141], *names) == [
        [0, None], [1, 11], [2, 1], [1, 41], [1, 100], [0, 101],
    ]  # fmt: skip


def test_they_are_left_out_with_the_reason():
    told = [one for one in left_out() if one.family == "contacts"]
    assert len(told) == 2 and not set(told) & set(catalog())
    assert all(one.left_out and "confounded" in one.left_out.en for one in told)
