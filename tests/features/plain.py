"""A small ledger in plain Python lists, made into the arrays that ``LedgerAsOf`` gives; and random ones with every dirt."""

from dataclasses import dataclass, field, fields, replace
from random import Random

import numpy as np

from ledger.arrays import (
    CASH,
    CREDIT,
    NO_DAY,
    WRITE_OFF,
    Allocations,
    CustomerFigures,
    CustomerVersions,
    Disputes,
    Interactions,
    ItemVersions,
    LedgerArrays,
    Payments,
    Promises,
)
from ledger.day import FOREVER

NEVER = int(FOREVER)
ALWAYS = -25567
CURRENCIES = ("EUR", "JPY", "KWD")
TOLERANCE = {"EUR": 100, "JPY": 1, "KWD": 1000}


@dataclass(frozen=True)
class Who:
    customer: str
    known: int = ALWAYS
    until: int = NEVER
    country: str = ""
    industry: str = ""
    parent: str = ""
    person: int = -1
    registered: int = int(NO_DAY)
    limit: int = -1
    limit_currency: str = ""
    attributes: dict[str, str | float | None] | None = None


@dataclass(frozen=True)
class What:
    invoice: str
    customer: str
    issued: int
    due: int
    amount: int | None
    known: int = NEVER
    until: int = NEVER
    instalment: int = 1
    base: int | None = None
    currency: str = "EUR"
    credit_note: bool = False
    order: bool = False
    attributes: dict[str, str | float | None] | None = None


def in_base(one: What) -> int | None:
    """Minor units of the base currency EUR: as stated, or its own amount; None: there is no rate."""
    return one.amount if one.base is None and one.currency == "EUR" else one.base


@dataclass(frozen=True)
class Move:
    invoice: str
    valued: int
    amount: int | None
    known: int = NEVER
    until: int = NEVER
    instalment: int = 1
    kind: int = CASH


@dataclass(frozen=True)
class Money:
    customer: str
    paid: int
    known: int
    until: int = NEVER
    amount: int = 100_00


@dataclass(frozen=True)
class Row:
    """A dispute opened or closed."""

    invoice: str
    known: int
    opened: bool = True
    until: int = NEVER


@dataclass(frozen=True)
class Talk:
    """A contact with a customer."""

    customer: str
    happened: int
    known: int
    until: int = NEVER
    kind: str = "call"


@dataclass(frozen=True)
class Vow:
    """A promise to pay an invoice, made or withdrawn."""

    name: str
    invoice: str
    happened: int
    promised: int
    amount: int = -1
    known: int = NEVER
    until: int = NEVER
    made: bool = True


@dataclass(frozen=True)
class Figures:
    """Further columns of a customer that hold from a day on."""

    customer: str
    valid: int
    attributes: dict[str, str | float | None]
    known: int = NEVER
    until: int = NEVER


@dataclass
class Plain:
    """Facts; a ``known`` left out is the day it happened."""

    who: list[Who] = field(default_factory=list)
    what: list[What] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    figures: list[Figures] = field(default_factory=list)
    vows: list[Vow] = field(default_factory=list)

    def __post_init__(self):
        self.what = [replace(one, known=one.issued) if one.known == NEVER else one for one in self.what]
        self.moves = [replace(one, known=one.valued) if one.known == NEVER else one for one in self.moves]
        self.vows = [replace(one, known=one.happened) if one.known == NEVER else one for one in self.vows]
        self.figures = [replace(one, known=one.valid) if one.known == NEVER else one for one in self.figures]

    def copy(self) -> "Plain":
        return Plain(*(list(getattr(self, one.name)) for one in fields(self)))

    def owner(self, invoice: str, instalment: int = 1) -> str:
        return next(one.customer for one in self.what if (one.invoice, one.instalment) == (invoice, instalment))

    def arrays(
        self, as_of: int = NEVER, only: str | set[str] | None = None, shuffle: int | None = None
    ) -> LedgerArrays:
        """As ``LedgerAsOf(…, as_of, only).arrays``; ``shuffle`` numbers customers and items in another order."""
        seen = {one.invoice: one.customer for one in self.what}
        names = sorted({one.customer for one in (*self.who, *self.what, *self.money)})
        among = set(names) if only is None else {only} if isinstance(only, str) else only
        names = [name for name in names if name in among]
        what = [one for one in self.what if one.known < as_of and one.customer in among]
        keys = sorted({(one.invoice, one.instalment) for one in what})
        if shuffle is not None:
            Random(shuffle).shuffle(names)
            Random(shuffle + 1).shuffle(keys)
        code, item = {name: n for n, name in enumerate(names)}, {key: n for n, key in enumerate(keys)}
        invoice: dict[str, int] = {}
        item_invoice = [invoice.setdefault(key[0], len(invoice)) for key in keys]

        def known(facts, of=lambda one: one.customer):
            return [one for one in facts if one.known < as_of and of(one) in code and one.until > one.known]

        def reversible(facts):
            signed = [(one, one.known, 1) for one in facts]
            return signed + [(one, one.until, -1) for one in facts if one.until < as_of and one.until < NEVER]

        def end(one):
            return one.until if one.until < as_of else NEVER

        who = sorted(known(self.who), key=lambda one: (code[one.customer], one.known))
        what = sorted(known(what), key=lambda one: (item[one.invoice, one.instalment], one.known))
        moves = [one for one in self.moves if (one.invoice, one.instalment) in item]
        moves = reversible(known(moves, lambda one: seen[one.invoice]))
        moves.sort(key=lambda one: (item[one[0].invoice, one[0].instalment], one[1]))
        money = sorted(reversible(known(self.money)), key=lambda one: (code[one[0].customer], one[1]))
        rows = reversible(known([one for one in self.rows if one.invoice in invoice], lambda one: seen[one.invoice]))
        rows.sort(key=lambda one: (code[seen[one[0].invoice]], one[1]))
        talks = sorted(known(self.talks), key=lambda one: (code[one.customer], one.known))
        figures = sorted(known(self.figures), key=lambda one: (code[one.customer], one.known))
        vows = known([one for one in self.vows if one.invoice in invoice], lambda one: seen[one.invoice])
        promise = {name: n for n, name in enumerate(sorted({one.name for one in vows}))}
        vows.sort(key=lambda one: (promise[one.name], one.known))
        return LedgerArrays(
            as_of=as_of,
            customer_id=texts(names),
            invoice_id=texts([key[0] for key in keys]),
            instalment=days([key[1] for key in keys]),
            item_invoice=days(item_invoice),
            currencies=CURRENCIES,
            customers=CustomerVersions(
                days([code[one.customer] for one in who]), days([one.known for one in who]), days(map(end, who)),
                texts([one.customer for one in who]), texts([one.country for one in who]),
                texts([one.industry for one in who]), days([code.get(one.parent, -1) for one in who]),
                np.array([one.person for one in who], dtype=np.int8), money64([one.limit for one in who]),
                days([one.registered for one in who]), texts([one.attributes for one in who]),
                texts([one.limit_currency for one in who]),
            ),
            items=ItemVersions(
                item=days([item[one.invoice, one.instalment] for one in what]),
                customer=days([code[one.customer] for one in what]),
                known_on=days([one.known for one in what]),
                until=days(map(end, what)),
                issued_on=days([one.issued for one in what]),
                due_on=days([one.due for one in what]),
                amount=money64([one.amount or 0 for one in what]),
                base=money64([in_base(one) or 0 for one in what]),
                amount_known=np.array([one.amount is not None for one in what], dtype=np.bool_),
                base_known=np.array([in_base(one) is not None for one in what], dtype=np.bool_),
                tolerance=money64([TOLERANCE[one.currency] for one in what]),
                currency=days([CURRENCIES.index(one.currency) for one in what]),
                credit_note=np.array([one.credit_note for one in what], dtype=np.bool_),
                purchase_order=np.array([one.order for one in what], dtype=np.bool_),
                attributes=texts([one.attributes for one in what]),
            ),
            allocations=Allocations(
                days([item[one.invoice, one.instalment] for one, _, _ in moves]),
                days([code[seen[one.invoice]] for one, _, _ in moves]),
                days([day for _, day, _ in moves]),
                days([one.valued for one, _, _ in moves]),
                money64([(one.amount or 0) * sign for one, _, sign in moves]),
                np.array([one.amount is not None for one, _, _ in moves], dtype=np.bool_),
                np.array([one.kind for one, _, _ in moves], dtype=np.int8),
                np.array([sign for _, _, sign in moves], dtype=np.int8),
            ),
            payments=Payments(
                days([code[one.customer] for one, _, _ in money]), days([day for _, day, _ in money]),
                days([one.paid for one, _, _ in money]), money64([one.amount for one, _, _ in money]),
                days([0 for _ in money]), np.array([sign for _, _, sign in money], dtype=np.int8),
            ),
            disputes=Disputes(
                days([invoice[one.invoice] for one, _, _ in rows]), days([code[seen[one.invoice]] for one, _, _ in rows]),
                days([day for _, day, _ in rows]), np.array([one.opened for one, _, _ in rows], dtype=np.int8),
                np.array([sign for _, _, sign in rows], dtype=np.int8), money64([-1 for _ in rows]),
            ),
            interactions=Interactions(
                days([code[one.customer] for one in talks]), days([-1 for _ in talks]), days([one.known for one in talks]),
                days(map(end, talks)), days([one.happened for one in talks]), texts([one.kind for one in talks]),
            ),
            promises=Promises(
                days([promise[one.name] for one in vows]), days([invoice[one.invoice] for one in vows]),
                days([code[seen[one.invoice]] for one in vows]), days([one.known for one in vows]), days(map(end, vows)),
                np.array([one.made for one in vows], dtype=np.bool_), days([one.promised for one in vows]),
                money64([one.amount for one in vows]), days([one.happened for one in vows]),
            ),
            figures=CustomerFigures(
                days([code[one.customer] for one in figures]), days([one.known for one in figures]),
                days(map(end, figures)), days([one.valid for one in figures]), texts([one.attributes for one in figures]),
            ),
        )  # fmt: skip


