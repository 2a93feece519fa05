"""Calendar of one invoice: issued Thursday 1 January 1970, due Saturday 28 February."""

from tests.features.catalog.ask import ask
from tests.features.plain import Plain, What, Who


def test_where_the_due_day_lies():
    book = Plain(what=[What("9", "A", 0, 58, 50_00)])
    names = ("due_in_days", "due_weekday", "due_month_day", "due_to_month_end_days", "due_on_rest_day", "issue_weekday")
    assert ask(book, "9", [0, 60], *names) == [[58, 5, 28, 0, 1, 3], [-2, 5, 28, 0, 1, 3]]


def test_a_holiday_of_the_customers_country():
    """Thursday 3 October 2024."""
    book = Plain(who=[Who("A", country="DE"), Who("B", country="FR")])
    book.what.extend([What("1", "A", 19900, 19999, 1, 19900), What("2", "B", 19900, 19999, 1, 19900)])
    assert [ask(book, name, [19950], "due_on_rest_day") for name in "12"] == [[[1]], [[0]]]
