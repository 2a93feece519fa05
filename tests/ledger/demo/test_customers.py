import numpy as np

from ledger.demo.arrays import NEVER, History
from ledger.demo.customers import draw_customers
from ledger.demo.parameters import Parameters

HISTORY = History(19_000, 20_095)


def test_behaviours_have_their_shares_and_hazards() -> None:
    parameters = Parameters()
    customers = draw_customers(20_000, HISTORY, parameters, np.random.default_rng(1))
    for place, behaviour in enumerate(parameters.behaviours):
        assert abs((customers.behaviour == place).mean() - behaviour.share) < 0.012
    names = [b.name for b in parameters.behaviours]
    silent = customers.behaviour == names.index("silent_default")
    age = HISTORY.until - customers.first_on[silent]
    expected = 1 - (1 - 1 / 600) ** (age + 1.0)
    fallen = customers.default_on[silent] <= HISTORY.until
    assert abs(fallen.mean() - expected.mean()) < 4 * np.sqrt(0.25 / silent.sum())
    assert (customers.default_on[~silent] > HISTORY.until).mean() > 0.95


def test_customers_are_deterministic_and_consistent() -> None:
    parameters = Parameters()
    one, two = (draw_customers(500, HISTORY, parameters, np.random.default_rng(4)) for _ in range(2))
    assert one.name == two.name
    assert (one.level_days == two.level_days).all()
    assert (one.registered_on <= one.first_on).all()
    assert (one.default_on >= one.first_on).all()
    assert (one.default_on <= NEVER).all()
    assert (one.first_on > HISTORY.first_on).mean() > 0.2, "some are new within the history"
    head = one.parent[one.parent >= 0]
    assert len(head) > 20
    assert (one.parent[head] == -1).all(), "a parent has no parent"
    assert (one.credit_limit % 100_000 == 0).all()


def test_one_currency_by_default_and_others_when_asked() -> None:
    rng = np.random.default_rng(2)
    assert set(draw_customers(300, HISTORY, Parameters(), rng).currency) == {"EUR"}
    mixed = draw_customers(300, HISTORY, Parameters(foreign_currency_share=1.0), rng)
    assert set(mixed.currency) == {"EUR", "USD", "GBP", "CNY", "PLN"}
