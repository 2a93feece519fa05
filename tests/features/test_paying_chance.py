"""Chances worked out by hand. 1970-01-01 (day 0) was a Thursday; day 8 is Friday 9 January."""

import numpy as np
import pytest

from features.paying_chance import LONGEST_DAYS, SUREST, PayingChance

EVEN_MONTH = np.where(np.arange(32) > 0, 1 / 31, 0.0)[None, :]
FRIDAYS = np.array([[0, 0, 0, 0, 1.0, 0, 0]])
EVERY_DAY = np.full((1, 7), 1 / 7)


def asked(*numbers: int):
    return np.zeros(len(numbers), dtype=np.int64), np.array(numbers, dtype=np.int64)


def test_a_customer_of_fridays_pays_on_fridays():
    chance = PayingChance.of(FRIDAYS, EVEN_MONTH)
    assert chance.on(*asked(7, 8, 9)).tolist() == [0, SUREST, 0]
    # from Saturday 3 to Thursday 8 January none, from Saturday to Friday one
    row, first = asked(2, 2)
    assert chance.within(row, first, np.array([6, 7])).tolist() == [0, pytest.approx(SUREST)]
    # on Friday the run is today, on Sunday two days ago, on Thursday six days ago; the week before is not quite sure
    assert chance.days_since(*asked(8, 10, 14)) == pytest.approx([0.21, 2.21, 6.21], abs=0.01)


def test_an_even_share_is_a_little_more_likely_than_not():
    chance = PayingChance.of(EVERY_DAY, EVEN_MONTH).on(*asked(8))
    rate = 365.25 / 12 / 31
    assert chance == pytest.approx([rate**2 / (rate**2 + 0.25)])


def test_one_who_never_pays_on_these_days_waits_the_longest():
    none = PayingChance.of(np.zeros((1, 7)), EVEN_MONTH)
    assert none.days_since(*asked(8)).tolist() == [LONGEST_DAYS]
    assert none.within(*asked(8), np.array([400])).tolist() == [0]


def test_days_of_the_month_count_too():
    tenth = np.zeros((1, 32))
    tenth[0, 10] = 1.0
    chance = PayingChance.of(EVERY_DAY, tenth)
    # day 9 is 10 January, day 40 is 10 February
    assert chance.on(*asked(8, 9, 40)).tolist() == [0, SUREST, SUREST]
    assert chance.days_since(*asked(39)) == pytest.approx([30 + 0.03 * 1], abs=0.05)


def test_alone_as_in_company():
    shares = np.random.default_rng(5)
    chance = PayingChance.of(shares.dirichlet(np.ones(7), 40), shares.dirichlet(np.ones(32), 40))
    row, day = np.repeat(np.arange(40), 10), shares.integers(-500, 20_000, 400)
    length = shares.integers(1, 60, 400)
    for number in (0, 7, 399):
        one = slice(number, number + 1)
        assert chance.within(row[one], day[one], length[one])[0] == chance.within(row, day, length)[number]
        assert chance.days_since(row[one], day[one])[0] == chance.days_since(row, day)[number]
