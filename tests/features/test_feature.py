"""The contract: declared once, found by walking, in one order; the signature changes with what is declared."""

import pytest

from features.feature import CATALOG, catalog, found_in, left_out, signature
from ledger.scores import GROUPS

DECLARED = """
from features.feature import feature

@feature(name="{name}", group="habit", unit="days", meaning=("m", "义"), reason=("r", "由"), missing=("-", "-"))
def one(index, subjects):
    return subjects.as_of * 1.0
"""


def test_the_order_of_columns_is_by_group_then_name():
    keys = [(GROUPS.index(one.group), one.name) for one in catalog()]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)
    assert {one.group for one in catalog()} == set(GROUPS)


def test_an_addition_is_one_file(tmp_path):
    (tmp_path / "fresh.py").write_text(DECLARED.format(name="fresh"))
    (found,) = found_in(tmp_path)
    assert (found.name, found.family, found.meaning.zh) == ("fresh", "fresh", "义")


def test_a_name_declared_twice_is_refused(tmp_path):
    (tmp_path / "one.py").write_text(DECLARED.format(name="same"))
    (tmp_path / "two.py").write_text(DECLARED.format(name="same"))
    with pytest.raises(ValueError, match=r"'same' is declared twice, again in two\.py"):
        found_in(tmp_path)


def test_the_signature_is_stable_and_the_catalogue_is_walked_once():
    assert signature() == signature() and len(signature()) == 16
    assert catalog() is catalog()
    assert found_in(CATALOG) == tuple(
        sorted(catalog() + left_out(), key=lambda one: (GROUPS.index(one.group), one.name))
    )
