"""Texts become days, amounts, flags: as the mapping says, or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InvalidValue
from sources.values import AmountReader, DayReader, read_flag, read_instant, read_whole


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %b %Y"])
)
def test_a_day_written_in_a_format_is_read_in_it(day: date, date_format: str) -> None:
    assert DayReader(date_format)(f" {day:{date_format}} ") == day


def test_an_ambiguous_day_is_what_the_mapping_says() -> None:
    assert DayReader("%d/%m/%Y")("03/04/2026") == date(2026, 4, 3)
    assert DayReader("%m/%d/%Y")("03/04/2026") == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text", ["03/04/2026", "2026-02-30", "20260203", "2026-W05-1", "0000-01-01", "9999-12-31", "", "1"]
)
def test_what_is_not_a_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"is not a day written yyyy-mm-dd|has no such day|outside the years"):
        DayReader("%Y-%m-%d")(text)


@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from([(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"), (".", "_")]),
)
def test_an_amount_written_with_marks_is_read_with_them(minor: int, marks: tuple[str, str]) -> None:
    point, thousands = marks
    whole = f"{abs(minor) // 100:,}".replace(",", thousands)
    text = f"{'-' if minor < 0 else ''}{whole}{point}{abs(minor) % 100:02d}"
    assert AmountReader(point, thousands).minor(text, "EUR") == minor


def test_thousands_apart_by_any_space() -> None:
    read = AmountReader(",", " ")
    assert {read.minor(text, "EUR") for text in ("1 234,56", "1\u00a0234,56", "1\u202f234,56", "1234,56")} == {123456}
    assert read.decimal("12,50-") == Decimal("-12.50")


@pytest.mark.parametrize(
    "text",
    ["1,234.56", "1.234", "12 34", "1e400", "NaN", "Infinity", "", "-", "--1", "-1-", "€ 5", "0x1", "١٢", "1.234.56"],
)
def test_an_amount_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        AmountReader(".", "").minor(text, "EUR")


def test_decimals_follow_the_currency() -> None:
    read = AmountReader(".", "")
    assert [read.minor("1234", "JPY"), read.minor("1.5", "EUR"), read.minor("1.234", "KWD")] == [1234, 150, 1234]
    with pytest.raises(InvalidValue, match="more decimals than JPY"):
        read.minor("0.5", "JPY")


def test_flags_and_whole_numbers() -> None:
    yes, no = frozenset({"x"}), frozenset({""})
    assert (read_flag("X", yes, no), read_flag(" ", yes, no)) == (True, False)
    with pytest.raises(InvalidValue, match="neither"):
        read_flag("maybe", yes, no)
    assert (read_whole("30"), read_whole(" 30.0 ")) == (30, 30)
    with pytest.raises(InvalidValue):
        read_whole("30.5")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-05T14:30:00+02:00", datetime(2026, 3, 5, 12, 30, tzinfo=UTC)),
        ("2026-03-05 14:30", datetime(2026, 3, 5, 14, 30, tzinfo=UTC)),
        ("2026-03-05T23:59:59.5Z", datetime(2026, 3, 5, 23, 59, 59, 500000, tzinfo=UTC)),
        (" 05.03.2026 ", datetime(2026, 3, 5, tzinfo=UTC)),
    ],
)
def test_instants(text: str, instant: datetime) -> None:
    assert read_instant(text, DayReader("%d.%m.%Y")) == instant


@pytest.mark.parametrize(
    "text", ["2026-03-05T25:00", "2026-13-05T10:00Z", "noon", "0001-01-01T00:00+14:00", "2026-03-05T10"]
)
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_instant(text, DayReader("%Y-%m-%d"))


@pytest.mark.parametrize("mark", [".", ","])
def test_many_plain_amounts_at_once_are_the_same(mark: str) -> None:
    amounts = AmountReader(mark, "")
    texts = [f"{n}{mark}{n % 100:02d}" for n in range(0, 999_999_999_999, 77_777_777_777)]
    assert amounts.plain_minors(texts, "EUR") == [amounts.minor(text, "EUR") for text in texts]
    assert amounts.plain_minors(["1", "20"], "JPY") == [1, 20]
    oddities = ("1", "-1.00", f"1{mark}0", f"1{mark}000", "", f" 1{mark}00", "٣.٠٠", f"{10**12}{mark}00")
    for odd in (*oddities, f"1{mark}00\n2{mark}00"):
        assert amounts.plain_minors([f"1{mark}00", odd], "EUR") is None


@pytest.mark.parametrize(
    ("text", "date_format", "says"),
    [
        ("2026-02-31", "%Y-%m-%d", "is written yyyy-mm-dd, but the calendar has no such day"),
        ("2026-13-01", "%Y-%m-%d", "is not a day written yyyy-mm-dd|has no such day"),
        ("31.02.2026", "%d.%m.%Y", "is written dd.mm.yyyy, but the calendar has no such day"),
        ("31.02.2026", "%Y-%m-%d", "is not a day written yyyy-mm-dd"),
    ],
)
def test_a_day_the_calendar_lacks_is_told_from_another_notation(text: str, date_format: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        DayReader(date_format)(text)
