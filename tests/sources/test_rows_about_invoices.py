"""Rows about invoices: more than are looked up at once, the invoice's currency for each, ragged rows said."""

from typing import Any

from sources.rows_about_invoices import TOGETHER

HEADER = "invoice_id,customer_id,issued_on,due_on,amount,currency"


def test_each_row_has_the_currency_of_its_invoice(importing: Any) -> None:
    count = TOGETHER + 2
    currencies = ["EUR", "JPY", "KWD"]
    invoices = [f"{n},A,2026-01-01,2026-01-31,1000,{currencies[n % 3]}" for n in range(count)]
    disputes = [f"D{n},{n},2026-02-01,12" for n in range(count)]
    report = importing(
        "\n".join([HEADER, *invoices]), "\n".join(["dispute_id,invoice_id,opened_on,amount", *disputes, "D,1"])
    )
    assert report.totals["DQ013"] == report.rejected == 1
    assert importing.rows("SELECT amount_minor, count(*) FROM disputes GROUP BY 1 ORDER BY 1") == [
        (12, count // 3 + (count % 3 > 1)), (1200, count // 3 + (count % 3 > 0)), (12000, count // 3),
    ]  # fmt: skip
