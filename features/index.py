"""``FeatureIndex``: a ledger's facts sorted and cumulated once, then asked as of any day it reaches.

Immutable after it was made. The index of one customer, given the whole ledger's ``MarketTable``, answers bit for bit as
the whole ledger's index does.
"""

from functools import cached_property

import numpy as np

from features.contacted import contact_days, contacts
from features.credit_limit import CreditLimits
from features.disputed import invoice_known, open_disputes, past_disputes
from features.earliest_due import EarliestDue
from features.further_index import FurtherIndex
from features.latest import LatestPayments
from features.like_dates import like_due_dates
from features.lunar_new_year import is_kept_in
from features.market import MarketTable, delay_bucket
from features.part_payments import part_payments
from features.pay_days import PayDays
from features.promised import Promised, promise_spans
from features.spans import (
    LATEST_DELAY_DAYS,
    LONGEST_TERMS_DAYS,
    OpenSpans,
    SettledSpans,
    first_known,
    item_worth,
    one_span_a_due_day,
    open_spans,
    paid_days,
    settled_spans,
    stretch,
)
from features.streams import (
    FEW_ENTRIES,
    AnyInteger,
    Integers,
    Intervals,
    PrefixSums,
    Timeline,
    side_by_side,
    squared_counts,
)
from features.workdays import Workdays, calendars
from features.worth import base_decimals, within
from ledger.arrays import Flags, LedgerArrays
from ledger.day import FOREVER, Days, day_of_month, month_end, weekday
from ledger.policy import Policy
from ledger.settlement import Balances, Closings, balances, closings

WINDOWS = (365, 90)
"""Days of knowledge over which habits are summed, beside "everything"."""
MONTH_END_DAYS = 3
"""The last days of a month that count as its end."""
WEEKS = 1 << 14
"""Weeks by which due days are told apart; a due date beyond 1813 … 2126 counts in the first or last."""


