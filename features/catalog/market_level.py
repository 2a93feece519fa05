"""How do the whole book, the customer's country, industry and group of companies pay?

Each level is drawn towards the one above it (empirical Bayes): book → country → industry → group → customer, so that a new
customer answers with its industry's level and a small industry with its country's. How strongly a group or a customer is drawn
is estimated from how customers of the book differ (``features/credibility.py``).
"""

import numpy as np

from features.answers import level, ratio, remembered, settled
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.market import DELAY, LATE, SETTLED
from features.owed import standing
from features.subjects import Subjects

SEGMENT_STRENGTH = 50.0
"""Invoices a segment needs until its own level and the one above it count the same."""
EMPTY = ("nothing in the whole book was settled in the last 365 days", "整个账簿最近 365 天没有结清的发票")


def _share(index: FeatureIndex, subjects: Subjects, window: int, column: int) -> Floats:
    book = level(index, subjects, "book", window)
    return ratio(book[:, column].astype(np.float64), book[:, SETTLED].astype(np.float64))


def _shrunk(index: FeatureIndex, subjects: Subjects, column: int, *, upto: str) -> Floats:
    """Level of the last 365 days of "country", "industry" or "parent", drawn towards those above it."""
    return _both_shrunk(index, subjects, upto)[:, column - DELAY]


def _both_shrunk(index: FeatureIndex, subjects: Subjects, upto: str) -> Floats:
    """The same of DELAY and LATE, (n, 2)."""

    def work_out() -> Floats:
        if upto == "book":
            sums = level(index, subjects, "book", 365).astype(np.float64)
            return ratio(sums[:, DELAY:], sums[:, SETTLED:DELAY])
        above = {"country": "book", "industry": "country", "parent": "industry"}[upto]
        prior = _both_shrunk(index, subjects, above)
        sums = level(index, subjects, upto, 365).astype(np.float64)
        strength = customer_strengths(index, subjects) if upto == "parent" else SEGMENT_STRENGTH
        return np.asarray((sums[:, DELAY:] + strength * prior) / (sums[:, SETTLED:DELAY] + strength))

    return remembered(index, subjects, ("shrunk", upto), work_out)


def customer_strengths(index: FeatureIndex, subjects: Subjects) -> Floats:
    """Invoices a customer needs until its own level and its segment's count the same, for DELAY and LATE, (n, 2)."""
    return remembered(index, subjects, "strengths", lambda: index.market.strengths.before(subjects.as_of))


def customer_strength(index: FeatureIndex, subjects: Subjects, column: int) -> Floats:
    """The same for one of them, (n,)."""
    return customer_strengths(index, subjects)[:, column - DELAY]


@feature(
    name="late_share_shrunk",
    group="customer",
    unit="share",
    meaning=(
        "Share of its invoices the customer pays late, overdue ones counted as late, drawn towards its segment",
        "客户逾期付款的比例（逾期未付计为逾期），并向其群体水平收缩",
    ),
    reason=("expected to pay {value} of its invoices late", "预计 {value} 的发票逾期付款"),
    riskier="higher",
    needs="book",
    missing=EMPTY,
)
def late_share_shrunk(index: FeatureIndex, subjects: Subjects) -> Floats:
    past, now = settled(index, subjects), standing(index, subjects)
    prior, strength = _shrunk(index, subjects, LATE, upto="parent"), customer_strength(index, subjects, LATE)
    late = past.late + now.overdue_count + strength * prior
    return late / (past.invoices + now.overdue_count + strength)


@feature(
    name="delay_shrunk_days",
    group="customer",
    unit="days",
    meaning=(
        "Mean delay of the customer, overdue ones with their days so far, drawn towards its segment",
        "客户平均延迟天数（逾期未付按目前天数计），并向其群体水平收缩",
    ),
    reason=("expected to pay {value} after the due date", "预计在到期后 {value}付款"),
    reason_negative=("expected to pay {value} before the due date", "预计在到期前 {value}付款"),
    reason_zero=("expected to pay on the due date", "预计在到期日付款"),
    riskier="higher",
    needs="book",
    missing=EMPTY,
)
def delay_shrunk_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    past, now = settled(index, subjects), standing(index, subjects)
    prior, strength = _shrunk(index, subjects, DELAY, upto="parent"), customer_strength(index, subjects, DELAY)
    days = past.delay + now.overdue_days + strength * prior
    return days / (past.invoices + now.overdue_count + strength)


@feature(
    name="segment_late_share",
    group="customer",
    unit="share",
    meaning=(
        "Share paid late in the customer's industry over the last 365 days, drawn towards its country and the whole book",
        "客户所在行业最近 365 天逾期付款的比例，向其国家与整个账簿的水平收缩",
    ),
    reason=("in its industry {value} of invoices are paid late", "其行业 {value} 的发票逾期付款"),
    needs="book",
    missing=EMPTY,
)
def segment_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _shrunk(index, subjects, LATE, upto="industry")


@feature(
    name="country_late_share",
    group="customer",
    unit="share",
    meaning=(
        "Share paid late in the customer's country over the last 365 days, drawn towards the whole book",
        "客户所在国最近 365 天逾期付款的比例，向整个账簿的水平收缩",
    ),
    reason=("in its country {value} of invoices are paid late", "其所在国 {value} 的发票逾期付款"),
    needs="book",
    missing=EMPTY,
)
def country_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _shrunk(index, subjects, LATE, upto="country")


@feature(
    name="group_late_share",
    group="customer",
    unit="share",
    meaning=(
        "Share paid late over the last 365 days by the parent and its other companies, drawn towards the industry",
        "母公司及其集团企业最近 365 天逾期付款的比例，向行业水平收缩",
    ),
    reason=("its group of companies pays {value} of invoices late", "其集团 {value} 的发票逾期付款"),
    needs="details",
    missing=("no parent is known, or nothing of its group was settled", "母公司未知，或其集团没有结清的发票"),
)
def group_late_share(index: FeatureIndex, subjects: Subjects) -> Floats:
    known = level(index, subjects, "parent", 365)[:, SETTLED] > 0
    return np.where(known, _shrunk(index, subjects, LATE, upto="parent"), np.nan)


@feature(
    name="book_late_share_30d",
    group="customer",
    unit="share",
    meaning=("Share paid late in the whole book over the last 30 days", "整个账簿最近 30 天逾期付款的比例"),
    reason=("{value} of all invoices were paid late in the last 30 days", "最近 30 天全部发票中 {value} 逾期付款"),
    needs="book",
    missing=("nothing in the whole book was settled in the last 30 days", "整个账簿最近 30 天没有结清的发票"),
)
def book_late_share_30d(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _share(index, subjects, 30, LATE)


@feature(
    name="book_delay_90d_days",
    group="customer",
    unit="days",
    meaning=("Mean delay in the whole book over the last 90 days", "整个账簿最近 90 天的平均延迟天数"),
    reason=("all customers pay {value} after the due date lately", "近来全部客户在到期后 {value}付款"),
    reason_negative=("all customers pay {value} before the due date lately", "近来全部客户在到期前 {value}付款"),
    reason_zero=("all customers pay on the due date lately", "近来全部客户在到期日付款"),
    needs="book",
    missing=("nothing in the whole book was settled in the last 90 days", "整个账簿最近 90 天没有结清的发票"),
)
def book_delay_90d_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    return _share(index, subjects, 90, DELAY)
