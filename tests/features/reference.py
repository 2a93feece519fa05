"""Every feature once more, slowly and straight from its definition: one subject, plain Python, no sums kept."""

from datetime import date, timedelta
from math import nan, sqrt
from statistics import median

from features.market import DELAY, LATE
from ledger.policy import Policy
from tests.features.plain import Plain, What
from tests.features.reference_facts import (
    Settled,
    open_items,
    paid_days,
    promise_state,
    settled_items,
    standing,
    version,
    worth,
)

EPOCH = date(1970, 1, 1)


def features_of(plain: Plain, policy: Policy, invoice: str, instalment: int, as_of: int) -> dict[str, float]:
    """Values of one item of the ledger at the start of a day."""
    own = (invoice, instalment)
    versions = sorted((one for one in plain.what if (one.invoice, one.instalment) == own), key=lambda one: one.known)
    seen = [one for one in versions if one.known < as_of]
    subject = seen[-1] if seen else versions[0]
    keys = sorted({(one.invoice, one.instalment) for one in plain.what})
    others = [key for key in keys if key != own]
    settled = sorted(settled_items(plain, policy, keys, subject.customer, as_of))
    standing_items = open_items(plain, others, subject.customer, as_of)
    overdue = [(as_of - one.due, value) for one, value in standing_items if one.due + policy.grace_days < as_of]
    known = [one for key in others if (one := version(plain, key, as_of)) and one.customer == subject.customer]
    known = [one for one in known if not one.credit_note]
    paid_share = _paid_share(plain, own, subject, bool(seen), as_of)
    out = _habits(settled, overdue, policy, as_of)
    out |= _recent(settled)
    out |= _rhythm(settled, subject, as_of)
    out |= _like_due(settled, policy, subject)
    out |= _balance(plain, policy, keys, subject, standing_items, overdue, paid_share, as_of)
    out |= _trend(plain, out, known, subject, as_of)
    out |= _trouble(plain, invoice, known, subject, as_of)
    out |= _promises(plain, policy, invoice, subject.customer, as_of)
    out |= _invoice(subject, known, paid_share, as_of)
    out |= _calendar(subject, as_of)
    out |= _who(plain, policy, keys, subject, settled, overdue, as_of)
    return {name: float(value) for name, value in out.items()}


def _mean(values) -> float:
    return sum(values) / len(values) if values else nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _habits(settled: list[Settled], overdue, policy: Policy, as_of: int) -> dict[str, float]:
    out: dict[str, float] = {}
    censored = [min(days, 365) for days, _ in overdue]
    for name, window in (("", None), ("_365d", 365), ("_90d", 90)):
        past = [one for one in settled if window is None or one.known >= as_of - window]
        delays = [one.delay for one in past]
        late = [delay > policy.grace_days for delay in delays]
        out[f"usual_delay{name}_days"] = _mean(delays)
        out[f"late_share{name}"] = _mean(late)
        out[f"over_5_days_share{name}"] = _mean([delay > 5 for delay in delays])
        out[f"very_late_share{name}"] = _mean([delay > 30 for delay in delays])
        out[f"on_due_day_share{name}"] = _mean([delay == 0 for delay in delays])
        out[f"settled{name}_count"] = len(delays)
        mean = _mean(delays)
        out[f"delay_spread{name}_days"] = (
            nan if len(delays) < 2 else sqrt(_mean([(delay - mean) ** 2 for delay in delays]))
        )
        out[f"delay_with_overdue{name}_days"] = _mean(delays + censored)
        out[f"late_share_with_overdue{name}"] = _mean(late + [True] * len(censored))
        out[f"median_delay{name}_days"] = median(delays[-16:]) if delays else nan
        money = sum(one.value for one in past)
        out[f"amount_weighted_delay{name}_days"] = _ratio(sum(one.value * one.delay for one in past), money)
    in_parts = [one for one in settled if one.parts > 1]
    out["part_paid_share"] = _mean([one.parts > 1 for one in settled])
    out["part_paid_lead_days"] = _mean([one.lead for one in in_parts])
    out["usual_days_to_pay"] = _mean([one.age for one in settled])
    for name in ("late_share_with_overdue_90d", "late_share_with_overdue", "on_due_day_share_90d", "settled_90d_count"):
        del out[name]
    del out["delay_with_overdue_90d_days"]
    return out


