"""GET /v1/quality: every check of data quality over the whole ledger, at the end of a day."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from ledger.connection import reading
from portfolio.quality import quality
from serving.book import check_schema
from serving.closing_on import ClosingOn
from serving.problems import described
from serving.quality_answer import QualityAnswer
from serving.state import ServiceState, state_of

router = APIRouter(tags=["quality"])


@router.get("/v1/quality", summary="Data quality of the whole ledger", responses=described(422, 503))
async def get_quality(
    service: Annotated[ServiceState, Depends(state_of)],
    closing_on: ClosingOn,
    language: Annotated[Literal["en", "zh", "zh-CN"], Query(description="Of titles, texts and advice.")] = "en",
) -> QualityAnswer:
    """The worst first. Takes seconds on a ledger of a million invoices; it waits its turn behind batches of scores."""

    def work() -> QualityAnswer:
        check_schema(service.engine)
        with reading(service.engine) as connection:
            report = quality(connection, closing_on)
        return QualityAnswer.model_validate(report.as_dict(language))

    return await service.off_loop(work, batch=True)
