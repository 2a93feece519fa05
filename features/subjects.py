"""What is asked about: open items, each as of a day, in the ledger or not yet."""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.customer_day import CustomerDay
from features.index import FeatureIndex
from features.worth import currency_decimals
from ledger.arrays import Codes, Flags, Minor
from ledger.day import Days

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """n items, each as of its own day, shape (n,) throughout.

    ``customer``, ``item`` and ``invoice`` are codes into the index's arrays, −1 where unknown or not in the ledger.
    History is always as of the start of ``as_of``; ``open``, ``paid_share`` and ``disputed`` may be live (CONTRACTS, now).
    """

    customer: Codes
    item: Codes
    invoice: Codes
    issued_on: Days
    due_on: Days
    amount: Minor  # minor units of its own currency; 0 where not stated
    base: Minor  # minor units of the base currency; 0 where not known
    base_known: Flags
    decimals: NDArray[np.int64]  # decimal places of its own currency
    open: Minor  # minor units of its own currency
    paid_share: Floats
    purchase_order: Flags
    disputed: Flags
    as_of: Days
    attributes: NDArray[np.object_] | None = None
    """Further columns of each invoice, dict or None; None as a whole: none is declared."""
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """Answers of one index to these subjects, so that features share them; never set by the caller."""

    def __len__(self) -> int:
        return len(self.as_of)

    def take(self, rows: NDArray[np.int64] | slice) -> "Subjects":
        """Some of them, in the given order."""
        chosen: dict[str, Any] = {}
        for one in fields(self):
            if one.name != "memo":
                column = getattr(self, one.name)
                if column is not None:
                    column = column[rows] if isinstance(rows, slice) else column.take(rows)
                chosen[one.name] = column
        return Subjects(**chosen)


def subjects_at(index: FeatureIndex, item: Codes, as_of: Days) -> Subjects:
    """Items of the ledger as they were known before ``as_of``; one issued on that day as its first version says."""
    versions = index.arrays.items
    item, as_of = np.asarray(item, dtype=np.int32), np.asarray(as_of, dtype=np.int32)
    entry = index.item_versions.before(item, as_of) - 1
    unseen = entry < 0
    if unseen.any():
        entry[unseen] = np.searchsorted(versions.item, item[unseen])
    amount, known = versions.amount[entry], versions.amount_known[entry]
    invoice = index.arrays.item_invoice[item]
    change = index.balance_changes.before(item, as_of) - 1
    left = np.where(change >= 0, index.balances.open[change], 0)
    left = np.where(unseen & known, amount, left)
    customer = versions.customer[entry]
    day = CustomerDay.of(index, customer, as_of)
    if day is None or not day.disputes_alone:
        disputed = index.open_disputes[1].before(invoice, as_of)[:, 0] > 0
    else:
        disputed = (day.disputed == invoice[:, None]).any(axis=1)
    share = np.where(known & (amount > 0), 1.0 - left / np.where(amount > 0, amount, 1), 0.0)
    return Subjects(
        customer=customer,
        item=item,
        invoice=invoice,
        issued_on=versions.issued_on[entry],
        due_on=versions.due_on[entry],
        amount=np.where(known, amount, 0),
        base=versions.base[entry],
        base_known=versions.base_known[entry],
        decimals=currency_decimals(index.arrays)[versions.currency[entry]],
        open=left,
        paid_share=np.minimum(np.maximum(share, 0.0), 1.0),
        purchase_order=versions.purchase_order[entry],
        disputed=disputed,
        as_of=as_of,
        attributes=None if versions.attributes is None else versions.attributes[entry],
        memo={"index": index, "customer day": day},
    )
