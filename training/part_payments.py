"""How much cash comes as part payments ahead of full settlement: F does not see it, the forecast adds it back."""

import numpy as np

from ledger.arrays import CASH, LedgerArrays
from training.targets import CASH_IN, Outcomes


def part_payments(arrays: LedgerArrays, ends: Outcomes) -> tuple[float, float]:
    """Share of the settled cash that came before its item's last payment, and by how many days on average (by amount).

    ``ends`` are the outcomes of all items (item_count,) at the cut. Amounts of different currencies are compared as shares of
    their own item, so no rate is needed: an item counts by 1.
    """
    moves = arrays.allocations
    item = moves.item
    kept = (
        (moves.kind == CASH)
        & (moves.sign > 0)
        & (moves.amount > 0)
        & (ends.cause[item] == CASH_IN)
        & (moves.valued_on <= ends.ended_on[item])
    )
    if not kept.any():
        return 0.0, 0.0
    item, amount = item[kept], moves.amount[kept].astype(np.float64)
    total = np.bincount(item, weights=amount, minlength=arrays.item_count)
    share = amount / total[item]
    lead = (ends.ended_on[item] - moves.valued_on[kept]).astype(np.float64)
    early = lead > 0
    settled = len(np.unique(item))
    ahead = float(share[early].sum())
    return ahead / settled, float((share * lead)[early].sum() / ahead) if ahead else 0.0
