"""The customers: what anyone may see of them, and how they really behave."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ledger.demo.arrays import NEVER, Codes, Days, Flags, Floats, History, Money
from ledger.demo.names import company_name, person_name
from ledger.demo.parameters import Behaviour, Parameters
from ledger.demo.paying_days import (
    ANY_DAY,
    BUSINESS_DAY,
    FIRST_MONTH_DAY_RULE,
    FIRST_WEEKDAY_RULE,
    MONTH_DAY_RUNS,
    RULES,
)


@dataclass(frozen=True)
class Customers:
    """One row per customer. The second half is hidden from the ledger and known to the oracle."""

    name: list[str]
    country: Codes
    industry: Codes
    size: Codes
    parent: Days  # place of the parent, −1 if none
    currency: list[str]
    terms_days: Days
    end_of_month: Flags
    credit_limit: Money
    natural: Flags
    registered_on: Days
    needs_purchase_order: Flags
    bundles: Flags  # pays in one transfer what it pays on one day

    behaviour: Codes
    calendar: Codes  # of PayingDays
    invoice_rate: Floats  # relative
    amount_median: Floats  # major units
    amount_sigma: Floats
    first_on: Days  # first and last day on which it buys
    last_on: Days
    default_on: Days  # pays nothing from this day on; NEVER for most
    level_days: Floats
    drift_on: Days
    drift_per_day: Floats
    season_from: Codes  # month 0 … 11
    season_days: Floats


def draw_customers(count: int, history: History, parameters: Parameters, rng: np.random.Generator) -> Customers:
    """The customers of a history: some are there from its first day, some come later, some leave."""
    chosen = parameters.behaviours
    behaviour = _choice(rng, [b.share for b in chosen], count)
    country = _choice(rng, [c[1] for c in parameters.countries], count)
    industry = _choice(rng, [i[1] for i in parameters.industries], count)
    natural = rng.random(count) < parameters.natural_person_share
    size = np.where(natural, 0, _choice(rng, [s[1] for s in parameters.sizes], count)).astype(np.int16)
    parent = _parents(rng, size, natural, parameters)
    buying_from, buying_to, registered_on = _lifetimes(rng, count, history, parameters)
    default_on = _defaults(rng, chosen, behaviour, buying_from)
    rate = np.array([s[2] for s in parameters.sizes])[size] * np.exp(parameters.volume_sigma * rng.normal(size=count))
    scale = np.array([s[3] for s in parameters.sizes])[size]
    amount = parameters.amount_median * scale * np.exp(parameters.amount_customer_sigma * rng.normal(size=count))
    subscription = rng.random(count) < parameters.subscription_share
    shift = np.array([c[2] for c in parameters.countries])[country]
    shift = shift + np.array([i[2] for i in parameters.industries])[industry]
    codes = [c[0] for c in parameters.countries]
    drift = _column(chosen, behaviour, lambda b: b.name == "drifting")
    seasonal = _column(chosen, behaviour, lambda b: b.name == "seasonal")
    return Customers(
        name=[
            person_name(codes[c], rng) if n else company_name(codes[c], rng)
            for c, n in zip(country, natural, strict=True)
        ],
        country=country,
        industry=industry,
        size=size,
        parent=parent,
        currency=_currencies(rng, country, parameters),
        terms_days=np.array([t for t, _ in parameters.terms_days], dtype=np.int32)[
            _choice(rng, [w for _, w in parameters.terms_days], count)
        ],
        end_of_month=rng.random(count) < parameters.end_of_month_terms_share,
        credit_limit=_credit_limits(rng, amount, rate),
        natural=natural,
        registered_on=registered_on,
        needs_purchase_order=(rng.random(count) < parameters.purchase_order_share) & ~natural,
        bundles=_has_runs(chosen, behaviour) | (rng.random(count) < parameters.bundler_share),
        behaviour=behaviour,
        calendar=_calendars(rng, chosen, behaviour, country, natural),
        invoice_rate=rate,
        amount_median=amount,
        amount_sigma=np.where(subscription, 0.02, parameters.amount_invoice_sigma),
        first_on=buying_from,
        last_on=np.minimum(buying_to, default_on + parameters.default_hold_days).astype(np.int32),
        default_on=default_on,
        level_days=_levels(rng, behaviour, shift, parent, parameters),
        drift_on=(history.first_on + rng.uniform(0.0, 0.6, count) * (history.until - history.first_on)).astype(
            np.int32
        ),
        drift_per_day=drift * rng.uniform(*parameters.drift_days_per_year, count) / 365.0,
        season_from=rng.integers(0, 12, count).astype(np.int16),
        season_days=seasonal * rng.uniform(*parameters.season_days, count),
    )


def _choice(rng: np.random.Generator, weights: list[float], count: int) -> Codes:
    share = np.array(weights) / np.sum(weights)
    return rng.choice(len(weights), size=count, p=share).astype(np.int16)


def _column(behaviours: tuple[Behaviour, ...], at: Codes, of: Any) -> Floats:
    values: Floats = np.array([of(b) for b in behaviours], dtype=np.float64)[at]
    return values


def _has_runs(behaviours: tuple[Behaviour, ...], behaviour: Codes) -> Flags:
    runs: Flags = _column(behaviours, behaviour, lambda b: b.name in ("weekday_runs", "month_day_runs")) > 0
    return runs


def _parents(rng: np.random.Generator, size: Codes, natural: Flags, parameters: Parameters) -> Days:
    """Some companies belong to a medium or large one; a parent has no parent of its own."""
    count = len(size)
    heads = np.flatnonzero((size >= 2) & (rng.random(count) < 0.25))
    belongs = (rng.random(count) < parameters.group_share) & ~natural
    belongs[heads] = False
    if not len(heads):
        return np.full(count, -1, dtype=np.int32)
    return np.where(belongs, heads[rng.integers(0, len(heads), count)], -1).astype(np.int32)


def _lifetimes(
    rng: np.random.Generator, count: int, history: History, parameters: Parameters
) -> tuple[Days, Days, Days]:
    """First and last day of buying, and the day of registration."""
    first_on, until = history
    late = rng.random(count) < parameters.late_start_share
    buying_from = np.where(late, first_on + rng.uniform(0.05, 0.98, count) * (until - first_on), first_on)
    leaves = rng.random(count) < parameters.leaver_share
    buying_to = np.where(leaves, buying_from + rng.uniform(0.2, 1.0, count) * (until - buying_from), until)
    known_before = np.where(late, rng.integers(0, 20, count), rng.integers(10, 2500, count))
    return buying_from.astype(np.int32), buying_to.astype(np.int32), (buying_from - known_before).astype(np.int32)


def _defaults(rng: np.random.Generator, behaviours: tuple[Behaviour, ...], behaviour: Codes, since: Days) -> Days:
    """The first day without payments: a constant daily hazard since the first day of buying (geometric)."""
    hazard = _column(behaviours, behaviour, lambda b: b.default_per_day)
    wait = rng.geometric(hazard) - 1
    default_on: Days = np.minimum(since.astype(np.int64) + wait, NEVER).astype(np.int32)
    return default_on


def _currencies(rng: np.random.Generator, country: Codes, parameters: Parameters) -> list[str]:
    foreign = dict(parameters.foreign_currencies)
    own = [foreign.get(parameters.countries[c][0], parameters.base_currency) for c in country]
    abroad = rng.random(len(country)) < parameters.foreign_currency_share
    return [code if away else parameters.base_currency for code, away in zip(own, abroad, strict=True)]


def _credit_limits(rng: np.random.Generator, amount: Floats, rate: Floats) -> Money:
    """Round thousands, roughly what a customer may owe at once; in minor units."""
    wanted = amount * rate * 5.0 * np.exp(0.4 * rng.normal(size=len(amount)))
    return (np.maximum(np.round(wanted / 1000.0), 1).astype(np.int64)) * 100_000


def _calendars(
    rng: np.random.Generator, behaviours: tuple[Behaviour, ...], behaviour: Codes, country: Codes, natural: Flags
) -> Codes:
    """The calendar of PayingDays: the country's, with the rule of the behaviour."""
    count = len(behaviour)
    names = np.array([b.name for b in behaviours])[behaviour]
    weekday = rng.integers(FIRST_WEEKDAY_RULE, FIRST_MONTH_DAY_RULE, count)
    month_day = rng.integers(FIRST_MONTH_DAY_RULE, FIRST_MONTH_DAY_RULE + len(MONTH_DAY_RUNS), count)
    rule = np.where(natural, ANY_DAY, BUSINESS_DAY)
    rule = np.where(names == "weekday_runs", weekday, rule)
    rule = np.where(names == "month_day_runs", month_day, rule)
    return (country.astype(np.int64) * RULES + rule).astype(np.int16)


def _levels(rng: np.random.Generator, behaviour: Codes, shift: Floats, parent: Days, parameters: Parameters) -> Floats:
    """The usual delay: behaviour, country and industry (`shift`), group, and the customer itself."""
    count = len(behaviour)
    mean = _column(parameters.behaviours, behaviour, lambda b: b.level_days)
    spread = _column(parameters.behaviours, behaviour, lambda b: b.level_spread_days)
    group = np.where(parent >= 0, parent, np.arange(count))
    of_group = parameters.group_level_spread_days * rng.normal(size=count)[group]
    levels: Floats = mean + spread * rng.normal(size=count) + shift + of_group
    return levels
