"""Words in both languages; checks are found by walking the folder."""

from portfolio.quality_check import Words, quality_checks


def test_words() -> None:
    assert [Words("a", "甲").in_language(language) for language in ("en", "zh", "zh-CN")] == ["a", "甲", "甲"]


def test_codes_are_stable() -> None:
    """A code never changes its meaning: none may be renumbered, new ones are added behind."""
    assert {check.code: check.name for check in quality_checks()} == {
        "DQ101": "impossible_days", "DQ102": "due_at_issue", "DQ103": "amounts", "DQ104": "exact_duplicates",
        "DQ105": "near_duplicates", "DQ106": "declared_terms", "DQ107": "unusual_terms", "DQ108": "volume_change",
        "DQ109": "habit_change", "DQ110": "open_share", "DQ111": "freshness", "DQ112": "backfilled",
        "DQ113": "missing_rates", "DQ114": "unapplied_cash", "DQ115": "customer_details", "DQ116": "quarantined_rows",
    }  # fmt: skip
