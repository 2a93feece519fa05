"""What the models know of a customer on a day, beside its peers: the features that do not hang on a single invoice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.feature import Feature, Floats
from features.frame import build
from features.further import columns
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.arrays import Codes

ACTIVE_DAYS = 365
FEWEST_PEERS = 20
MOST_PEERS = 2_000
"""Peers beyond are left out, evenly over their ids: a median of 2,000 moves by less than anyone would notice."""


@dataclass(frozen=True, slots=True)
class Peers:
    """Customers with an invoice in the last 365 days that are compared with: of one industry and country, if those are 20."""

    customers: Codes
    industry: str  # "": of every industry
    country: str  # "": of every country


@dataclass(frozen=True, slots=True)
class CustomerFeature:
    """A feature's value and the median of the peers that have one; NaN: missing."""

    feature: Feature
    value: float
    peers_median: float


def customer_features(index: FeatureIndex, customer: int, as_of: int) -> tuple[list[CustomerFeature], Peers]:
    """Every feature about customers, of one (its code in the index's arrays) at the start of a day."""
    told = [one for one in columns(index.policy.further_features) if one.about == "customer"]
    peers = peers_of(index, customer, as_of)
    asked = np.append(np.int32(customer), peers.customers).astype(np.int32)
    frame = build(index, no_invoice(asked, as_of), told)
    return [
        CustomerFeature(one, float(frame[0, number]), _median(frame[1:, number])) for number, one in enumerate(told)
    ], peers


def peers_of(index: FeatureIndex, customer: int, as_of: int) -> Peers:
    """Other active customers of its industry and country; of its industry, its country, then all, until they are 20."""
    versions, items = index.arrays.customers, index.arrays.items
    lately = (items.known_on < as_of) & (items.known_on >= as_of - ACTIVE_DAYS) & ~items.credit_note
    active = np.setdiff1d(items.customer[lately], [customer])
    day = np.full(len(active), as_of, dtype=np.int32)
    industry, country = np.append("", versions.industry), np.append("", versions.country)
    row = index.customer_versions.before(active, day)
    own = index.customer_versions.before(np.array([customer]), np.array([as_of]))[0]
    same_industry = (industry[row] == industry[own]) | (industry[own] == "")
    same_country = (country[row] == country[own]) | (country[own] == "")
    wanted = (
        (same_industry & same_country, industry[own], country[own]), (same_industry, industry[own], ""),
        (same_country, "", country[own]),
    )  # fmt: skip
    for same, of_industry, of_country in wanted:
        if (of_industry or of_country) and same.sum() >= FEWEST_PEERS:
            return Peers(_thinned(active[same]), str(of_industry), str(of_country))
    return Peers(_thinned(active), "", "")


def no_invoice(customer: Codes, as_of: int) -> Subjects:
    """A subject a customer that stands for no invoice: issued and due that day, of no amount, shape (n,)."""
    count = len(customer)
    day, none = np.full(count, as_of, dtype=np.int32), np.full(count, -1, dtype=np.int32)
    money, no = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    return Subjects(
        customer=customer, item=none, invoice=none, issued_on=day, due_on=day, amount=money, base=money, base_known=no,
        decimals=np.full(count, 2, dtype=np.int64), open=money, paid_share=np.zeros(count), purchase_order=no, disputed=no,
        as_of=day,
    )  # fmt: skip


def _thinned(customers: NDArray[np.int32]) -> Codes:
    if len(customers) <= MOST_PEERS:
        return customers.astype(np.int32)
    return customers[np.linspace(0, len(customers) - 1, MOST_PEERS).astype(np.int64)].astype(np.int32)


def _median(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan
