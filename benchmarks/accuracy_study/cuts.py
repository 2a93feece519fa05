"""The rows on which everyone is judged: cuts of simulated ledgers, whose truth is known, and of public ones."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from real_ledgers import LEDGERS, PublicLedger

from features.index import FeatureIndex
from features.subjects import Subjects, subjects_at
from ledger.arrays import Codes, LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import open_ledger, reading
from ledger.curve import HORIZON_DAYS
from ledger.day import Days, day_number
from ledger.demo.arrays import NEVER
from ledger.demo.files import write_files
from ledger.demo.notation import invoice_id
from ledger.demo.oracle import oracle
from ledger.demo.simulation import Simulation, simulate
from ledger.migration import migrate
from ledger.policy import Policy
from ledger.settings import Settings
from sources.load import load_files
from training.backtest import pairs
from training.baseline import Forecasts, Ints, from_distribution
from training.evaluation import Floats, FollowUp
from training.targets import outcomes

MONDAYS_APART = 2
"""Every second Monday of a window is asked about: the whole open book of each."""
WINDOW_DAYS = 91
REAL_ORIGINS = {
    "datarisk": (date(2019, 9, 1), date(2020, 3, 1), date(2020, 9, 1)),
    "ibm": (date(2012, 12, 1), date(2013, 3, 1), date(2013, 6, 1)),
}


@dataclass(frozen=True, slots=True)
class Market:
    """A simulated market: its size and its last day."""

    seed: int
    customers: int
    invoices: int
    until: date
    years: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A training day of a ledger and what is asked in the three months after it; rows (n,).

    ``arrays`` and ``index`` hold more than was known on any of the days: the trainer and the features look before theirs only.
    """

    ledger: str
    as_of: date
    arrays: LedgerArrays
    index: FeatureIndex
    policy: Policy
    subjects: Subjects
    seen: FollowUp
    oracle: Forecasts | None  # None: nobody knows the truth of a real ledger

    @property
    def name(self) -> str:
        return f"{self.ledger} {self.as_of}"


def simulated(market: Market, origins: int) -> Iterator[Cut]:
    """Cuts of one market, the last one a window before its end; what became of an item is the drawn truth, followed for a year."""
    drawn = simulate(market.customers, market.invoices, market.seed, market.until, years=market.years)
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(drawn, Path(folder) / "files")
        arrays, policy = _imported(Path(folder) / "home", paths, None, market.until)
    index = FeatureIndex(arrays, policy)
    place = {
        (invoice_id(invoice), part): number
        for number, (invoice, part) in enumerate(
            zip(drawn.items.invoice.tolist(), drawn.items.instalment.tolist(), strict=True)
        )
    }
    names = zip(arrays.invoice_id, arrays.instalment.tolist(), strict=True)
    drawn_item = np.array([place.get(pair, -1) for pair in names], dtype=np.int64)
    for number in range(origins, 0, -1):
        as_of = market.until - timedelta(days=WINDOW_DAYS * number - 1)
        item, day = _asked(arrays, index, as_of)
        known = drawn_item[item] >= 0  # credit notes are not drawn as items
        item, day = item[known], day[known]
        truth = _truth(drawn, drawn_item[item], day)
        rows = np.flatnonzero(truth.paid_day >= 0)
        subjects = subjects_at(index, item[rows], day[rows])
        law = _law(drawn, drawn_item[item[rows]], day[rows], subjects, policy)
        yield Cut(f"simulated {market.seed}", as_of, arrays, index, policy, subjects, truth.take(rows), law)


def public(folder: Path, only: str | None = None) -> Iterator[Cut]:
    """Cuts of the public ledgers that the folder holds."""
    for ledger in LEDGERS:
        if only in {None, ledger.name} and all((folder / name).is_file() for name in ledger.files):
            yield from _public(ledger, folder)


def _public(ledger: PublicLedger, folder: Path) -> Iterator[Cut]:
    with tempfile.TemporaryDirectory() as home:
        paths = [folder / name for name in ledger.files]
        arrays, policy = _imported(Path(home), paths, ledger.mapping, ledger.known_on)
    index = FeatureIndex(arrays, policy)
    for as_of in REAL_ORIGINS[ledger.name]:
        item, day = _asked(arrays, index, as_of)
        seen = FollowUp.of(outcomes(arrays, index.closings, item, arrays.as_of), day)
        rows = np.flatnonzero((seen.paid_day >= 0) & (seen.followed_days >= 0))
        subjects = subjects_at(index, item[rows], day[rows])
        yield Cut(ledger.name, as_of, arrays, index, policy, subjects, seen.take(rows), None)


def _imported(home: Path, paths: list[Path], mapping: str | None, known_on: date) -> tuple[LedgerArrays, Policy]:
    engine = open_ledger(Settings(home=home))
    migrate(engine)
    instant = datetime(known_on.year, known_on.month, known_on.day, 23, tzinfo=UTC)
    load_files(engine, paths, mapping=mapping, recorded_at=instant, recorded_on=known_on)
    with reading(engine) as connection:
        view = LedgerAsOf(connection, known_on + timedelta(days=1))
        arrays, policy = view.arrays, view.policy
    engine.dispose()
    return arrays, policy


def _asked(arrays: LedgerArrays, index: FeatureIndex, as_of: date) -> tuple[Codes, Days]:
    """Every item issued in the window on its issue day, and every open one on every second Monday."""
    first = day_number(as_of)
    last = first + WINDOW_DAYS - 1
    issue = pairs(arrays, index.closings, first, last, "issue")
    monday = pairs(arrays, index.closings, first, last, "monday")
    kept = ((monday.as_of - monday.as_of.min(initial=first + 7)) // 7) % MONDAYS_APART == 0
    return np.concatenate([issue.item, monday.item[kept]]), np.concatenate([issue.as_of, monday.as_of[kept]])


def _truth(drawn: Simulation, place: Ints, as_of: Days) -> FollowUp:
    def days(on: Days) -> Floats:
        return np.where(on[place] >= NEVER, np.inf, on[place].astype(np.float64) - as_of)

    followed = np.full(len(place), HORIZON_DAYS, dtype=np.int64)
    return FollowUp(days(drawn.outcome.settled_on), days(drawn.outcome.closed_on), followed)


def _law(drawn: Simulation, place: Ints, as_of: Days, subjects: Subjects, policy: Policy) -> Forecasts:
    return from_distribution(lambda rows: oracle(drawn, place[rows], as_of[rows]), subjects, policy.grace_days)
