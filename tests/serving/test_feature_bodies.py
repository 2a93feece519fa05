"""What the API says of a feature is what its declaration says."""

from features.feature import Feature
from serving.feature_bodies import FeatureAnswer, FeatureValue


def test_an_answer_has_every_field_of_a_declaration_that_speaks_to_people() -> None:
    declared = set(Feature.__dataclass_fields__) - {"compute", "reason_negative", "reason_zero", "reason_one"}
    assert set(FeatureAnswer.model_fields) == declared | {"seen"}, "whether a model sees it is the company's word"
    assert {"value", "peers_median", "missing"} <= set(FeatureValue.model_fields)
