"""Invoices without a number: equal whatever the order of rows, and found again when they are paid."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sources.identity import Identities

DAYS = st.integers(1, 3).map(lambda day: date(2026, 1, day))
ROWS = st.lists(st.tuples(st.sampled_from("AB"), DAYS, st.integers(1, 2), st.none() | DAYS), max_size=12)


def names(rows: list[tuple[str, date, int, date | None]]) -> list[str]:
    identities = Identities("erp")
    for place, (customer, issued, amount, paid) in enumerate(rows):
        identities.see(place, (customer, issued, issued, amount), paid)
    identities.settle()
    return [identities.name(place) for place in range(len(rows))]


@given(ROWS, st.integers())
def test_a_shuffled_file_gives_the_same_ids(rows: list[tuple[str, date, int, date | None]], seed: int) -> None:
    shuffled = rows.copy()
    Random(seed).shuffle(shuffled)
    assert sorted(zip(names(rows), map(str, rows), strict=True)) == sorted(
        zip(names(shuffled), map(str, shuffled), strict=True)
    )
    assert len(set(names(rows))) == len(rows)


def test_a_later_payment_finds_its_invoice() -> None:
    issued, open_row = date(2026, 1, 1), ("A", date(2026, 1, 1), 5, None)
    paid_row = ("A", issued, 5, date(2026, 2, 1))
    assert names([open_row, paid_row]) == [names([paid_row, paid_row])[1], names([paid_row])[0]]
    later = ("A", issued, 5, date(2026, 3, 1))
    assert names([later, paid_row]) == names([open_row, paid_row])


def test_equals_keep_their_number_when_one_is_paid() -> None:
    """What names them comes first: 1 and 2 stay who they are, whichever is paid; what may change comes last."""

    def numbers(*rows: tuple[str, date | None, str]) -> list[str]:
        identities = Identities("erp")
        for place, (order, paid, status) in enumerate(rows):
            identities.see(place, ("A", date(2026, 1, 1), date(2026, 2, 1), 5), paid, (order,), (status,))
        identities.settle()
        return [identities.name(place) for place in range(len(rows))]

    opened = numbers(("x", None, "open"), ("y", None, "open"))
    for paid in (("x",), ("y",), ("x", "y")):
        rows = [(name, date(2026, 2, 1) if name in paid else None, "paid" if name in paid else "open") for name in "xy"]
        assert numbers(*rows) == opened
    first, second = numbers(("", date(2026, 2, 1), "a"), ("", None, "b"))
    assert numbers(("", date(2026, 3, 1), "c"), ("", date(2026, 2, 1), "d")) == [second, first]


def test_ids_do_not_depend_on_what_else_is_in_the_file() -> None:
    row = ("A", date(2026, 1, 1), 5, None)
    assert names([("B", date(2026, 1, 1), 5, None), row])[1] == names([row])[0]
    assert Identities("erp").settle() is None  # type: ignore[func-returns-value]


def test_a_row_that_could_not_be_read_has_no_id() -> None:
    identities = Identities("erp")
    identities.settle()
    assert identities.name(0) == "", "a file of such rows only"
    identities.see(1, ("A", date(2026, 1, 1), date(2026, 2, 1), 100), None)
    identities.settle()
    assert [bool(identities.name(place)) for place in range(4)] == [False, True, False, False]