def days(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int32)


def money64(values) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def texts(values) -> np.ndarray:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def random_ledger(seed: int, customers: int = 5, invoices: int = 60, span: int = 500) -> Plain:
    """Payments in part and late recorded, reversals, corrections, credit notes, write-offs, disputes, groups."""
    chance = Random(seed)
    names = [f"c{number}" for number in range(customers)]
    plain = Plain()
    for name in names:
        plain.who.extend(random_versions(chance, name, names, span))
    for number in range(invoices):
        random_invoice(chance, plain, f"i{number:03}", chance.choice(names), chance.randrange(span))
    for _ in range(customers * 3):
        paid = chance.randrange(span)
        known = paid + chance.choice([0, 0, 1, 20])
        until = known + chance.randrange(1, 90) if chance.random() < 0.2 else NEVER
        plain.money.append(Money(chance.choice(names), paid, known, until))
    for name in names:
        random_talks(chance, plain, name, span)
    return plain


def random_talks(chance: Random, plain: Plain, name: str, span: int) -> None:
    """Contacts, and figures by month; some told late or taken back, some months corrected."""
    for _ in range(chance.randrange(6)):
        happened = chance.randrange(span)
        known = happened + chance.choice([0, 0, 2, 40])
        until = known + chance.randrange(1, 90) if chance.random() < 0.2 else NEVER
        plain.talks.append(Talk(name, happened, known, until, chance.choice(["call", "reminder", "note"])))
    for valid in range(chance.randrange(60), span, 30):
        known, told = valid + chance.choice([0, 0, 0, 0, 35]), {"income": chance.choice([None, 5.0, 70.5, 900.0])}
        figures = Figures(name, valid, told, known)
        if chance.random() < 0.15:
            day = known + chance.randrange(1, 60)
            plain.figures += [replace(figures, until=day), Figures(name, valid, {"income": 1.25}, day)]
        else:
            plain.figures.append(figures)


