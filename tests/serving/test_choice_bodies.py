"""Bodies of POST /v1/scores/choices."""

import json

import pytest
from pydantic import ValidationError

from rendering.formats import Formats
from rendering.texts import LANGUAGES, texts
from serving.bodies import NewItem
from serving.choice_bodies import EXAMPLE, REQUEST, ChoicesAnswer, ChoicesRequest


def test_the_examples_are_a_request_and_an_answer() -> None:
    asked = ChoicesRequest.model_validate_json(json.dumps(REQUEST))
    assert isinstance(asked.item, NewItem) and asked.terms_days == [14, 30]
    assert ChoicesAnswer.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE


def test_the_example_says_what_an_answer_says() -> None:
    one = EXAMPLE["choices"][0]
    for language in LANGUAGES:
        t = texts(language)
        said = t(
            "choices.sentence.p_late", choice=t("choices.kind.terms", n=one["value"]), day=one["expected_on"],
            share=Formats(language).percent(one["p_late"]),
        )  # fmt: skip
        assert one["text"][language] == said and EXAMPLE["note"][language] == t("choices.note")
        assert EXAMPLE["not_offered"][0]["why"][language] == t("choices.no_method")
    assert one["change"]["gain"] == f"{1234.56 * -one['change']['days'] * 0.08 / 365:.2f}"


@pytest.mark.parametrize(
    ("field", "value"),
    [("terms_days", [-1]), ("terms_days", [366]), ("terms_days", [1] * 13), ("instalments", [1]), ("instalments", [13]),
     ("deposit_percent", [0]), ("deposit_percent", [100]), ("deposit_percent", ["30"]), ("deposit_percent", None), ("x", 1)],
)  # fmt: skip
def test_what_is_not_taken(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        ChoicesRequest.model_validate_json(json.dumps(REQUEST | {field: value}))
