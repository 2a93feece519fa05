"""Who the customer is, as far as it was known."""

from tests.features.catalog.ask import ask
from tests.features.plain import ALWAYS, Plain, What, Who


def test_age_and_kind():
    who = [Who("A", ALWAYS, 40), Who("A", 40, person=1, registered=-100)]
    book = Plain(who=who, what=[What("1", "A", 5, 30, 100_00), What("9", "A", 30, 90, 50_00)])
    names = ("known_for_days", "registered_for_days", "natural_person")
    assert ask(book, "9", [5, 6, 40, 41], *names) == [
        [None, None, None], [1, None, None], [35, None, None], [36, 141, 1],
    ]  # fmt: skip
