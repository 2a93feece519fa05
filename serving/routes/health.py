"""Is the process alive; can it answer."""

from typing import Annotated

from anyio import fail_after
from fastapi import APIRouter, Depends

from ledger.connection import reading
from ledger.errors import LedgerUnreachable
from ledger.migration import schema_versions
from ledger.policy import policy_on
from serving.bodies import Liveness, Readiness
from serving.book import check_schema
from serving.problems import described
from serving.state import ServiceState, StillStarting, state_of

router = APIRouter(tags=["health"])
DATABASE_SECONDS = 4.0


@router.get("/livez", summary="Is the process alive", responses=described(500))
async def livez() -> Liveness:
    """Looks at nothing but itself."""
    return Liveness()


@router.get("/readyz", summary="Can scores be asked for", responses=described(503))
async def readyz(service: Annotated[ServiceState, Depends(state_of)]) -> Readiness:
    """The database answers, its schema is this program's, and a verified model serves."""

    def look() -> Readiness:
        check_schema(service.engine)
        with reading(service.engine) as connection:
            policy = policy_on(connection, service.today.max)
        scorer = service.handle.current(policy)
        version = schema_versions(service.engine)[0] or ""
        return Readiness(status="ready", model_version=scorer.model.version, schema_version=version)

    try:
        with fail_after(DATABASE_SECONDS):
            return await service.off_loop(look, abandon=True)
    except TimeoutError:
        if not service.started.is_set():
            raise StillStarting(
                "the service is still starting: it reads the ledger and the model for the first time; ask again in a moment; "
                "if it stays so, the log says why"
            ) from None
        raise LedgerUnreachable(
            f"ledger and model did not answer within {DATABASE_SECONDS:.0f} s; if it stays so, look at the database"
        ) from None
