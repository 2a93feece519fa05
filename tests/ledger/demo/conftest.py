"""The ledgers these tests look at, drawn once a session."""

from datetime import date
from pathlib import Path

import pytest

from ledger.demo.files import write_files
from ledger.demo.simulation import Simulation, simulate

UNTIL = date(2025, 12, 31)


@pytest.fixture(scope="session")
def small() -> Simulation:
    """60 customers, 4,000 invoices."""
    return simulate(60, 4_000, 3, UNTIL)


@pytest.fixture(scope="session")
def wide() -> Simulation:
    """Many customers with few invoices each: independent outcomes for the tests of the laws of chance."""
    return simulate(30_000, 100_000, 5, UNTIL)


@pytest.fixture(scope="session")
def small_files(small: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four files of `small`."""
    folder = tmp_path_factory.mktemp("demo")
    write_files(small, folder)
    return folder
