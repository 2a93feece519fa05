"""The open book as it stands this second, beside what the latest batch of scores said of it: one view for every screen.

A view is immutable and built whole; it is kept until something is written to the ledger or the day changes, so that the
list, an invoice's page and the API never differ. What was closed since the batch is not shown.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from features.index import FeatureIndex
from ledger.arrays import Codes, LedgerArrays, Minor, version_at
from ledger.asof import LedgerAsOf
from ledger.changes import ChangeMark, change_mark
from ledger.connection import reading
from ledger.curve import decode
from ledger.day import day_number, day_of
from ledger.errors import LedgerEmpty, LedgerTooNew, UnknownInvoice
from ledger.exchange import Quotes
from ledger.further_columns import FurtherColumn
from ledger.migration import schema_versions
from ledger.near_ids import meant, spellings
from ledger.policy import Policy
from ledger.scores import Score, latest_batch, read_scores
from ledger.settlement import Balances, Closings, balances, closed_on, closings, open_on
from portfolio.forecast import CashIn, expected_cash, forecast_scores
from training.experience import Experience

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

FORECAST_WEEKS = 8
CASH_DAYS = 28
"""How far the sum of expected cash on the worklist reaches."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What the latest batch said of an item that is still open, and how it stands now. Money in its own minor units."""

    score: Score
    customer_name: str
    open_minor: int
    to_shown: float | None  # minor units of the shown currency a minor unit; None: no rate known
    due_on: date  # as it stands now
    overdue_days: int  # today − due; negative: days to go
    disputed: bool
    cash_minor: int  # expected within CASH_DAYS of the batch

    @property
    def at_risk_minor(self) -> int:
        return round(self.open_minor * self.score.risk_target)

    def shown(self, minor: int) -> float:
        """In minor units of the shown currency; 0 without a rate."""
        return minor * self.to_shown if self.to_shown is not None else 0.0


