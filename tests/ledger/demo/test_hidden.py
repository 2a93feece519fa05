import numpy as np

from ledger.demo.simulation import Simulation


def test_drifting_customers_get_slower_and_seasonal_ones_are_slow_in_season(wide: Simulation) -> None:
    items, customers, names = wide.items, wide.customers, [b.name for b in wide.parameters.behaviours]
    behaviour = customers.behaviour[items.customer]
    residual = wide.hidden.delay.level_days - customers.level_days[items.customer]
    drifting = behaviour == names.index("drifting")
    early = items.issued_on < wide.first_on + 200
    late = items.issued_on > wide.until - 200
    assert residual[drifting & late].mean() - residual[drifting & early].mean() > 12
    seasonal = behaviour == names.index("seasonal")
    month = items.due_on.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    in_season = (month - customers.season_from[items.customer]) % 12 < 3
    assert residual[seasonal & in_season].mean() - residual[seasonal & ~in_season].mean() > 15


def test_the_market_slows_down_once_in_some_industries_in_the_last_third(wide: Simulation) -> None:
    items, customers, parameters = wide.items, wide.customers, wide.parameters
    slowed = np.array([industry[3] for industry in parameters.industries])[customers.industry[items.customer]]
    names = [b.name for b in parameters.behaviours]
    steady = ~np.isin(customers.behaviour[items.customer], [names.index("drifting"), names.index("seasonal")])
    residual = wide.hidden.delay.level_days - customers.level_days[items.customer]
    early = items.issued_on < wide.first_on + 0.66 * (wide.until - wide.first_on)
    late = items.issued_on > wide.first_on + 0.83 * (wide.until - wide.first_on)
    jump = {
        flag: residual[steady & late & (slowed == flag)].mean() - residual[steady & early & (slowed == flag)].mean()
        for flag in (True, False)
    }
    assert abs(jump[True] - parameters.regime_days) < 0.3
    assert abs(jump[False]) < 0.3


def test_missing_purchase_orders_are_slower_and_more_often_disputed(wide: Simulation) -> None:
    missing = wide.items.purchase_order_missing
    single = wide.items.single
    assert wide.hidden.dispute_share[missing & single].mean() > 2 * wide.hidden.dispute_share[~missing & single].mean()
    assert (wide.hidden.dispute_share[~single] == 0).all(), "instalments are not disputed"