def random_versions(chance: Random, name: str, names: list[str], span: int) -> list[Who]:
    cut = chance.randrange(span) if chance.random() < 0.4 else NEVER
    made = []
    for known, until in ((ALWAYS, cut), (cut, NEVER)):
        if known < NEVER:
            parent = chance.choice(["", "", *names])
            made.append(
                Who(
                    name, known, until, chance.choice(["", "BR", "DE", "CN"]), chance.choice(["", "food", "steel"]),
                    parent if parent != name else "", chance.choice([-1, 0, 1]), chance.choice([int(NO_DAY), -400, 30]),
                    chance.choice([-1, 0, 1_000_00, 50_000_00]), chance.choice(["", "EUR", "JPY"]),
                    chance.choice([None, {"size": "small"}, {"size": "large", "income": 3.0}]),
                )
            )  # fmt: skip
    return made


def random_invoice(chance: Random, plain: Plain, invoice: str, customer: str, issued: int) -> None:
    currency = chance.choice(["EUR", "EUR", "EUR", "JPY", "KWD"])
    known = issued + chance.choice([0, 0, 0, 0, 5, 60])
    for instalment in range(1, chance.choice([2, 2, 2, 3])):
        due = issued + chance.choice([0, 14, 30, 30, 60, -3]) + 30 * (instalment - 1)
        amount = chance.choice([None, 1_00, 500_00, 1000_00, 333_33, 10**13])
        base = chance.choice([None, None, 700_00])
        first = What(
            invoice, customer, issued, due, amount, known, NEVER, instalment, base, currency, chance.random() < 0.05,
            chance.random() < 0.5, chance.choice([None, {"channel": "portal"}, {"channel": "post", "weight": 2.5}]),
        )  # fmt: skip
        plain.what.extend(corrected(chance, first))
        random_moves(chance, plain, first)
    for number in range(chance.choice([0, 0, 0, 1, 1, 2])):
        happened = issued + chance.randrange(70)
        vow = Vow(
            f"{invoice}:{number}", invoice, happened, happened + chance.randrange(20), chance.choice([-1, -1, 300_00, 5_00]),
            happened + chance.choice([0, 0, 0, 1, 9]),
        )  # fmt: skip
        day = vow.known + chance.randrange(1, 30)
        if chance.random() < 0.2:
            plain.vows += [replace(vow, until=day), replace(vow, promised=vow.promised + 12, known=day)]
        else:
            plain.vows.append(vow)
        if chance.random() < 0.2:
            plain.vows.append(replace(vow, happened=day, promised=int(NO_DAY), known=day, made=False))
    if chance.random() < 0.15:
        opened = known + chance.randrange(40)
        until = opened + chance.randrange(1, 40) if chance.random() < 0.2 else NEVER
        plain.rows.append(Row(invoice, opened, True, until))
        if chance.random() < 0.6:
            plain.rows.append(Row(invoice, opened + chance.randrange(60), False))


def corrected(chance: Random, first: What) -> list[What]:
    """The item, perhaps corrected in due day or amount, or cancelled, some days later."""
    if chance.random() > 0.2:
        return [first]
    day = first.known + chance.randrange(1, 90)
    old = replace(first, until=day)
    if chance.random() < 0.25:
        return [old]
    change = chance.choice([{"due": first.due + chance.choice([-20, 10, 45])}, {"amount": (first.amount or 0) + 50_00}])
    return [old, replace(first, known=day, **change)]


def given_away(plain: Plain, seed: int, share: float = 0.15) -> Plain:
    """The same with a share of the invoices given to another customer by a correction."""
    chance, names, given = Random(seed), sorted({one.customer for one in plain.who}), plain.copy()
    given.what = []
    for one in plain.what:
        day = one.known + chance.randrange(1, 120)
        if one.until == NEVER and chance.random() < share:
            given.what += [replace(one, until=day), replace(one, known=day, customer=chance.choice(names))]
        else:
            given.what.append(one)
    return given


