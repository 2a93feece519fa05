"""Columns of bins are documented in both languages."""

from features.bin_columns import BIN_FEATURES, BIN_MEANINGS


def test_every_column_has_a_meaning_in_both_languages():
    assert len(BIN_FEATURES) == len(set(BIN_FEATURES)) == 17
    for name, text in BIN_MEANINGS.items():
        assert name.startswith("bin_") and text.en
        assert any("一" <= letter <= "鿿" for letter in text.zh)
