"""Count, first and last day of payment equal a search through the facts in force."""

from hypothesis import given, settings
from hypothesis import strategies as st

from features.pay_days import PayDays
from features.spans import paid_days
from tests.features.plain import NEVER, Money, Plain, Who, days

facts = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.integers(0, 40), st.integers(0, 9), st.one_of(st.just(NEVER), st.integers(1, 20))
    ),
    max_size=15,
)


@settings(max_examples=150)
@given(facts)
def test_it_finds_what_a_search_finds(made):
    plain = Plain(who=[Who("A"), Who("B")])
    for customer, paid, wait, until in made:
        known = paid + wait
        plain.money.append(Money(customer, paid, known, NEVER if until == NEVER else known + until))
    asked = PayDays(paid_days(plain.arrays()))
    for as_of in range(0, 70, 3):
        count, first, last = asked.before(days([0, 1, -1]), days([as_of] * 3))
        for number, customer in enumerate("AB"):
            found = {one.paid for one in plain.money if one.customer == customer and one.known < as_of <= one.until}
            assert count[number] == len(found)
            if found:
                assert (first[number], last[number]) == (min(found), max(found))
        assert count[2] == 0
