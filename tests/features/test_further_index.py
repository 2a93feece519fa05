"""Categories become groups of the market, by what was known when each closing was known."""

from features.further_index import UNKNOWN, groups
from features.index import FeatureIndex
from ledger.further_columns import further_columns
from ledger.policy import Policy
from tests.features.plain import Move, Plain, What, Who, days, texts

DECLARED = ("customer.size:category", "invoice.channel:category")
SIZE, CHANNEL = further_columns(DECLARED)


def index():
    who = [Who("A", until=25, attributes={"size": "small"}), Who("A", 25, attributes={"size": "large"})]
    what = [What("1", "A", 0, 10, 100_00, attributes={"channel": "post"}), What("2", "A", 0, 20, 100_00)]
    moves = [Move("1", 15, 100_00), Move("2", 30, 100_00)]
    return FeatureIndex(Plain(who=who, what=what, moves=moves).arrays(), Policy(further_features=DECLARED))


def test_a_closing_belongs_to_the_category_its_customer_and_invoice_were_in():
    market = index().market
    keys = [(str(SIZE), "small"), (str(SIZE), "large"), (str(CHANNEL), "post")]
    numbers = days([market.numbers[key] for key in keys])
    assert market.levels(numbers, days([99] * 3), 365).tolist() == [[1, 5, 1], [1, 10, 1], [1, 5, 1]]


def test_a_text_never_settled_under_and_no_text_differ():
    made = index()
    numbers = made.market.numbers
    assert groups(SIZE, texts(["huge", "", "small"]), numbers).tolist() == [-1, UNKNOWN, numbers[str(SIZE), "small"]]
    assert made.further.customer_groups(SIZE, numbers) is made.further.customer_groups(SIZE, numbers)
    assert made.further.of_customers(SIZE) is made.further.of_customers(SIZE)
