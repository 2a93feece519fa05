"""Files whose header already bears the ledger's names: the mapping is the one that is shipped for them."""

from pathlib import Path

from ledger.errors import UnreadableSource
from sources.adapters.mapped_csv import MappedCsv
from sources.mapping import Mapping, find_mapping


class LedgerCsv(MappedCsv):
    name = "ledger_csv"

    def refusal(self, path: Path) -> Exception:
        return UnreadableSource(
            f"{super().refusal(path)}; use the ledger's names (docs/import.md), or give a --mapping"
        )


def source(mapping: Mapping | None) -> LedgerCsv | None:
    return LedgerCsv(find_mapping("ledger")) if mapping is None else None
