"""The answer holds the report whole: no field of it is lost on the way."""

from datetime import date

from sqlalchemy import Engine

from ledger.connection import reading
from portfolio.quality import quality
from serving.quality_answer import EXAMPLE, QualityAnswer
from tests.serving.scored_ledger import TODAY, fill


def test_nothing_is_lost(sqlite_engine: Engine) -> None:
    fill(sqlite_engine)
    with reading(sqlite_engine) as connection:
        report = quality(connection, TODAY).as_dict()
    assert QualityAnswer.model_validate(report).model_dump(mode="json") == report
    assert isinstance(date.fromisoformat(report["closing_on"]), date)


def test_the_example_is_an_answer() -> None:
    assert QualityAnswer.model_validate(EXAMPLE).model_dump(mode="json") == EXAMPLE
