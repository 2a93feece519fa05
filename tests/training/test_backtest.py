"""A backtest says what the model would have said: no outcome, no row lost unsaid, and blind to what came later."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.arrays import LedgerArrays
from ledger.connection import open_ledger
from ledger.day import day_number, day_of
from ledger.errors import InvalidValue, ModelUnavailable
from ledger.migration import migrate
from ledger.policy import Policy
from ledger.records import Allocation
from ledger.settings import Settings
from ledger.settlement import closings
from tests.book import Book
from tests.training.recorded_ledger import moved, record
from tests.training.small_ledger import small_ledger
from training.artifact import release, save
from training.backtest import CDF_DAYS, backtest, pairs, told
from training.fit import train
from training.model import PaymentRisk

COLUMNS = [
    "invoice_id", "customer_id", "as_of", "due_on", "amount", "p_late", "p_very_late", "p_paid_within_7", "p_paid_within_14",
    "p_paid_within_30", "p_paid_within_60", "p_paid_within_90", "expected_on", "p10_on", "p50_on", "p90_on",
    "p_unpaid_at_horizon", "basis", "model_version",
]  # fmt: skip
SPAN_DAYS = 40


@pytest.fixture(scope="module")
def arrays() -> LedgerArrays:
    return small_ledger(customers=20, items=900, days=500)


@pytest.fixture(scope="module")
def first_on(arrays: LedgerArrays) -> date:
    """A Monday 120 days before the end."""
    day = arrays.as_of - 120
    return day_of(day - (day + 3) % 7)


@pytest.fixture(scope="module")
def released(
    arrays: LedgerArrays, first_on: date, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, PaymentRisk]:
    """A champion trained as of the first day."""
    folder = tmp_path_factory.mktemp("models")
    model = train(arrays, Policy(), as_of=first_on, threads=1, row_budget=40_000).model
    saved = save(model, folder / "made")
    release(folder / "made", folder / "models")
    return folder / "models", saved


def settings_of(home: Path, models: Path) -> Settings:
    home.mkdir(parents=True, exist_ok=True)
    (home / "models").symlink_to(models)
    return Settings(home=home, threads=1)


def run(home: Path, models: Path, arrays: LedgerArrays, first_on: date, change=None, **more) -> pa.Table:  # type: ignore[no-untyped-def]
    settings = settings_of(home, models)
    engine = open_ledger(settings)
    migrate(engine)
    record(engine, arrays, change)
    try:
        return backtest(engine, settings, from_on=first_on, to_on=first_on + timedelta(days=SPAN_DAYS), **more)
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def at_issue(arrays, first_on, released, tmp_path_factory) -> pa.Table:  # type: ignore[no-untyped-def]
    return run(tmp_path_factory.mktemp("a") / "home", released[0], arrays, first_on, curves=True)


def test_the_columns_are_those_of_the_design(at_issue: pa.Table, tmp_path: Path) -> None:
    assert at_issue.column_names == [*COLUMNS, "cdf"]
    assert {at_issue.schema.field(name).type for name in ("as_of", "due_on", "expected_on", "p90_on")} == {pa.date32()}
    pq.write_table(at_issue, tmp_path / "out.parquet")
    again = pq.read_table(tmp_path / "out.parquet")
    assert again.equals(at_issue)
    assert told(again) == told(at_issue)


def test_every_item_of_the_window_is_scored_once(at_issue: pa.Table, arrays: LedgerArrays, first_on: date) -> None:
    issued = arrays.items.issued_on
    inside = (issued >= day_number(first_on)) & (issued <= day_number(first_on) + SPAN_DAYS)
    assert at_issue.num_rows + sum(told(at_issue)["left_out"].values()) == inside.sum()
    assert len(set(at_issue.column("invoice_id").to_pylist())) == at_issue.num_rows
    assert told(at_issue)["trained_as_of"] == first_on.isoformat()


def test_a_row_is_coherent(at_issue: pa.Table, released: tuple[Path, PaymentRisk]) -> None:
    """1 − F(due + grace) is p_late, F(7) is p_paid_within_7, no date lies before its day, quantiles rise."""
    rows = at_issue.to_pylist()
    for row in rows[:100]:
        cdf, terms = row["cdf"], (row["due_on"] - row["as_of"]).days
        assert len(cdf) == CDF_DAYS + 1
        assert row["p_late"] == pytest.approx(1 - cdf[terms], abs=1e-9)
        assert row["p_paid_within_7"] == pytest.approx(cdf[7], abs=1e-12)
        dates = [row[name] or date.max for name in ("p10_on", "p50_on", "p90_on")]
        assert row["as_of"] <= dates[0] <= dates[1] <= dates[2]
        assert row["expected_on"] == row["p50_on"]
    assert {row["model_version"] for row in rows} == {released[1].version}
    assert {row["basis"] for row in rows} == {"model"}


@pytest.mark.parametrize("at", ["issue", "monday"])
def test_payments_after_the_last_day_change_no_prediction(at, arrays, first_on, released, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Every allocation known after the last as-of day is moved, halved or taken away: not a bit of the table changes."""
    last = first_on + timedelta(days=SPAN_DAYS)

    def change(one: Allocation) -> Allocation | None:
        if (one.allocated_on or one.valued_on) <= last:
            return one
        return [moved(one, 9), replace(one, amount_minor=(one.amount_minor or 0) // 2), None][
            int(one.allocation_id[1:]) % 3
        ]

    plain = run(tmp_path / "plain", released[0], arrays, first_on, at=at, curves=True)
    other = run(tmp_path / "other", released[0], arrays, first_on, change, at=at, curves=True)
    assert plain.num_rows > 50
    assert plain.equals(other, check_metadata=True)


def test_a_model_trained_for_it_is_blind_too(arrays, first_on, released, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Trained as of the first day: what was known later moves neither the model nor a prediction."""
    few = small_ledger(customers=10, items=420, days=330)
    day = day_of(few.as_of - 70)
    last = day + timedelta(days=SPAN_DAYS)

    def change(one: Allocation) -> Allocation | None:
        return one if (one.allocated_on or one.valued_on) <= last else None

    tables = [
        run(tmp_path / name, released[0], few, day, altered, train_as_of=day)
        for name, altered in (("plain", None), ("other", change))
    ]
    assert tables[0].equals(tables[1], check_metadata=True)
    assert tables[0].column("model_version")[0] != released[1].version


def test_what_it_has_seen_it_is_not_asked(arrays, first_on, released, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidValue, match="it has seen what became"):
        run(tmp_path / "early", released[0], arrays, first_on - timedelta(days=1))
    with pytest.raises(InvalidValue, match="it has seen what became"):
        run(tmp_path / "later", released[0], arrays, first_on, train_as_of=first_on + timedelta(days=1))
    with pytest.raises(ModelUnavailable):
        run(tmp_path / "none", tmp_path / "nothing", arrays, first_on)


def test_a_window_the_wrong_way_round_is_refused(sqlite_engine, sqlite_settings) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidValue, match="swap"):
        backtest(sqlite_engine, sqlite_settings, from_on=date(2025, 2, 1), to_on=date(2025, 1, 1))


def test_who_is_asked_about_by_hand(book: Book) -> None:
    """6 is paid on 5 Mar, recorded on 20 Mar: nothing is left to predict after the 5th. 7 is paid before its issue. 3 is credited.

    invoice 3 to A: 200.00, issued 10 Feb, due 12 Mar
    credit of 3: 200.00, on 1 Mar
    invoice 6 to B: 100.00, issued 1 Mar, due 10 Mar
    invoice 7 to B: 50.00, issued 6 Mar, due 20 Mar
    payment of 7: 50.00, paid 4 Mar
    recorded 20 Mar
    payment of 6: 100.00, paid 5 Mar
    """
    arrays = book.arrays("1 May")
    made = closings(arrays)
    first, last = (day_number(book.day(day)) for day in ("10 Feb", "31 Mar"))
    at_issue = pairs(arrays, made, first, last, "issue")
    assert [str(arrays.invoice_id[item]) for item in at_issue.item] == ["3", "6"]
    assert at_issue.left_out == {
        "credit_note": 1,
        "withdrawn_before": 0,
        "closed_before": 1,
        "paid_before_known_later": 0,
    }
    mondays = pairs(arrays, made, first, last, "monday")
    said = [(str(arrays.invoice_id[item]), day_of(day)) for item, day in zip(mondays.item, mondays.as_of, strict=True)]
    expected = [("3", "17 Feb"), ("3", "24 Feb"), ("6", "3 Mar")]
    assert mondays.left_out["paid_before_known_later"] == 2, "on 10 and 17 Mar invoice 6 was paid, though nobody knew"
    assert said == [(name, book.day(day)) for name, day in expected]
    assert np.array_equal(mondays.as_of, np.sort(mondays.as_of))
