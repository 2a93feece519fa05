"""The report counts all findings, shows the first hundred, and goes into JSON."""

import json
from typing import Any

from sources.report import SHOWN, ImportReport


def test_a_report_of_many_findings(importing: Any) -> None:
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency"
    rows = [f"{n},A,2026-01-01,2026-01-31,{'x' if n % 2 else ''},EUR" for n in range(300)]
    report: ImportReport = importing("\n".join([header, *rows]))
    told = json.loads(json.dumps(report.as_dict()))
    assert (told["rows"], told["rejected"], len(told["findings"])) == (300, 150, SHOWN)
    assert told["totals"] == [
        {"code": "DQ002", "severity": "rejected", "title": "unreadable amount", "count": 150},
        {"code": "DQ004", "severity": "warning", "title": "missing amount", "count": 150},
    ]
    assert [row[2] for row in report.total_rows("zh")] == ["金额无法识别", "缺少金额"]
    assert len(importing.findings()) == 300
    assert report.finding_rows()[0][1] == "file-0.csv:2"
    assert told["counts"]["items"] == {"new": 150, "known": 0, "corrected": 0, "rejected": 150}


def test_many_of_one_code_hide_no_other(importing: Any) -> None:
    header = "invoice_id,customer_id,issued_on,due_on,amount,currency"
    rows = [f"{n},A,2026-01-01,2026-01-31,,EUR" for n in range(300)] + ["x,A,soon,2026-01-31,1,EUR"]
    report: ImportReport = importing("\n".join([header, *rows]))
    assert [row[:2] for row in report.example_rows()] == [("DQ001", "file-0.csv:302"), ("DQ004", "file-0.csv:2")]
    assert {one["code"] for one in report.as_dict()["findings"]} == {"DQ001", "DQ004"}
