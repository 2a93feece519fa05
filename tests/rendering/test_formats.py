"""Money, shares and days as people write them, in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from rendering.formats import Formats, spaced

EN, ZH = Formats("en", date(2026, 6, 15)), Formats("zh", date(2026, 6, 15))


@pytest.mark.parametrize(
    ("amount", "currency", "exact", "whole"),
    [
        ("1234.50", "EUR", "€1,234.50", "€1,235"),
        ("-0.40", "EUR", "-€0.40", "€0"),
        ("1234", "JPY", "JP¥1,234", "JP¥1,234"),
        ("1.234", "KWD", "KWD1.234", "KWD1"),
        ("90071992547409.93", "EUR", "€90,071,992,547,409.93", "€90,071,992,547,410"),
    ],
)
def test_money(amount: str, currency: str, exact: str, whole: str) -> None:
    assert EN.money(Decimal(amount), currency).replace("\xa0", "") == exact
    assert EN.whole_money(Decimal(amount), currency).replace("\xa0", "") == whole


def test_money_in_chinese() -> None:
    assert ZH.money(Decimal("1234.5"), "CNY") == "¥1,234.50"


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.0001, "<1%"), (0.25, "25%"), (0.994, "99%"), (0.9999, ">99%"), (1, "100%")]
)
def test_a_nearly_certain_share_is_not_written_as_certain(share: float, said: str) -> None:
    assert EN.percent(share) == said


def test_points() -> None:
    assert [EN.points(share) for share in (0.1234, -0.041, 0.0, -0.0001)] == ["+12.3", "−4.1", "+0.0", "+0.0"]


def test_days() -> None:
    assert EN.date(date(2026, 7, 1)) == "1 Jul"
    assert EN.date(date(2027, 7, 1)) == "1 Jul 2027"
    assert EN.long_date(date(2026, 7, 1)) == "1 Jul 2026"
    assert EN.short_date(date(2027, 7, 1)) == "1 Jul"
    assert EN.date(None) == "–"
    assert (ZH.date(date(2026, 7, 1)), ZH.date(date(2027, 7, 1))) == ("7月1日", "2027/7/1")
    assert ZH.long_date(date(2026, 7, 1)) == "2026年7月1日"


def test_numbers() -> None:
    assert EN.number(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("tight", "said"),
    [("另有发票已逾期2 天", "另有发票已逾期 2 天"), ("通常在到期后11 天付款", "通常在到期后 11 天付款"),
     ("其他未付金额中70%已逾期", "其他未付金额中 70% 已逾期"), ("慢了−3.5 天", "慢了 −3.5 天"), ("周一到期", "周一到期"),
     ("近 90 天，共1,200。", "近 90 天，共 1,200。")],
)  # fmt: skip
def test_numbers_stand_apart_in_chinese(tight: str, said: str) -> None:
    assert spaced(tight) == said == spaced(said)
