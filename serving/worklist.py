"""The worklist: what of the open book is shown, in what order, summed how; pure functions over ``OpenItem`` rows.

Sums over items of several currencies are in one (``BookView.shown_currency``); an item without a rate is listed, not summed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ledger.policy import Policy
from ledger.scores import Reason
from portfolio.priority import handed_over
from serving.book import OpenItem

Sort = Literal["priority", "due", "open", "risk", "expected", "at_risk", "name"]
HANDED_OVER = "handed_over"
"""The stage of what is overdue longer than the policy says: listed only when asked for."""
ITEM_SORTS: dict[str, tuple[bool, Callable[[OpenItem], Any]]] = {
    "priority": (True, lambda item: item.shown(item.score.priority_minor)),
    "due": (False, lambda item: -item.overdue_days),
    "open": (True, lambda item: item.shown(item.open_minor)),
    "risk": (True, lambda item: item.score.risk_target),
    "expected": (False, lambda item: item.score.expected_on.toordinal() if item.score.expected_on else 10**7),
    "at_risk": (True, lambda item: item.shown(item.at_risk_minor)),
    "name": (False, lambda item: (item.customer_name or item.score.customer_id).casefold()),
}
"""Sort key → (largest first, value)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty: everything."""

    band: str = ""
    stage: str = ""
    search: str = ""
    customer_id: str = ""

    @property
    def names_someone(self) -> bool:
        """Who asks for a customer or an invoice gets all of it, also what was handed over."""
        return bool(self.search.strip() or self.customer_id)

    def matches(self, item: OpenItem, policy: Policy) -> bool:
        score, over = item.score, handed_over(item.overdue_days, policy)
        if over if self.stage != HANDED_OVER and not self.names_someone else not over and self.stage == HANDED_OVER:
            return False
        if self.band and score.risk_band != self.band:
            return False
        if self.stage not in ("", HANDED_OVER) and score.stage != self.stage:
            return False
        if self.customer_id and score.customer_id != self.customer_id:
            return False
        wanted = self.search.strip().casefold()
        return not wanted or any(
            wanted in text.casefold() for text in (item.customer_name, score.customer_id, score.invoice_id)
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in minor units of the shown currency over the items shown."""

    items: int
    overdue_items: int
    open: float
    overdue: float
    at_risk: float
    cash: float
    without_rate: int


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's open items together, in minor units of the shown currency; risk and reasons weighted by open amount."""

    customer_id: str
    customer_name: str
    items: int
    oldest_days: int
    disputed: bool
    open: float
    overdue: float
    at_risk: float
    priority: float
    risk: float
    band: Literal["low", "medium", "high"]
    reasons: tuple[Reason, ...]


CUSTOMER_SORTS: dict[str, tuple[bool, Callable[[CustomerRow], Any]]] = {
    "priority": (True, lambda row: row.priority),
    "open": (True, lambda row: row.open),
    "overdue": (True, lambda row: row.overdue),
    "risk": (True, lambda row: row.risk),
    "at_risk": (True, lambda row: row.at_risk),
    "name": (False, lambda row: (row.customer_name or row.customer_id).casefold()),
}


def selected(items: Iterable[OpenItem], wanted: Wanted, policy: Policy, sort: str = "priority") -> list[OpenItem]:
    """The items asked for in their order; equal ones by invoice id and instalment, so that pages never overlap."""
    return sorted((item for item in items if wanted.matches(item, policy)), key=lambda item: sort_key(item, sort))


def sort_key(item: OpenItem, sort: str) -> tuple[Any, str, int]:
    """What an item is ordered by, rising; unique."""
    largest_first, value = ITEM_SORTS[sort]
    found = value(item)
    return (-found if largest_first else found), item.score.invoice_id, item.score.instalment


def totals(items: Sequence[OpenItem]) -> Totals:
    overdue = [item for item in items if item.overdue_days > 0]
    return Totals(
        items=len(items),
        overdue_items=len(overdue),
        open=sum(item.shown(item.open_minor) for item in items),
        overdue=sum(item.shown(item.open_minor) for item in overdue),
        at_risk=sum(item.shown(item.at_risk_minor) for item in items),
        cash=sum(item.shown(item.cash_minor) for item in items),
        without_rate=sum(item.to_shown is None for item in items),
    )


def by_customer(items: Iterable[OpenItem], policy: Policy, sort: str = "priority") -> list[CustomerRow]:
    """One row a customer (CONTRACTS, Customer row)."""
    grouped: dict[str, list[OpenItem]] = {}
    for item in items:
        grouped.setdefault(item.score.customer_id, []).append(item)
    largest_first, value = CUSTOMER_SORTS[sort]
    rows = sorted((_customer_row(mine, policy) for mine in grouped.values()), key=lambda row: row.customer_id)
    return sorted(rows, key=value, reverse=largest_first)


def strongest(reasons: Sequence[Reason], count: int) -> list[Reason]:
    """The reasons that move the risk most, largest first; what rounds to nothing is left out."""
    ranked = sorted(reasons, key=lambda reason: -abs(reason.points))
    return [reason for reason in ranked if abs(reason.points) >= 0.005][:count]


def _customer_row(items: list[OpenItem], policy: Policy) -> CustomerRow:
    weights = [max(item.shown(item.open_minor), 0.0) for item in items]
    if not sum(weights):
        weights = [1.0] * len(items)
    whole = sum(weights)
    risk = sum(weight * item.score.risk_target for weight, item in zip(weights, items, strict=True)) / whole
    band: Literal["low", "medium", "high"] = "low" if risk < policy.band_medium else "medium"
    return CustomerRow(
        customer_id=items[0].score.customer_id,
        customer_name=items[0].customer_name,
        items=len(items),
        oldest_days=max(item.overdue_days for item in items),
        disputed=any(item.disputed for item in items),
        open=sum(item.shown(item.open_minor) for item in items),
        overdue=sum(item.shown(item.open_minor) for item in items if item.overdue_days > 0),
        at_risk=sum(item.shown(item.at_risk_minor) for item in items),
        priority=sum(max(item.shown(item.score.priority_minor), 0.0) for item in items),
        risk=risk,
        band="high" if risk >= policy.band_high else band,
        reasons=_weighted_reasons(items, [weight / whole for weight in weights]),
    )


def _weighted_reasons(items: list[OpenItem], weights: list[float]) -> tuple[Reason, ...]:
    """A group's points and contribution weighted by open amount; its words are those of the item that says it loudest."""
    together: dict[str, Reason] = {}
    loudest: dict[str, float] = {}
    for item, weight in zip(items, weights, strict=True):
        for reason in item.score.reasons:
            points, contribution = weight * reason.points, weight * reason.contribution
            found = together.get(reason.group)
            if found is None:
                together[reason.group] = replace(reason, points=points, contribution=contribution, details=())
                loudest[reason.group] = abs(points)
                continue
            said = reason if abs(points) > loudest[reason.group] else found
            loudest[reason.group] = max(loudest[reason.group], abs(points))
            together[reason.group] = replace(
                found,
                points=found.points + points,
                contribution=found.contribution + contribution,
                text_en=said.text_en,
                text_zh=said.text_zh,
            )
    return tuple(together.values())
