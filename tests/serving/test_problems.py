"""Problem details: RFC 9457's fields, pointers of RFC 6901."""

import json

import pytest
from fastapi.exceptions import RequestValidationError

from serving.problems import MEDIA_TYPE, details, pointer, problem


def test_fields() -> None:
    answer = problem(503, "why", instance="/v1/scores", request_id="r1")
    said = json.loads(bytes(answer.body))
    assert answer.media_type == MEDIA_TYPE and answer.status_code == 503
    assert said == {
        "type": "urn:duecast:problem:unavailable", "title": "Not available just now", "status": 503, "detail": "why",
        "instance": "/v1/scores", "code": "unavailable", "errors": [], "request_id": "r1", "retryable": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "expected"), [((), ""), (("items", 0, "due_on"), "/items/0/due_on"), (("a/b", "c~d"), "/a~1b/c~0d")]
)
def test_pointer(place: tuple[object, ...], expected: str) -> None:
    assert pointer(place) == expected


def test_union_tags_are_no_part_of_a_pointer() -> None:
    error = RequestValidationError(
        [
            {"type": "missing", "loc": ("body", "items", 3, "new", "due_on"), "msg": "m"},
            {"type": "extra_forbidden", "loc": ("body", "new"), "msg": "m"},
            {"type": "int_type", "loc": ("query", "limit"), "msg": "lone \ud800"},
        ]
    )
    found = details(error)
    assert [one.pointer for one in found] == ["/items/3/due_on", "/new", None]
    assert found[2].parameter == "limit" and found[2].detail == "lone \ufffd"
    assert found[0].code == "missing" and found[1].code == "extra-forbidden"
