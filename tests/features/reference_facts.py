"""What stood on a day, looked up fact by fact: under ``tests/features/reference.py``."""

from typing import NamedTuple

from ledger.arrays import CASH
from ledger.policy import Policy
from tests.features.plain import TOLERANCE, Plain, Vow, What, in_base

Key = tuple[str, int]
LARGEST = 10**12


class Settled(NamedTuple):
    """An item settled in cash; sorted in the order in which the company came to know it."""

    known: int
    valued: int
    delay: int
    customer: str
    age: int
    value: int
    parts: int
    lead: int
    due: int


def standing(facts, as_of: int):
    return [one for one in facts if one.known < as_of <= one.until]


def version(plain: Plain, key: Key, as_of: int) -> What | None:
    found = [one for one in standing(plain.what, as_of) if (one.invoice, one.instalment) == key]
    return found[0] if found else None


def worth(one: What) -> int:
    """Hundredths of the base currency EUR; 0 where no rate is known."""
    return min(in_base(one) or 0, LARGEST)


def state(plain: Plain, key: Key, as_of: int) -> tuple[bool, float, int, int]:
    """(closed, cash share of the gross, last value date, left to pay) at the start of a day."""
    told = version(plain, key, as_of)
    if told is None:
        return False, 0.0, 0, 0
    moves = [one for one in standing(plain.moves, as_of) if (one.invoice, one.instalment) == key]
    tolerance = TOLERANCE[told.currency]
    gross = tolerance + 1 if told.amount is None else told.amount
    full = tolerance + 1 if told.amount is None else 0

    def paid(one) -> int:
        return full if one.amount is None else one.amount

    total = sum(paid(one) for one in moves)
    cash = sum(paid(one) for one in moves if one.kind == CASH)
    closed = gross > 0 and total > 0 and gross - total <= tolerance
    last = max((one.valued for one in moves), default=0)
    return closed, cash / gross if gross else 0.0, last, max(gross - total, 0)


def settled_items(plain: Plain, policy: Policy, keys: list[Key], customer: str, as_of: int) -> list[Settled]:
    """Items of a customer settled in cash, as known on the day."""
    return [one for key in keys if (one := _settled(plain, policy, key, customer, as_of))]


def _settled(plain: Plain, policy: Policy, key: Key, customer: str, as_of: int) -> Settled | None:
    told = version(plain, key, as_of)
    if told is None or told.customer != customer or told.credit_note or not state(plain, key, as_of)[0]:
        return None
    facts = [one for one in (*plain.what, *plain.moves) if (one.invoice, one.instalment) == key]
    since = None
    for day in sorted({day for one in facts for day in (one.known, one.until) if day < as_of}):
        closed = state(plain, key, day + 1)[0]
        since = (day if since is None else since) if closed else None
    _, share, valued, _ = state(plain, key, since + 1)
    if share < policy.cash_share_to_settle:
        return None
    cash = [one for one in standing(plain.moves, since + 1) if (one.invoice, one.instalment) == key]
    days = {one.valued for one in cash if one.kind == CASH}
    lead = min(max(valued - min(days), 0), 365) if len(days) > 1 else 0
    delay, age = min(max(valued - told.due, -90), 365), min(max(valued - told.issued, 0), 730)
    return Settled(max(since, told.known), valued, delay, customer, age, max(worth(told), 0), len(days), lead, told.due)


def open_items(plain: Plain, keys: list[Key], customer: str, as_of: int) -> list[tuple[What, int]]:
    """Open items of a customer and what is left of each, in hundredths of the base currency."""
    found = []
    for key in keys:
        told = version(plain, key, as_of)
        if told is None or told.customer != customer or told.credit_note:
            continue
        closed, _, _, left = state(plain, key, as_of)
        if not closed:
            whole = worth(told)
            part = whole if left == told.amount else round(whole * (left / told.amount)) if told.amount else 0
            found.append((told, max(part, 0)))
    return found


def paid_days(plain: Plain, customer: str, as_of: int) -> set[int]:
    """Days on which a customer paid anything."""
    paid = {one.paid for one in standing(plain.money, as_of) if one.customer == customer}
    heard_of = {(one.invoice, one.instalment) for one in plain.what if one.known < as_of}
    cash = [
        one for one in standing(plain.moves, as_of) if one.kind == CASH and (one.invoice, one.instalment) in heard_of
    ]
    return paid | {one.valued for one in cash if plain.owner(one.invoice, one.instalment) == customer}


def promise_state(plain: Plain, policy: Policy, vow: Vow, as_of: int) -> str:
    """What became of a standing promise by the start of a day."""
    last_day = vow.promised + policy.promise_tolerance_days
    left = paid = tolerance = 0
    for key in {(one.invoice, one.instalment) for one in plain.what if one.invoice == vow.invoice}:
        told = version(plain, key, as_of)
        full = 0
        if told is not None:
            tolerance = max(tolerance, TOLERANCE[told.currency])
            full = TOLERANCE[told.currency] + 1 if told.amount is None else 0
            left += full if told.amount is None else told.amount
        mine = [one for one in plain.moves if (one.invoice, one.instalment) == key and one.known < one.until]
        told_of = [(one, one.known, 1) for one in mine] + [(one, one.until, -1) for one in mine]
        for one, known, sign in told_of:
            value = (full if one.amount is None else one.amount) * sign * (known < as_of)
            if one.kind != CASH or known < vow.happened:
                left -= value
            elif one.valued <= last_day:
                paid += value
    promised = left if vow.amount < 0 else min(vow.amount, left)
    if paid > 0 and paid >= promised - tolerance:
        return "kept"
    others = standing(plain.vows, as_of)
    back = any(one.name == vow.name and not one.made and one.happened <= last_day for one in others)
    mine = (vow.happened, vow.known, vow.name)
    newer = [
        one for one in others if one.made and one.invoice == vow.invoice and (one.happened, one.known, one.name) > mine
    ]
    if promised <= 0 or back or any(one.happened <= last_day for one in newer):
        return "withdrawn"
    if as_of <= last_day:
        return "open"
    return "partially kept" if paid > 0 else "broken"
