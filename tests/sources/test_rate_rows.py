"""A rates file: exact decimals, both directions, no rate of a currency to itself."""

from typing import Any

RATES = """currency,base_currency,quoted_on,rate
USD,EUR,2026-01-05,0.92150
eur,usd,2026-01-06,1.08519262
"""


def test_rates_and_again(importing_on_both: Any) -> None:
    importing_on_both(RATES)
    query = "SELECT currency, base_currency, CAST(known_on AS VARCHAR), rate FROM rates ORDER BY 1 DESC"
    assert importing_on_both.rows(query) == [
        ("USD", "EUR", "2026-01-05", "0.9215"), ("EUR", "USD", "2026-01-06", "1.08519262"),
    ]  # fmt: skip
    assert importing_on_both(RATES.replace("0.92150", "0.9215")).counts["rates"]["known"] == 2
    assert importing_on_both(RATES.replace("0.92150", "0.93")).counts["rates"]["corrected"] == 1


def test_what_cannot_be_a_rate(importing: Any) -> None:
    bad = """currency,base_currency,quoted_on,rate
USD,USD,2026-01-05,1
USD,EUR,2026-01-05,0
USD,EUR,2026-01-05,-0.9
USD,EUR,2026-01-05,2e3
USD,EUR,2026-01-05,10000000000
USD,EUR,2026-01-05,0.1234567890123
USD,EUR,2027-01-05,0.9
XYQ,EUR,2026-01-05,0.9
USD,EUR,2026-01-05,
"""
    report = importing(bad)
    assert [found.code for found in report.findings] == [
        "DQ012", "DQ005", "DQ005", "DQ002", "DQ005", "DQ005", "DQ008", "DQ012", "DQ003",
    ]  # fmt: skip


def test_a_rate_told_twice_in_one_import_differently(importing: Any) -> None:
    report = importing(RATES + "USD,EUR,2026-01-05,0.9\n")
    assert [(found.code, found.line) for found in report.findings] == [("DQ015", 4)]