@dataclass(frozen=True)
class BookView:
    """A ledger at one moment: facts as arrays (everything known up to now) and the latest batch of scores."""

    mark: ChangeMark
    today: date
    policy: Policy
    arrays: LedgerArrays  # as of tomorrow: what has come in today is in it
    quotes: Quotes  # rates of exchange, as of then too
    scored_as_of: date | None
    scores: Mapping[tuple[str, int], Score]

    @cached_property
    def closings(self) -> Closings:
        return closings(self.arrays, self.policy.cash_share_to_settle)

    @cached_property
    def balances(self) -> Balances:
        return balances(self.arrays)

    @cached_property
    def index(self) -> FeatureIndex:
        """The whole ledger's feature index; a row at day t looks only at what was known before t."""
        return FeatureIndex(self.arrays, self.policy)

    @cached_property
    def experiences(self) -> dict[tuple[int, FurtherColumn | None], Experience]:
        """What the models have seen, by the day before which it was known and the column of ways to pay; filled when asked."""
        return {}

    @cached_property
    def item_codes(self) -> dict[tuple[str, int], int]:
        pairs = zip(self.arrays.invoice_id, self.arrays.instalment.tolist(), strict=True)
        return {pair: code for code, pair in enumerate(pairs)}

    @cached_property
    def customer_codes(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.arrays.customer_id)}

    @cached_property
    def version(self) -> Minor:
        """Row in ``arrays.items`` of each item's version now, shape (n items,); −1: retracted."""
        rows = version_at(
            self.arrays.items.item,
            self.arrays.items.known_on,
            np.arange(self.arrays.item_count, dtype=np.int32),
            self._now,
        )
        found = rows >= 0
        found[found] = self.arrays.items.until[rows[found]] >= self.arrays.as_of
        return np.where(found, rows, -1)

    @cached_property
    def open_minor(self) -> Minor:
        """Open amount of each item now, shape (n items,)."""
        return open_on(self.balances, np.arange(self.arrays.item_count, dtype=np.int32), self._now)[0]

    @cached_property
    def closing(self) -> Minor:
        """Row in ``closings`` that closes each item now, shape (n items,); −1: open."""
        return closed_on(self.closings, np.arange(self.arrays.item_count, dtype=np.int32), self._now)

    @cached_property
    def disputed(self) -> frozenset[int]:
        """Codes of the invoices with a dispute that is open now."""
        events = self.arrays.disputes
        count: dict[int, int] = {}
        signs = np.where(events.opened == 1, 1, -1) * events.sign
        for invoice, sign in zip(events.invoice.tolist(), signs.tolist(), strict=True):
            count[invoice] = count.get(invoice, 0) + sign
        return frozenset(invoice for invoice, opened in count.items() if opened > 0)

    @cached_property
    def customer_names(self) -> dict[int, str]:
        versions = self.arrays.customers
        return dict(
            zip(versions.customer.tolist(), versions.name, strict=True)
        )  # sorted by knowledge: the last one stays

    @cached_property
    def open_items(self) -> tuple[OpenItem, ...]:
        """Scored items that are still open, in no order."""
        made = [(score, self.item_codes.get(key, -1)) for key, score in self.scores.items()]
        kept = [(score, code) for score, code in made if code >= 0 and self.is_open(code)]
        if not kept:
            return ()
        cash = self._cash([score for score, _ in kept], np.array([self.open_minor[code] for _, code in kept]))
        return tuple(self._open_item(score, code, cash[row]) for row, (score, code) in enumerate(kept))

    @property
    def closed_since(self) -> int:
        """Items of the batch that are no longer open."""
        return len(self.scores) - len(self.open_items)

    def is_open(self, code: int) -> bool:
        return bool(self.version[code] >= 0 and self.closing[code] < 0)

    def item_code(self, invoice_id: str, instalment: int) -> int:
        """Code of an item of the ledger; ``UnknownInvoice`` where there is none."""
        code = self.item_codes.get((invoice_id, instalment), -1)
        if code < 0 or self.version[code] < 0:
            part = f", instalment {instalment}" if instalment != 1 else ""
            raise UnknownInvoice(
                f"invoice {invoice_id!r}{part} is not in the ledger; {self._meant(invoice_id, instalment)}"
            )
        return code

    def instalments(self, invoice_id: str) -> list[int]:
        """Codes of an invoice's items in the order of their numbers; ``UnknownInvoice`` where there is none."""
        codes = np.flatnonzero((self.arrays.invoice_id == invoice_id) & (self.version >= 0))
        if not len(codes):
            raise UnknownInvoice(f"invoice {invoice_id!r} is not in the ledger; {self._meant(invoice_id)}")
        return sorted(codes.tolist(), key=lambda code: int(self.arrays.instalment[code]))

    def _meant(self, invoice_id: str, instalment: int = 1) -> str:
        written = (name for name in spellings(invoice_id)[1:] if (name, instalment) in self.item_codes)
        return meant(next(written, None), "import it, or check the id")

    def customer_name(self, code: int) -> str:
        return self.customer_names.get(code, "")

    def currency(self, code: int) -> str:
        """Currency of an item."""
        return str(self.arrays.currencies[self.arrays.items.currency[self.version[code]]])

    @cached_property
    def shown_currency(self) -> str:
        """In which sums are shown: the base currency; where no open item has a rate to it, the currency most have."""
        codes = [self.item_codes[key] for key in self.scores if key in self.item_codes]
        codes = [code for code in codes if self.is_open(code)]
        if not codes or any(self._to_base_currency(code) is not None for code in codes):
            return self.policy.base_currency
        return Counter(self.currency(code) for code in codes).most_common(1)[0][0]

    @cached_property
    def forecast(self) -> list[CashIn]:
        """Cash-in of the next weeks of what is open now, currency by currency, the largest first."""
        rows = [replace(item.score, open_minor=item.open_minor) for item in self.open_items if item.score.curve]
        return forecast_scores(rows, weeks=FORECAST_WEEKS)

    def to_shown(self, code: int) -> float | None:
        """Minor units of the shown currency for one of the item's own; None: no rate known."""
        if self.shown_currency == self.policy.base_currency:
            return self._to_base_currency(code)
        return 1.0 if self.currency(code) == self.shown_currency else None

    def _to_base_currency(self, code: int) -> float | None:
        """By the rate of the item's issue day."""
        versions, row = self.arrays.items, self.version[code]
        if versions.base_known[row] and versions.amount_known[row] and versions.amount[row]:
            return float(versions.base[row] / versions.amount[row])
        return 1.0 if self.currency(code) == self.policy.base_currency else None

    def _open_item(self, score: Score, code: int, cash_minor: int) -> OpenItem:
        open_minor = int(self.open_minor[code])
        due_on = int(self.arrays.items.due_on[self.version[code]])
        return OpenItem(
            score=score,
            customer_name=self.customer_name(int(self.arrays.items.customer[self.version[code]])),
            open_minor=open_minor,
            to_shown=self.to_shown(code),
            due_on=day_of(due_on),
            overdue_days=day_number(self.today) - due_on,
            disputed=int(self.arrays.item_invoice[code]) in self.disputed,
            cash_minor=int(cash_minor),
        )

    @staticmethod
    def _cash(scores: list[Score], open_minor: Minor) -> Minor:
        """Expected within CASH_DAYS, (n,); of a score without a curve what it says of 30 days."""
        cash = np.array([score.expected_cash_within.get(30, 0) for score in scores], dtype=np.int64)
        drawn = [row for row, score in enumerate(scores) if score.curve]
        if drawn:
            first = scores[drawn[0]]  # the part payments' share and lead are the model's, the same for a whole batch
            curves = decode([scores[row].curve for row in drawn])
            parts = first.part_share, first.part_lead_days
            cash[drawn] = expected_cash(curves, open_minor[drawn], [CASH_DAYS - 1], *parts)[:, 0]
        return cash

    @property
    def _now(self) -> Codes:
        return np.full(self.arrays.item_count, self.arrays.as_of, dtype=np.int32)


