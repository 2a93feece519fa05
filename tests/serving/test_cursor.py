"""Cursors come back as they went; anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InvalidValue
from serving.cursor import decode_cursor, encode_cursor

KINDS = (int, float), (str,), (int,)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(), st.integers(1, 99))
def test_round_trip(value: float, invoice_id: str, instalment: int) -> None:
    assert decode_cursor(encode_cursor("risk", (value, invoice_id, instalment)), "risk", *KINDS) == (
        value,
        invoice_id,
        instalment,
    )


@given(st.text(max_size=60))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        decode_cursor(text, "risk", *KINDS)


def test_a_cursor_of_another_order_is_refused() -> None:
    with pytest.raises(InvalidValue):
        decode_cursor(encode_cursor("risk", (0.1, "a", 1)), "due", *KINDS)


@pytest.mark.parametrize("key", [("a", "a", 1), (0.1, 2, 1), (0.1, "a", True), (0.1, "a"), (0.1, "a", 1, 1), ()])
def test_a_key_of_other_parts_is_refused(key: tuple[object, ...]) -> None:
    with pytest.raises(InvalidValue):
        decode_cursor(encode_cursor("risk", key), "risk", *KINDS)
