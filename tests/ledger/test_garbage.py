"""Garbage is left alone for a while, and collected again afterwards."""

import gc

import pytest

from ledger.garbage import no_collecting


def test_garbage_is_collected_again_afterwards() -> None:
    with no_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_also_after_an_error_but_not_where_it_was_not_before() -> None:
    with pytest.raises(ValueError, match="odd"), no_collecting():
        raise ValueError("odd")
    assert gc.isenabled()
    with no_collecting():
        with no_collecting():
            pass
        assert not gc.isenabled()
