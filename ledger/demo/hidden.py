"""The hidden state of every item at its issue: the law by which it will be paid. The ledger never sees it."""

import math
from dataclasses import dataclass

import numpy as np

from ledger.demo.arrays import Codes, Days, Flags, Floats, History, months_of
from ledger.demo.customers import Customers
from ledger.demo.delays import DelayLaw
from ledger.demo.invoices import Items
from ledger.demo.parameters import Parameters


@dataclass(frozen=True)
class Hidden:
    """One row per item: every chance that decides when it is paid, fixed at issue."""

    delay: DelayLaw
    calendar: Codes
    part_share: Floats
    dispute_share: Floats  # 0 for instalments
    dispute_first_on: Days  # the first and last day on which a dispute may begin
    dispute_last_on: Days
    cancel_share: Floats  # 0 for instalments; from the day after issue
    cancel_last_on: Days
    default_per_day: Floats
    default_on: Days  # the customer's; the oracle looks at it only to ask whether it lies before as_of


def hidden_state(
    items: Items, customers: Customers, history: History, parameters: Parameters, rng: np.random.Generator
) -> Hidden:
    """Put together customer, month, season, market and invoice into the law of each item."""
    at = items.customer
    behaviour = customers.behaviour[at]
    column = {
        name: np.array([getattr(b, name) for b in parameters.behaviours])[behaviour]
        for name in ("scale_days", "slip_share", "slip_days", "dispute_share", "part_share", "discount_share")
    }
    hazard = np.array([b.default_per_day for b in parameters.behaviours])[behaviour]
    wander = _monthly_wander(customers, history, parameters, rng)
    month = months_of(items.issued_on) - months_of(np.array([history.first_on], dtype=np.int32))
    level = (
        customers.level_days[at]
        + wander[at, month]
        + customers.drift_per_day[at] * np.maximum(items.issued_on - customers.drift_on[at], 0)
        + _season(items, customers, parameters)
        + _regime(items, customers, history, parameters, rng)
        + parameters.amount_effect_days * items.amount_effect
        + parameters.missing_purchase_order_days * items.purchase_order_missing
        + np.array([u[3] for u in parameters.business_units])[items.business_unit]
    )
    delay = DelayLaw(
        items.issued_on, items.due_on, level, column["scale_days"], column["slip_share"], column["slip_days"],
        column["discount_share"], parameters,
    )  # fmt: skip
    factor = np.where(items.purchase_order_missing, parameters.missing_purchase_order_dispute_factor, 1.0)
    lag_first, lag_last = parameters.dispute_lag_days
    return Hidden(
        delay=delay,
        calendar=customers.calendar[at],
        part_share=column["part_share"],
        dispute_share=np.where(items.single, np.minimum(column["dispute_share"] * factor, 0.9), 0.0),
        dispute_first_on=(items.issued_on + lag_first).astype(np.int32),
        dispute_last_on=(items.due_on + lag_last).astype(np.int32),
        cancel_share=np.where(items.single, parameters.cancel_share, 0.0),
        cancel_last_on=(items.issued_on + parameters.cancel_lag_days).astype(np.int32),
        default_per_day=hazard,
        default_on=customers.default_on[at],
    )


def _monthly_wander(customers: Customers, history: History, parameters: Parameters, rng: np.random.Generator) -> Floats:
    """(customers, months): a stationary first-order autoregression around the usual level."""
    first_month, last_month = months_of(np.array(history, dtype=np.int32))
    shocks: Floats = rng.normal(size=(len(customers.behaviour), int(last_month - first_month) + 1))
    memory = parameters.level_memory
    for month in range(1, shocks.shape[1]):
        shocks[:, month] = memory * shocks[:, month - 1] + math.sqrt(1 - memory**2) * shocks[:, month]
    spread = np.array([b.wander_days for b in parameters.behaviours])[customers.behaviour]
    wander: Floats = shocks * spread[:, None]
    return wander


def _season(items: Items, customers: Customers, parameters: Parameters) -> Floats:
    """Three slow months a year for seasonal customers; the weeks around the lunar new year for those in China."""
    due_month = months_of(items.due_on) % 12
    slow = (due_month - customers.season_from[items.customer]) % 12 < 3
    year_start = items.due_on.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    day_of_year = items.due_on - year_start
    china = [code for code, *_ in parameters.countries].index("CN")
    new_year: Flags = (customers.country[items.customer] == china) & (day_of_year >= 14) & (day_of_year <= 55)
    extra: Floats = slow * customers.season_days[items.customer] + new_year * parameters.new_year_days
    return extra


def _regime(
    items: Items, customers: Customers, history: History, parameters: Parameters, rng: np.random.Generator
) -> Floats:
    """Some industries slow down for what is issued from one day on; the day is drawn once for the market."""
    begins_on = history.first_on + rng.uniform(*parameters.regime_window) * (history.until - history.first_on)
    slowed = np.array([i[3] * parameters.regime_days for i in parameters.industries])[
        customers.industry[items.customer]
    ]
    extra: Floats = np.where(items.issued_on >= begins_on, slowed, 0.0)
    return extra