class FeatureIndex:
    """``market``: the whole ledger's table where ``arrays`` holds only some customers; None: made from ``arrays``."""

    def __init__(self, arrays: LedgerArrays, policy: Policy, market: MarketTable | None = None) -> None:
        self.arrays = arrays
        self.policy = policy
        self.base_decimals = base_decimals(policy)
        self.worth = item_worth(arrays, self.base_decimals)
        self._state: Balances = balances(arrays, stated_only=False)
        self.closings: Closings = closings(arrays, policy.cash_share_to_settle, self._state)
        self.open_spans: OpenSpans = open_spans(arrays, self._state, self.worth)
        self.settled_spans: SettledSpans = settled_spans(arrays, self.closings, self.worth)
        self.further = FurtherIndex(arrays, policy.further_features)
        self.market = market or self._market()

    def _market(self) -> MarketTable:
        spans, categories = self.settled_spans, self.further.categories(self.settled_spans)
        return MarketTable.build(self.arrays, spans, self.open_spans, self.policy.grace_days, categories)

    @cached_property
    def balances(self) -> Balances:
        """Open amounts by knowledge day, as the finance view has them: an amount that is not stated counts as 0."""
        return self._state if self.arrays.items.amount_known.all() else balances(self.arrays)

    @cached_property
    def balance_changes(self) -> Timeline:
        """Days on which items' open amounts changed: its entries are the rows of ``balances``."""
        return Timeline(self.balances.item, self.balances.known_on)

    @property
    def few(self) -> bool:
        """Whether its facts are so few that those of one customer on one day are looked over (``features.customer_day``)."""
        facts = self.arrays
        return max(len(facts.items.item), len(facts.allocations.item), len(facts.payments.customer)) <= FEW_ENTRIES

    @cached_property
    def settled_columns(self) -> list[AnyInteger]:
        """What each of ``settled_spans`` adds to the sums of ``settled``, as ``answers.Settled`` names them."""
        spans, grace = self.settled_spans, self.policy.grace_days
        in_parts, lead = part_payments(self.arrays, self.closings)
        at_end = month_end(spans.settled_on) - spans.settled_on < MONTH_END_DAYS
        flags = [
            spans.delay > grace,
            spans.delay > 5,
            spans.delay > 30,
            spans.delay == 0,
            in_parts[spans.closing],
            at_end,
        ]
        columns: list[AnyInteger] = [np.ones(len(spans.item), dtype=np.int8), spans.delay, spans.delay * spans.delay]
        columns += [flag.view(np.int8) for flag in flags]
        return [*columns, spans.value, spans.value * spans.delay, spans.age, lead[spans.closing]]

    @cached_property
    def settled_table(self) -> Integers:
        """``settled_columns`` side by side, (spans, k)."""
        return side_by_side(self.settled_columns, len(self.settled_spans.item))

    @property
    def settled_order(self) -> Integers:
        """Which of the spans that became known on one day comes first."""
        spans = self.settled_spans
        return (spans.settled_on.astype(np.int64) << 12) + spans.delay

    @cached_property
    def settled(self) -> Intervals:
        """By customer."""
        spans = self.settled_spans
        return Intervals(spans.customer, spans.start, spans.end, self.settled_columns, WINDOWS, self.settled_order)

    @cached_property
    def latest(self) -> LatestPayments:
        return LatestPayments(self.settled_spans, self.settled.begun)

    @cached_property
    def weekdays(self) -> Intervals:
        """Invoices settled, by customer; a column a weekday of the value date."""
        spans, timeline = self.settled_spans, self.settled.begun.timeline
        paid = weekday(spans.settled_on)
        columns: list[AnyInteger] = [(paid == day).view(np.int8) for day in range(7)]
        return Intervals(spans.customer, spans.start, spans.end, columns, (), timeline=timeline)

    @cached_property
    def month_days_squared(self) -> PrefixSums:
        """Σ over the days of the month of the squared count of invoices settled on it, by customer."""
        spans = self.settled_spans
        return squared_counts(spans.customer, day_of_month(spans.settled_on), spans.start, spans.end, 32)

    @cached_property
    def month_days(self) -> Intervals:
        """Invoices settled, by customer × 32 + day of the month of the value date."""
        spans = self.settled_spans
        group = spans.customer.astype(np.int64) * 32 + day_of_month(spans.settled_on)
        return Intervals(group, spans.start, spans.end, [np.ones(len(group), dtype=np.int8)], ())

    @cached_property
    def delay_buckets(self) -> Intervals:
        """Invoices settled, by customer × 16 + bucket of the delay (``market.DELAY_BOUNDS``)."""
        spans = self.settled_spans
        group = spans.customer.astype(np.int64) * 16 + delay_bucket(spans.delay)
        return Intervals(group, spans.start, spans.end, [np.ones(len(group), dtype=np.int8)], ())

    @cached_property
    def like_due_dates(self) -> Intervals:
        return like_due_dates(self.settled_spans, self.policy.grace_days)

    @cached_property
    def pay_days(self) -> PayDays:
        return PayDays(paid_days(self.arrays))

    @cached_property
    def standing(self) -> PrefixSums:
        """What is open and overdue, by customer; columns as ``answers.Standing`` names them."""
        spans = self.open_spans
        over_from = np.maximum(spans.start, spans.due_on + self.policy.grace_days)
        old_from = np.maximum(over_from, spans.due_on + LATEST_DELAY_DAYS)
        over, old = over_from < spans.end, old_from < spans.end
        fresh = over_from < np.minimum(old_from, spans.end)
        begins, ages = np.flatnonzero(over), np.flatnonzero(old)
        ends = np.flatnonzero(spans.end < FOREVER)
        row = np.concatenate([np.arange(len(spans.item)), begins, ages, ends])
        day = np.concatenate([spans.start, over_from[begins], old_from[ages], spans.end[ends]])
        changes = np.zeros((len(row), 6), dtype=np.int64)
        begun, over_begun, aged, ended = np.split(changes, np.cumsum([len(spans.item), len(begins), len(ages)]))
        begun[:, 0], begun[:, 1] = 1, spans.value
        over_begun[:, 2], over_begun[:, 3] = spans.value[begins], fresh[begins]
        over_begun[:, 4] = over_begun[:, 3] * spans.due_on[begins]
        aged[:, 3], aged[:, 5] = -fresh[ages].astype(np.int64), 1
        aged[:, 4] = aged[:, 3] * spans.due_on[ages]
        ended[:, 0], ended[:, 1] = -1, -spans.value[ends]
        ended[:, 2], ended[:, 3] = ended[:, 1] * over[ends], -(fresh & ~old)[ends].astype(np.int64)
        ended[:, 4], ended[:, 5] = ended[:, 3] * spans.due_on[ends], -old[ends].astype(np.int64)
        return PrefixSums(spans.customer[row], day, changes.T)

    @cached_property
    def own_open(self) -> Timeline:
        """Open spans by item, to leave the asked item out of its customer's balance."""
        return Timeline(self.open_spans.item, self.open_spans.start)

    @cached_property
    def earliest_due(self) -> EarliestDue:
        return EarliestDue(one_span_a_due_day(self.open_spans))

    @cached_property
    def due_weeks(self) -> PrefixSums:
        """Open count and worth by customer × WEEKS + week of the due day."""
        spans = self.open_spans
        one = np.ones(len(spans.item), dtype=np.int64)
        row, day, columns = stretch(np.arange(len(one)), spans.start, spans.end, [one, spans.value])
        group = spans.customer.astype(np.int64) * WEEKS + week_of(spans.due_on)
        return PrefixSums(group[row], day, columns)

    @cached_property
    def items(self) -> Intervals:
        """Invoices known, by customer: count, stated amounts, their worth, terms in days (clipped to 0 … 400)."""
        versions = self.arrays.items
        kept = np.flatnonzero(~versions.credit_note)
        columns = self.item_columns[kept].T
        return Intervals(versions.customer[kept], versions.known_on[kept], versions.until[kept], columns, WINDOWS)

    @cached_property
    def item_columns(self) -> Integers:
        """What each version adds to the sums of ``items``, shape (versions, 4)."""
        versions = self.arrays.items
        value = np.maximum(self.worth, 0)
        columns = np.empty((len(value), 4), dtype=np.int64)
        columns[:, 0] = 1
        columns[:, 1] = value > 0
        columns[:, 2] = value
        columns[:, 3] = within(versions.due_on.astype(np.int64) - versions.issued_on, 0, LONGEST_TERMS_DAYS)
        return columns

    @cached_property
    def item_versions(self) -> Timeline:
        """Versions by item: its entries are the rows of ``arrays.items``."""
        return Timeline(self.arrays.items.item, self.arrays.items.known_on)

    @cached_property
    def customer_versions(self) -> Timeline:
        """Versions by customer: its entries are the rows of ``arrays.customers``."""
        return Timeline(self.arrays.customers.customer, self.arrays.customers.known_on)

    @cached_property
    def item_known(self) -> Days:
        """Day on which each item became known, shape (items,)."""
        return first_known(self.arrays)

    @cached_property
    def invoice_known(self) -> Days:
        """Day on which each invoice became known, shape (invoices,)."""
        return invoice_known(self.arrays, self.item_known)

    @cached_property
    def open_disputes(self) -> tuple[PrefixSums, PrefixSums]:
        """Invoices under an open dispute, by customer and by invoice."""
        return open_disputes(self.arrays)

    @cached_property
    def past_disputes(self) -> tuple[PrefixSums, PrefixSums]:
        """Invoices ever disputed (and not taken back as an error), by customer and by invoice."""
        return past_disputes(self.arrays)

    @cached_property
    def promised(self) -> Promised | None:
        """None: nothing was ever promised."""
        return Promised(promise_spans(self.arrays, self.policy)) if len(self.arrays.promises.promise) else None

    @cached_property
    def contacts(self) -> Intervals:
        return contacts(self.arrays)

    @cached_property
    def contact_days(self) -> PayDays:
        return PayDays(contact_days(self.arrays))

    @cached_property
    def customer_known(self) -> Days:
        """Day on which the first invoice of each customer became known, shape (customers,); FOREVER: none."""
        first = np.full(self.arrays.customer_count + 1, FOREVER, dtype=np.int32)
        np.minimum.at(first, self.arrays.items.customer, self.arrays.items.known_on)
        return first

    @cached_property
    def segments(self) -> tuple[Integers, Integers]:
        """Market group of the country and of the industry of each customer version, shape (versions + 1,); −1: none."""
        versions, numbers = self.arrays.customers, self.market.numbers
        country = [numbers.get(("country", text), -1) for text in versions.country]
        industry = [numbers.get(("industry", text), -1) for text in versions.industry]
        return np.array([-1, *country], dtype=np.int64), np.array([-1, *industry], dtype=np.int64)

    @cached_property
    def workdays(self) -> tuple[Workdays, Integers]:
        """Calendars of the customers' countries, and which one each customer version has, shape (versions + 1,)."""
        countries = ("", *sorted({text for text in self.arrays.customers.country if text}))
        number = {text: code for code, text in enumerate(countries)}
        of = [number.get(text, 0) for text in self.arrays.customers.country]
        return calendars(countries), np.array([0, *of], dtype=np.int64)

    @cached_property
    def limits(self) -> CreditLimits:
        return CreditLimits(self.arrays, self.policy)

    @cached_property
    def keeps_lunar_new_year(self) -> Flags:
        """Whether the Chinese New Year is kept in the country of each customer version, shape (versions + 1,)."""
        return np.array([False, *map(is_kept_in, self.arrays.customers.country)], dtype=np.bool_)

    @cached_property
    def parents(self) -> tuple[Timeline, Days, Integers] | None:
        """Times a parent was known: timeline by customer, until when, market group of the parent; None: no customer has one."""
        known = [
            (code, *one)
            for code, name in enumerate(self.arrays.customer_id)
            for one in self.market.parents.get(name, ())
        ]
        if not known:
            return None
        columns = np.array(known, dtype=np.int64)
        timeline = Timeline(columns[:, 0], columns[:, 1])
        return timeline, columns[timeline.order, 2].astype(np.int32), columns[timeline.order, 3]


def week_of(day: Days) -> Integers:
    """Week (Monday to Sunday) of a day as a number in 0 … WEEKS − 1."""
    return within((day.astype(np.int64) + 3) // 7 + WEEKS // 2, 0, WEEKS - 1)
