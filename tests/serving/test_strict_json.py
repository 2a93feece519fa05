"""Numbers are read exactly; what is no JSON is 400."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from serving.strict_json import parse


def test_fractions_stay_exact() -> None:
    assert parse(b'{"a": 0.1, "b": 12345678901234567890123.45, "c": 7}') == {
        "a": Decimal("0.1"), "b": Decimal("12345678901234567890123.45"), "c": 7,
    }  # fmt: skip
    assert parse(b"[1e400]") == [Decimal("1E+400")]
    assert not parse(b"[NaN]")[0].is_finite()
    assert parse(b"[" + b"9" * 5000 + b"]")[0] == Decimal("9" * 5000)


@pytest.mark.parametrize("body", [b"", b"{", b"{'a': 1}", b"\xff", b"[" * 100_000, b'{"a": 1}}'])
def test_what_is_no_json_is_400(body: bytes) -> None:
    with pytest.raises(HTTPException) as caught:
        parse(body)
    assert caught.value.status_code == 400


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 1}', b'[{"b": {"c": 0, "a": 1, "a": 2}}]'])
def test_a_key_that_stands_twice_is_400(body: bytes) -> None:
    with pytest.raises(HTTPException, match="the key 'a' twice") as caught:
        parse(body)
    assert caught.value.status_code == 400


@given(st.binary(max_size=50))
def test_no_body_breaks_it(body: bytes) -> None:
    try:
        parse(body)
    except HTTPException as error:
        assert error.status_code == 400