def read_book(engine: "Engine", today: date) -> BookView:
    """The ledger now, in one consistent read; ``LedgerEmpty`` where it has no invoices (or no tables at all)."""
    check_schema(engine)
    with reading(engine) as connection:
        mark = change_mark(connection)
        view = LedgerAsOf.live(connection, today)
        arrays, quotes, policy = view.arrays, view.quotes, view.policy
        if not arrays.item_count:
            raise LedgerEmpty(
                "the ledger holds no invoices; bring some with: duecast import FILE…, or try: duecast demo"
            )
        as_of = latest_batch(connection)
        stored = read_scores(connection, as_of=as_of) if as_of else []
    scores = {(one.score.invoice_id, one.score.instalment): one.score for one in stored}
    return BookView(mark, today, policy, arrays, quotes, as_of, scores)


def check_schema(engine: "Engine") -> None:
    """``LedgerEmpty`` without tables, ``LedgerTooNew`` where they are not this program's."""
    found, expected = schema_versions(engine)
    if found is None:
        raise LedgerEmpty("the ledger has no tables yet; make it with: duecast import FILE…, or try: duecast demo")
    if found != expected:
        raise LedgerTooNew(
            f"the ledger's schema is {found}, this program's is {expected}; start the program that belongs to it, "
            "or bring the ledger up to date with: duecast doctor"
        )


class BookShelf:
    """Keeps the current view and makes a new one when the ledger or the day has changed; safe between threads."""

    def __init__(self, engine: "Engine"):
        self._engine = engine
        self._lock = Lock()
        self._view: BookView | None = None

    def current(self, today: date) -> BookView:
        """The view of now: a payment recorded before this call is in it. Reads the ledger; not for the event loop."""
        view = self._fresh(today)
        if view is not None:
            return view
        with self._lock:  # who waited here may have been written to since the other's view was read: look again
            view = self._fresh(today)
            if view is None:
                view = self._view = read_book(self._engine, today)
            return view

    def _fresh(self, today: date) -> BookView | None:
        view = self._view
        if view is None or view.today != today:
            return None
        with reading(self._engine) as connection:
            return view if change_mark(connection) == view.mark else None
