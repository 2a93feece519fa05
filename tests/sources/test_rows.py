"""Each row of a file is taken or rejected, in its order."""

from pathlib import Path

from ledger.records import Customer
from sources.cells import Cells, Row
from sources.dirt import UNKNOWN_WORD, BadCell
from sources.mapping import find_mapping
from sources.rows import read_rows
from sources.table import open_table


def test_rows_come_in_order_whatever_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('customer_id,name\nA,"x\ny"\nB\n\nC,bad\nD,odd\n')
    section = find_mapping("ledger").sections["customers"].within(["customer_id", "name"])
    table = open_table(path, section.notation, section.claims)
    cells = Cells(table.name, section, table.header)

    def read(place: int, row: Row) -> tuple[Customer]:
        cells.warn_detail("name", row[1], ValueError("is odd")) if row[1] in {"odd", "bad"} else None
        if row[1] == "bad":
            raise BadCell(UNKNOWN_WORD, "name", row[1], "is bad", "mend it")
        return (Customer(customer_id=f"{place}{row[0]}"),)

    rows = list(read_rows(table, cells, read))
    assert [(row.line, [record.key[0] for record in row.records], [f.code for f in row.findings]) for row in rows] == [
        (2, ["0A"], []), (4, [], ["DQ013"]), (6, [], ["DQ023"]), (7, ["3D"], ["DQ021"]),
    ]  # fmt: skip