def _recent(settled: list[Settled]) -> dict[str, float]:
    out: dict[str, float] = {}
    delays = [one.delay for one in settled]
    for last in (1, 3, 5):
        out[f"last_{last}_delay_days".replace("_1_", "_")] = _mean(delays[-last:])
    recent = delays[::-1][:16]
    weights = [0.7**rank for rank in range(len(recent))]
    weighted = sum(weight * delay for weight, delay in zip(weights, recent, strict=True))
    out["recent_delay_days"] = weighted / sum(weights) if recent else nan
    return out


def _rhythm(settled: list[Settled], subject: What, as_of: int) -> dict[str, float]:
    days = [_day(one.valued) for one in settled]
    due, start = _day(subject.due), _day(max(subject.due, as_of))
    weekdays, month_days = [day.weekday() for day in days], [day.day for day in days]
    out = {
        "due_weekday_paid_share": _mean([day == due.weekday() for day in weekdays]),
        "due_month_day_paid_share": _mean([day == due.day for day in month_days]),
        "month_end_paid_share": _mean([(day + timedelta(days=3)).month != day.month for day in days]),
        "weekday_concentration": _same(weekdays),
        "month_day_concentration": _same(month_days),
        "usual_weekday_in_days": nan,
        "usual_month_day_in_days": nan,
    }
    if days:
        usual = max(range(7), key=lambda day: (weekdays.count(day), -day))
        out["usual_weekday_in_days"] = (usual - start.weekday()) % 7
        last = month_days[::-1][:16]
        most = max(last, key=lambda day: (last.count(day), -last.index(day)))
        wait = 0
        while (start + timedelta(days=wait)).day != _in_month(start + timedelta(days=wait), most):
            wait += 1
        out["usual_month_day_in_days"] = wait
    return out