def random_moves(chance: Random, plain: Plain, item: What) -> None:
    gross = item.amount
    paid = item.due + int(chance.gauss(4, 15))
    if chance.random() < 0.2:
        return
    parts = [1.0] if chance.random() < 0.7 else [0.5, 0.5] if chance.random() < 0.7 else [0.3]
    for part in parts:
        amount = None if gross is None else int(gross * part)
        known = paid + chance.choice([0, 0, 0, 1, 3, 40])
        until = known + chance.randrange(1, 120) if chance.random() < 0.15 else NEVER
        kind = chance.choice([CASH] * 8 + [CREDIT, WRITE_OFF])
        plain.moves.append(Move(item.invoice, paid, amount, known, until, item.instalment, kind))
        if until < NEVER and chance.random() < 0.6:
            plain.moves.append(Move(item.invoice, paid + 2, amount, until, NEVER, item.instalment, kind))
        if chance.random() < 0.7:
            plain.money.append(Money(item.customer, paid, known, until))
        paid += chance.randrange(12)


def edited_later(plain: Plain, day: int, seed: int) -> Plain:
    """The same up to what was known before ``day``; from that day on all that may happen to a ledger happens."""
    chance, edited = Random(seed), plain.copy()
    names = sorted({one.customer for one in plain.who})

    def later() -> int:
        return day + chance.choice([0, 0, 1, 7, 50, 300])

    def rewritten(facts):
        """Drop, delay or retract: only what is known from the day on changes."""
        out = []
        for one in facts:
            if one.known >= day:
                if chance.random() < 0.4:
                    continue
                known = later()
                out.append(replace(one, known=known, until=NEVER if chance.random() < 0.7 else known + 9))
            elif one.until >= day:
                out.append(replace(one, until=later() if chance.random() < 0.4 else NEVER))
            else:
                out.append(one)
        return out

    edited.moves, edited.money, edited.rows = (rewritten(facts) for facts in (plain.moves, plain.money, plain.rows))
    edited.talks, edited.figures, edited.vows = (rewritten(facts) for facts in (plain.talks, plain.figures, plain.vows))
    edited.who, edited.what = [], []
    for one in plain.who:
        if one.known < day:
            ends = one.until if one.until < day else later() if chance.random() < 0.6 else NEVER
            edited.who.append(replace(one, until=ends))
            if day <= ends < NEVER:
                edited.who.extend(
                    replace(new, known=ends) for new in random_versions(chance, one.customer, names, 1)[:1]
                )
                edited.who[-1] = replace(edited.who[-1], until=NEVER)
    for item in plain.what:
        if item.known < day:
            ends = item.until if item.until < day else later() if chance.random() < 0.5 else NEVER
            edited.what.append(replace(item, until=ends))
            if day <= ends < NEVER and chance.random() < 0.8:
                changed = {"due": item.due + chance.choice([-90, 3, 200]), "amount": chance.choice([None, 1, 77_00])}
                edited.what.append(replace(item, known=ends, until=NEVER, **changed))
    known_invoices = sorted({one.invoice for one in edited.what})
    for number in range(8):
        fresh = Plain()
        random_invoice(chance, fresh, f"n{number}", chance.choice([*names, "c-new"]), day - chance.randrange(200))
        edited.what += [replace(one, known=max(one.known, day), until=NEVER) for one in fresh.what[:1]]
        edited.moves += [replace(one, known=later(), until=NEVER) for one in fresh.moves if one.instalment == 1]
        edited.money.append(Money(chance.choice(names), day - chance.randrange(300), later()))
        edited.talks.append(Talk(chance.choice(names), day - chance.randrange(300), later()))
        edited.figures.append(Figures(chance.choice(names), day - chance.randrange(300), {"income": 8.0}, later()))
        if known_invoices:
            old = chance.choice(known_invoices)
            owner = next(one for one in edited.what if one.invoice == old)
            back_dated = day - chance.randrange(300)
            edited.moves.append(Move(old, back_dated, owner.amount, later(), NEVER, owner.instalment))
            edited.rows.append(Row(old, later(), chance.random() < 0.7))
            edited.vows.append(
                Vow(f"v{number}", old, day - chance.randrange(60), day + chance.randrange(-50, 9), -1, later())
            )
    return edited
