"""A ledger read share after share gives the file of the undivided one, byte for byte."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from features import export
from features.portions import write_features
from features.shares import write_shares
from ledger.arrays import LedgerArrays
from ledger.asof import LedgerAsOf
from ledger.connection import reading
from ledger.day import day_of
from ledger.policy import Policy
from ledger.shares import customer_shares
from tests.book import Book


@pytest.mark.parametrize("at_issue", [False, True])
def test_shares_are_the_whole(
    book_on_both: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_issue: bool
) -> None:
    """Countries, a group of companies, a foreign limit, a reversal, a moved invoice; rows are written two at a time.

    customer A: country DE, industry trade, limit 5000.00, parent B
    customer B: country DE, industry trade
    customer C: country CN, person yes, limit 900.00, currency USD
    rate USD to EUR: 0.9, on 28 Apr
    invoice 1 to A: 1000.00, issued 1 Jan, due 31 Jan
    invoice 2 to A: 500.00, issued 10 Jan, due 9 Feb
    invoice 3/1 to B: 300.00, issued 1 Feb, due 3 Mar
    invoice 3/2 to B: 300.00, issued 1 Feb, due 2 Apr
    invoice 4 to C: unstated, issued 5 Feb, due 7 Mar
    invoice 5 to C: 70.00, issued 6 Feb, due 7 Mar
    invoice 6 to D: 80.00, issued 6 Feb, due 7 Mar
    invoice 7 to E: 90.00, issued 7 Feb, due 7 Mar
    payment p1 of 1: 1000.00, paid 10 Feb, booked 12 Feb
    payment of 5: 70.00, paid 10 Mar
    dispute of 2: opened 1 Mar
    promise of 2: made 2 Mar, for 9 Mar
    recorded 20 Mar
    reversal of p1
    invoice 6 to E: 80.00, issued 6 Feb, due 7 Mar
    """
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 2)
    arrays, told = book_on_both.arrays("1 May"), []
    policy = Policy()
    write_features(arrays, policy, tmp_path / "whole.parquet", at_issue=at_issue)
    with reading(book_on_both.engine) as connection:
        shares = customer_shares(connection, 2)
        assert shares == [["A", "B"], ["C"], ["D", "E"]]

        def read(share: Sequence[str]) -> LedgerArrays:
            return LedgerAsOf(connection, day_of(arrays.as_of), share).arrays

        rows = write_shares(
            read, shares, policy, tmp_path / "shares.parquet", at_issue=at_issue,
            progress=lambda stage, share: told.append(share),
        )  # fmt: skip
    whole = pq.read_table(tmp_path / "whole.parquet")
    assert rows == whole.num_rows == (8 if at_issue else 7)
    assert told == sorted(told) and len(told) > 6 and told[0] >= 0.1 and told[-1] < 1
    assert (tmp_path / "shares.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
