"""The core features once more, slowly and straight from their definitions: one subject, plain Python, no sums kept."""

from math import nan, sqrt

from ledger.arrays import CASH
from ledger.policy import Policy
from tests.features.plain import NEVER, TOLERANCE, Plain, What


def features_of(plain: Plain, policy: Policy, invoice: str, instalment: int, as_of: int) -> dict[str, float]:
    """Values of one item of the ledger at the start of a day."""
    versions = sorted((one for one in plain.what if (one.invoice, one.instalment) == (invoice, instalment)), key=_known)
    seen = [one for one in versions if one.known < as_of]
    subject = seen[-1] if seen else versions[0]
    keys = sorted({(one.invoice, one.instalment) for one in plain.what})
    mine = [key for key in keys if key != (invoice, instalment)]
    settled = sorted(filter(None, (_settled(plain, policy, key, subject.customer, as_of) for key in keys)))
    out: dict[str, float] = {}
    for name, window in (("", None), ("_365d", 365), ("_90d", 90)):
        past = [one for one in settled if window is None or one[0] >= as_of - window]
        delays = [one[2] for one in past]
        out[f"usual_delay{name}_days"] = _mean(delays)
        out[f"late_share{name}"] = _mean([delay > policy.grace_days for delay in delays])
        out[f"very_late_share{name}"] = _mean([delay > 30 for delay in delays])
        out[f"on_due_day_share{name}"] = _mean([delay == 0 for delay in delays])
        out[f"settled{name}_count"] = len(delays)
        out[f"delay_spread{name}_days"] = nan if len(delays) < 2 else _spread(delays)
        overdue = _overdue(plain, policy, mine, subject.customer, as_of)
        censored = [min(days, 365) for days, _ in overdue]
        out[f"delay_with_overdue{name}_days"] = _mean(delays + censored)
    delays = [one[2] for one in settled]
    for last in (1, 3, 5):
        out[f"last_{last}_delay_days".replace("_1_", "_")] = _mean(delays[-last:])
    recent = delays[::-1][:16]
    weights = [0.7**rank for rank in range(len(recent))]
    out["recent_delay_days"] = (
        sum(w * d for w, d in zip(weights, recent, strict=True)) / sum(weights) if recent else nan
    )
    standing = [one for key in mine if (one := _open(plain, policy, key, subject.customer, as_of))]
    out["open_count"] = len(standing)
    out["overdue_count"] = len(overdue)
    out["oldest_overdue_days"] = max([days for days, _ in overdue], default=0)
    out["due_same_week_count"] = sum((one.due + 3) // 7 == (subject.due + 3) // 7 for one in standing)
    known = [one for key in mine if (one := _version(plain, key, as_of)) and one.customer == subject.customer]
    known = [one for one in known if not one.credit_note]
    out["invoices_90d_count"] = sum(one.known >= as_of - 90 for one in known)
    terms = [min(max(one.due - one.issued, 0), 400) for one in known]
    out["terms_beyond_usual_days"] = subject.due - subject.issued - _mean(terms)
    paid = _paid_days(plain, subject.customer, as_of)
    out["since_last_payment_days"] = as_of - max(paid) if paid else nan
    out["usual_payment_gap_days"] = (max(paid) - min(paid)) / (len(paid) - 1) if len(paid) > 1 else nan
    weekdays = [(one[1] + 3) % 7 for one in settled]
    out["due_weekday_paid_share"] = _mean([day == (subject.due + 3) % 7 for day in weekdays])
    return {name: value for name, value in out.items() if not name.endswith(("very_late_share_90d",))}


def _known(one) -> int:
    return one.known


def _mean(values) -> float:
    return sum(values) / len(values) if values else nan


def _spread(values) -> float:
    mean = _mean(values)
    return sqrt(_mean([(value - mean) ** 2 for value in values]))


def _standing(facts, as_of: int):
    return [one for one in facts if one.known < as_of <= one.until]


def _version(plain: Plain, key: tuple[str, int], as_of: int) -> What | None:
    found = [one for one in _standing(plain.what, as_of) if (one.invoice, one.instalment) == key]
    return found[0] if found else None


def _state(plain: Plain, key: tuple[str, int], as_of: int) -> tuple[bool, float, int]:
    """(closed, cash share of the gross, last value date) at the start of a day."""
    version = _version(plain, key, as_of)
    if version is None:
        return False, 0.0, 0
    moves = [one for one in _standing(plain.moves, as_of) if (one.invoice, one.instalment) == key]
    tolerance = TOLERANCE[version.currency]
    gross = tolerance + 1 if version.amount is None else version.amount
    full = tolerance + 1 if version.amount is None else 0

    def paid(one) -> int:
        return full if one.amount is None else one.amount

    total = sum(paid(one) for one in moves)
    cash = sum(paid(one) for one in moves if one.kind == CASH)
    closed = gross > 0 and total > 0 and gross - total <= tolerance
    return closed, cash / gross if gross else 0.0, max((one.valued for one in moves), default=0)


def _change_days(plain: Plain, key: tuple[str, int], as_of: int) -> list[int]:
    facts = [one for one in (*plain.what, *plain.moves) if (one.invoice, one.instalment) == key]
    return sorted({day for one in facts for day in (one.known, one.until) if day < as_of})


def _settled(plain: Plain, policy: Policy, key, customer: str, as_of: int) -> tuple[int, int, int] | None:
    """(knowledge day, value day, clipped delay) of an item settled in cash, as known on the day."""
    version = _version(plain, key, as_of)
    if version is None or version.customer != customer or version.credit_note or not _state(plain, key, as_of)[0]:
        return None
    since = None
    for day in _change_days(plain, key, as_of):
        closed = _state(plain, key, day + 1)[0]
        since = (day if since is None else since) if closed else None
    _, share, valued = _state(plain, key, since + 1)
    if share < policy.cash_share_to_settle:
        return None
    return max(since, version.known), valued, min(max(valued - version.due, -90), 365)


def _open(plain: Plain, policy: Policy, key, customer: str, as_of: int) -> What | None:
    version = _version(plain, key, as_of)
    if version is None or version.customer != customer or version.credit_note or _state(plain, key, as_of)[0]:
        return None
    return version


def _overdue(plain: Plain, policy: Policy, keys, customer: str, as_of: int) -> list[tuple[int, What]]:
    standing = [one for key in keys if (one := _open(plain, policy, key, customer, as_of))]
    return [(as_of - one.due, one) for one in standing if one.due + policy.grace_days < as_of]


def _paid_days(plain: Plain, customer: str, as_of: int) -> set[int]:
    paid = {one.paid for one in _standing(plain.money, as_of) if one.customer == customer}
    heard_of = {(one.invoice, one.instalment) for one in plain.what if one.known < as_of}
    cash = [
        one for one in _standing(plain.moves, as_of) if one.kind == CASH and (one.invoice, one.instalment) in heard_of
    ]
    return paid | {one.valued for one in cash if plain.owner(one.invoice, one.instalment) == customer}


__all__ = ["NEVER", "features_of"]