def _like_due(settled: list[Settled], policy: Policy, subject: What) -> dict[str, float]:
    kinds = {
        "month": lambda day: _day(day).month,
        "month_sixth": lambda day: min((_day(day).day - 1) // 5, 5),
        "weekday": lambda day: _day(day).weekday(),
        "fortnight": lambda day: day % 14,
    }
    out: dict[str, float] = {}
    for name, kind in kinds.items():
        like = [one for one in settled if kind(one.due) == kind(subject.due)]
        for what, value in (
            ("late_share", lambda one: one.delay > policy.grace_days),
            ("delay_days", lambda one: one.delay),
        ):
            own = _mean([value(one) for one in settled])
            out[f"due_{name}_{what}"] = (sum(map(value, like)) + 2 * own) / (len(like) + 2)
    return out


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _in_month(day: date, wanted: int) -> int:
    """The day of the month wanted, or the last one of a shorter month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(wanted, (following - timedelta(days=1)).day)


def _same(kinds: list[int]) -> float:
    """Share of the pairs of two different payments that are of one kind."""
    pairs = [(one, other) for n, one in enumerate(kinds) for m, other in enumerate(kinds) if n != m]
    return _mean([one == other for one, other in pairs])


def _balance(plain, policy, keys, subject, standing_items, overdue, paid_share, as_of) -> dict[str, float]:
    week = (subject.due + 3) // 7
    owed = sum(value for _, value in standing_items)
    late = sum(value for _, value in overdue)
    same = [value for one, value in standing_items if (one.due + 3) // 7 == week]
    owners = {one.customer for one in plain.what}
    whole = sum(value for owner in owners for _, value in open_items(plain, keys, owner, as_of))
    told = _who_known(plain, subject.customer, as_of)
    limit = told.limit if told and told.limit > 0 and told.limit_currency in ("", policy.base_currency) else 0
    return {
        "open_count": len(standing_items),
        "open_amount": owed / 100,
        "overdue_count": len(overdue),
        "overdue_amount": late / 100,
        "overdue_share": _ratio(late, owed),
        "oldest_overdue_days": max([days for days, _ in overdue], default=0),
        "due_same_week_count": len(same),
        "due_same_week_amount": sum(same) / 100,
        "share_of_book": _ratio(owed, whole),
        "limit_utilisation": _ratio(owed + max(worth(subject), 0) * (1 - paid_share), limit),
    }


def _trend(plain, habits, known, subject, as_of) -> dict[str, float]:
    paid = paid_days(plain, subject.customer, as_of)
    gap = (max(paid) - min(paid)) / (len(paid) - 1) if len(paid) > 1 else nan
    since = as_of - max(paid) if paid else nan
    quarter, year = (sum(one.known >= as_of - days for one in known) for days in (90, 365))
    since_first = max(as_of - min(one.known for one in plain.what if one.customer == subject.customer), 1)
    return {
        "since_last_payment_days": since,
        "usual_payment_gap_days": gap,
        "silence": _ratio(since, gap),
        "delay_change_90d_days": habits["usual_delay_90d_days"] - habits["usual_delay_365d_days"],
        "delay_change_recent_days": habits["recent_delay_days"] - habits["usual_delay_days"],
        "invoices_90d_count": quarter,
        "invoice_volume_change": _ratio(quarter / min(since_first, 90), year / min(since_first, 365)),
    }


def _trouble(plain, invoice, known, subject, as_of) -> dict[str, float]:
    def count(name: str, past: bool) -> bool:
        mine = [one for one in standing(plain.rows, as_of) if one.invoice == name]
        heard_of = any(one.invoice == name and one.known < as_of for one in plain.what)
        return heard_of and sum(1 if one.opened else -(not past) for one in mine) > 0

    others = {one.invoice for one in plain.what if plain.owner(one.invoice) == subject.customer} - {invoice}
    talks = [one for one in standing(plain.talks, as_of) if one.customer == subject.customer and one.kind != "note"]
    return {
        "disputed": count(invoice, past=False),
        "open_disputes_count": sum(count(name, past=False) for name in others),
        "disputed_share": _ratio(sum(count(name, past=True) for name in others), len(known)),
        "contacts_90d_count": sum(one.known >= as_of - 90 for one in talks),
        "since_last_contact_days": as_of - max(one.happened for one in talks) if talks else nan,
    }


def _promises(plain: Plain, policy: Policy, invoice: str, customer: str, as_of: int) -> dict[str, float]:
    judged = [(one, promise_state(plain, policy, one, as_of)) for one in standing(plain.vows, as_of) if one.made]
    judged = [
        (one, said)
        for one, said in judged
        if any(item.invoice == one.invoice and item.known < as_of for item in plain.what)
    ]
    own = [(one, said) for one, said in judged if one.invoice == invoice]
    others = [said for one, said in judged if one.invoice != invoice and plain.owner(one.invoice) == customer]
    kept, partly, broken = (others.count(word) for word in ("kept", "partially kept", "broken"))
    open_ = [one.promised for one, said in own if said == "open"]
    assert len(open_) <= 1, "one open promise an invoice"
    return {
        "promised_in_days": open_[0] - as_of if open_ else nan,
        "promise_broken": any(said in ("broken", "partially kept") for _, said in own),
        "promises_broken_count": broken,
        "promises_kept_share": _ratio(kept, kept + partly + broken),
    }


def _invoice(subject: What, known: list[What], paid_share: float, as_of: int) -> dict[str, float]:
    value = worth(subject) if worth(subject) > 0 else nan
    stated = [one for one in (max(worth(one), 0) for one in known) if one]
    decimals = {"EUR": 2, "JPY": 0, "KWD": 3}[subject.currency]
    terms = [min(max(one.due - one.issued, 0), 400) for one in known]
    return {
        "amount": value / 100,
        "amount_to_usual": value / _mean(stated),
        "round_amount": (subject.amount % 10 ** (decimals + 2) == 0) if subject.amount else nan,
        "terms_days": subject.due - subject.issued,
        "terms_beyond_usual_days": subject.due - subject.issued - _mean(terms),
        "instalment_number": subject.instalment,
        "paid_share": paid_share,
        "purchase_order": subject.order,
        "past_due_days": max(as_of - subject.due, 0),
        "age_days": as_of - subject.issued,
    }


def _paid_share(plain, own, subject, known: bool, as_of: int) -> float:
    """An item that is not known yet, or whose amount is not stated, counts as unpaid."""
    if not known or not subject.amount:
        return 0.0
    gross = [one.amount or 0 for one in standing(plain.what, as_of) if (one.invoice, one.instalment) == own]
    moves = [one for one in standing(plain.moves, as_of) if (one.invoice, one.instalment) == own]
    left = max(sum(gross) - sum(one.amount or 0 for one in moves), 0)
    return min(max(1 - left / subject.amount, 0.0), 1.0)


def _calendar(subject: What, as_of: int) -> dict[str, float]:
    due = _day(subject.due)
    month_end = (due.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return {
        "due_in_days": subject.due - as_of,
        "due_weekday": due.weekday(),
        "due_month_day": due.day,
        "due_to_month_end_days": (month_end - due).days,
        "due_to_year_end_days": (date(due.year, 12, 31) - due).days,
        "due_to_lunar_new_year_days": nan,  # the random ledgers lie in years the library is not asked about
        "due_on_rest_day": due.weekday() >= 5,
        "issue_weekday": _day(subject.issued).weekday(),
    }


def _who_known(plain: Plain, customer: str, as_of: int):
    told = [one for one in plain.who if one.customer == customer and one.known < as_of]
    return max(told, key=lambda one: one.known, default=None)


def _who(plain, policy, keys, subject, settled, overdue, as_of) -> dict[str, float]:
    told = _who_known(plain, subject.customer, as_of)
    first = min(one.known for one in plain.what if one.customer == subject.customer)
    book = [
        (one, _who_known(plain, owner, one.known + 1))
        for owner in {one.customer for one in plain.what}
        for one in settled_items(plain, policy, keys, owner, as_of)
    ]
    year = [(one, then) for one, then in book if one.known >= as_of - 365]
    parent = told.parent if told and as_of <= told.until else ""
    groups = {
        "country": [one for one, then in year if then and told and told.country and then.country == told.country],
        "industry": [one for one, then in year if then and told and told.industry and then.industry == told.industry],
        "parent": [one for one, then in year if parent and ((then.parent if then else "") or one.customer) == parent],
    }

    def said(column: int, ones) -> list[float]:
        return [one.delay if column == DELAY else one.delay > policy.grace_days for one in ones]

    strengths = {column: _strength(book, lambda one, column=column: said(column, [one])[0]) for column in (DELAY, LATE)}

    def shrunk(column: int, upto: str) -> float:
        if upto == "book":
            return _mean(said(column, [one for one, _ in year]))
        prior = shrunk(column, {"country": "book", "industry": "country", "parent": "industry"}[upto])
        strength = strengths[column] if upto == "parent" else 50
        values = said(column, groups[upto])
        return (sum(values) + strength * prior) / (len(values) + strength)

    count = len(settled) + len(overdue)
    late = sum(said(LATE, settled)) + len(overdue)
    days = sum(said(DELAY, settled)) + sum(min(days, 365) for days, _ in overdue)
    month = [one for one, _ in book if one.known >= as_of - 30]
    quarter = [one for one, _ in book if one.known >= as_of - 90]
    return {
        "known_for_days": as_of - first if first < as_of else nan,
        "registered_for_days": as_of - told.registered if told and told.registered > -(2**30) else nan,
        "natural_person": told.person if told and told.person >= 0 else nan,
        "late_share_shrunk": _drawn(late, count, shrunk(LATE, "parent"), strengths[LATE]),
        "delay_shrunk_days": _drawn(days, count, shrunk(DELAY, "parent"), strengths[DELAY]),
        "segment_late_share": shrunk(LATE, "industry"),
        "country_late_share": shrunk(LATE, "country"),
        "group_late_share": shrunk(LATE, "parent") if groups["parent"] else nan,
        "book_late_share_30d": _mean(said(LATE, month)),
        "book_delay_90d_days": _mean(said(DELAY, quarter)),
    }


def _drawn(total: float, count: int, prior: float, strength: float) -> float:
    return (total + strength * prior) / (count + strength)


def _strength(book, value) -> float:
    """Variance within customers over that between them, drawn towards 8 by ten customers."""
    by_customer: dict[str, list[float]] = {}
    for one, _ in book:
        by_customer.setdefault(one.customer, []).append(value(one))
    groups = list(by_customer.values())
    customers, invoices = len(groups), sum(map(len, groups))
    total, squared = sum(map(sum, groups)), sum(one * one for group in groups for one in group)
    explained = sum(int(sum(group)) ** 2 * 2**20 // len(group) for group in groups) / 2**20
    squares = sum(len(group) ** 2 for group in groups)
    weight = max(min(invoices - customers, customers - 1), 0)
    inside = max(squared - explained, 0) / max(invoices - customers, 1)
    among = explained - total * total / max(invoices, 1) - max(customers - 1, 0) * inside
    among = max(among, 0) / max(invoices - squares / max(invoices, 1), 1)
    alike = among / (among + inside) if among + inside else 0
    alike = (weight * alike + 10 / 9) / (weight + 10)
    return (1 - alike) / alike
