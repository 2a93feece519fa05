"""The invoices: who is billed when, for how much, due when; and in which instalments."""

from dataclasses import dataclass

import numpy as np

from ledger.day import weekday
from ledger.demo.arrays import Codes, Days, Flags, Floats, History, Money, months_of
from ledger.demo.customers import Customers
from ledger.demo.parameters import Parameters

LARGEST_AMOUNT = 25_000_000.0  # major units


@dataclass(frozen=True)
class Items:
    """One row per open item (an invoice or an instalment of it), in order of issue."""

    invoice: Days  # place of the invoice, 0 … invoices − 1, in order of issue
    instalment: Codes  # 1, 2, 3
    single: Flags  # the only item of its invoice
    customer: Days
    issued_on: Days
    due_on: Days
    amount: Money
    amount_effect: Floats  # log(amount of the invoice ÷ the customer's median)
    business_unit: Codes
    purchase_order: Days  # its number, 0 = none
    purchase_order_missing: Flags  # the customer insists on one


def draw_items(
    count: int, customers: Customers, history: History, parameters: Parameters, rng: np.random.Generator
) -> Items:
    """Items of `count` invoices issued within the history.

    A customer's invoices fall evenly on the seasonal calendar of its own buying days: how many there are says nothing
    about what happens to it later, which keeps the oracle exact.
    """
    first_on, until = history
    mass = np.concatenate([[0.0], np.cumsum(_day_weights(np.arange(first_on, until + 1, dtype=np.int32), parameters))])
    start = mass[customers.first_on - first_on]
    end = mass[np.maximum(np.minimum(customers.last_on, until) + 1 - first_on, customers.first_on - first_on)]
    weight = customers.invoice_rate * (end - start)
    customer = np.repeat(np.arange(len(weight)), rng.multinomial(count, weight / weight.sum())).astype(np.int32)
    drawn = start[customer] + rng.random(count) * (end - start)[customer]
    issued_on = (first_on + np.searchsorted(mass, drawn, side="right") - 1).astype(np.int32)
    order = np.argsort(issued_on, kind="stable")
    customer, issued_on = customer[order], issued_on[order]

    unit = rng.choice(len(parameters.business_units), size=count, p=[u[1] for u in parameters.business_units])
    of_unit = np.array([u[2] for u in parameters.business_units])[unit]
    spread = customers.amount_sigma[customer]
    effect = spread * rng.normal(size=count) + np.where(spread > 0.1, np.log(of_unit), 0.0)
    major = np.clip(customers.amount_median[customer] * np.exp(effect), parameters.amount_minimum, LARGEST_AMOUNT)
    amount = np.round(major * 100).astype(np.int64)
    wants_order = customers.needs_purchase_order[customer]
    missing = wants_order & (rng.random(count) < parameters.purchase_order_missing_share)
    order_number = np.where(wants_order & ~missing, rng.integers(4_500_000, 4_600_000, count), 0)
    invoices = Items(
        invoice=np.arange(count, dtype=np.int32),
        instalment=np.ones(count, dtype=np.int16),
        single=np.ones(count, dtype=bool),
        customer=customer,
        issued_on=issued_on,
        due_on=_due_days(customer, issued_on, customers, parameters, rng),
        amount=amount,
        amount_effect=effect,
        business_unit=unit.astype(np.int16),
        purchase_order=order_number.astype(np.int32),
        purchase_order_missing=missing,
    )
    return _instalments(invoices, parameters, rng)


def _day_weights(days: Days, parameters: Parameters) -> Floats:
    """How busy each day is: months, weekdays, and the rush of the last three days of a month."""
    weight = np.array(parameters.month_weights)[months_of(days) % 12]
    weight = weight * np.array(parameters.weekday_weights)[weekday(days)]
    rush = months_of((days + 3).astype(np.int32)) != months_of(days)
    busy: Floats = np.where(rush, weight * parameters.month_end_weight, weight)
    return busy


def _due_days(
    customer: Days, issued_on: Days, customers: Customers, parameters: Parameters, rng: np.random.Generator
) -> Days:
    """Issue + terms: sometimes not the customer's usual ones, and to the end of the month for some customers."""
    count = len(customer)
    share = np.array([w for _, w in parameters.terms_days])
    other = np.array([t for t, _ in parameters.terms_days])[rng.choice(len(share), size=count, p=share / share.sum())]
    differs = rng.random(count) < parameters.other_terms_share
    due_on = (issued_on + np.where(differs, other, customers.terms_days[customer])).astype(np.int32)
    next_month = due_on.astype("datetime64[D]").astype("datetime64[M]") + 1
    month_end = next_month.astype("datetime64[D]").astype(np.int64) - 1
    return np.where(customers.end_of_month[customer], month_end, due_on).astype(np.int32)


def _instalments(invoices: Items, parameters: Parameters, rng: np.random.Generator) -> Items:
    """A few percent of the larger invoices fall due in two or three equal parts."""
    amount = invoices.amount
    chosen = (rng.random(len(amount)) < parameters.instalment_share) & (amount > parameters.instalment_minimum)
    parts = np.where(chosen, rng.integers(2, 4, len(amount)), 1)
    at = np.repeat(np.arange(len(amount)), parts)
    instalment = np.arange(len(at)) - np.repeat(np.cumsum(parts) - parts, parts) + 1
    share = amount[at] // parts[at]
    return Items(
        invoice=invoices.invoice[at],
        instalment=instalment.astype(np.int16),
        single=parts[at] == 1,
        customer=invoices.customer[at],
        issued_on=invoices.issued_on[at],
        due_on=(invoices.due_on[at] + (instalment - 1) * parameters.instalment_gap_days).astype(np.int32),
        amount=np.where(instalment == parts[at], amount[at] - share * (parts[at] - 1), share),
        amount_effect=invoices.amount_effect[at],
        business_unit=invoices.business_unit[at],
        purchase_order=invoices.purchase_order[at],
        purchase_order_missing=invoices.purchase_order_missing[at],
    )
