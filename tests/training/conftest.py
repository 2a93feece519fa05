"""One model, trained once a session on the small ledger, for every test that needs one."""

from datetime import date

import pytest

from ledger.arrays import LedgerArrays
from ledger.day import day_of
from ledger.policy import Policy
from tests.training.small_ledger import small_ledger
from training.fit import Trained, train
from training.model import PaymentRisk


@pytest.fixture(scope="session")
def policy() -> Policy:
    return Policy()


@pytest.fixture(scope="session")
def ledger() -> LedgerArrays:
    return small_ledger(items=2500)


@pytest.fixture(scope="session")
def cut(ledger: LedgerArrays) -> date:
    """Half a year before the end of the ledger."""
    return day_of(ledger.as_of - 180)


@pytest.fixture(scope="session")
def trained(ledger: LedgerArrays, policy: Policy, cut: date) -> Trained:
    return train(ledger, policy, as_of=cut, row_budget=60_000, threads=1)


@pytest.fixture(scope="session")
def model(trained: Trained) -> PaymentRisk:
    return trained.model
