"""A customer beside its peers: who they are, and the median of those that have a value."""

import numpy as np

from features.index import FeatureIndex
from ledger.policy import Policy
from portfolio.customer_features import FEWEST_PEERS, MOST_PEERS, customer_features, no_invoice, peers_of
from tests.features.plain import Move, Plain, What, Who, days


def index(others: int, *, alike: int, industry: str = "steel") -> FeatureIndex:
    """Customer "A" pays 10 days late; "P000" … each as many days late as its number; ``alike`` of them in its ``industry``."""
    names = [f"P{number:03}" for number in range(others)]
    who = [Who("A", country="DE", industry=industry)]
    who += [Who(name, country="DE", industry=industry if n < alike else "food") for n, name in enumerate(names)]
    what = [What(f"i{name}", name, 100, 130, 100_00) for name in ("A", *names)]
    moves = [Move("iA", 140, 100_00)] + [Move(f"i{name}", 130 + n, 100_00) for n, name in enumerate(names)]
    return FeatureIndex(Plain(who=who, what=what, moves=moves).arrays(), Policy())


def test_peers_are_of_the_same_industry_and_country_where_there_are_enough() -> None:
    made = peers_of(index(30, alike=FEWEST_PEERS), 0, 300)
    assert (len(made.customers), made.industry, made.country) == (20, "steel", "DE")
    made = peers_of(index(30, alike=5), 0, 300)
    assert (len(made.customers), made.industry, made.country) == (30, "", "DE")
    assert len(peers_of(index(3, alike=3), 0, 300).customers) == 3
    assert len(peers_of(index(30, alike=5), 0, 600).customers) == 0, "a year without an invoice"


def test_a_customer_of_unknown_industry_has_peers_of_every_industry() -> None:
    made = peers_of(index(30, alike=20, industry=""), 0, 300)
    assert (len(made.customers), made.industry, made.country) == (30, "", "DE")


def test_values_and_medians_of_what_was_known_then() -> None:
    book = index(30, alike=21)
    made, peers = customer_features(book, 0, 300)
    values = {one.feature.name: (one.value, one.peers_median) for one in made}
    assert len(peers.customers) == 21
    assert values["usual_delay_days"] == (10, 10) and values["settled_count"] == (1, 1)
    assert all(one.feature.about == "customer" for one in made) and "amount" not in values
    early = {one.feature.name: (one.value, one.peers_median) for one in customer_features(book, 0, 136)[0]}
    assert np.isnan(early["usual_delay_days"][0]) and early["usual_delay_days"][1] == 2.5


def test_a_very_large_book_is_thinned_evenly() -> None:
    assert len(peers_of(index(MOST_PEERS + 50, alike=0), 0, 300).customers) == MOST_PEERS
    assert no_invoice(days([3, 1]), 9).as_of.tolist() == [9, 9]
