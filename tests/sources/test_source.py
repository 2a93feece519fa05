"""Sources are found by walking their folder; a file is claimed by exactly one."""

from collections import Counter
from pathlib import Path

import pytest

from ledger.errors import InvalidMapping, UnreadableSource
from sources.mapping import SHIPPED, find_mapping
from sources.source import all_sources, source_of

SAMPLES = {
    "customers": "customer_id,name\nA,x\n",
    "invoices": "customer_id,issued_on,due_on,amount,currency\nA,2026-01-01,2026-01-31,1.00,EUR\nA,2026-01-01,,1,usd\n",
    "payments": "payment_id,customer_id,paid_on,amount,currency\nP,A,2026-01-01,1.00,EUR\n",
    "allocations": "allocation_id;invoice_id;amount;payment_id\nX;1;1.00;P\n",
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_sample_is_claimed_by_exactly_one_source(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(SAMPLES[kind])
    sources = all_sources(None)
    assert [source.name for source in sources if source.claims(path)] == ["ledger_csv"]
    assert source_of(path, sources).kind(path) == kind
    if kind == "invoices":
        assert source_of(path, sources).currencies(path) == Counter({"EUR": 1, "USD": 1})


@pytest.mark.parametrize("name", [path.stem for path in SHIPPED.glob("*.toml")])
def test_with_a_mapping_the_mapped_source_applies(name: str) -> None:
    sources = all_sources(find_mapping(name))
    assert [(source.name, source.mapping.name) for source in sources] == [
        ("mapped_csv", name),
        ("parquet", name),
        ("xlsx", name),
    ]


def test_a_file_of_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ID_CLIENTE;DATA\n1;2\n")
    with pytest.raises(UnreadableSource, match="give a --mapping"):
        source_of(path, all_sources(None))
    with pytest.raises(InvalidMapping, match=r"fits no section .* lacks the column .*'ID_CLIENTE', 'DATA'"):
        source_of(path, all_sources(find_mapping("datarisk")))
