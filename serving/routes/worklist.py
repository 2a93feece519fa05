"""GET /v1/worklist: whom to contact first, page by page."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from ledger.errors import LedgerEmpty
from serving.answers import money, score_answer
from serving.bodies import WorklistItem, WorklistPage
from serving.book import OpenItem
from serving.cursor import decode_cursor, encode_cursor
from serving.problems import described
from serving.state import ServiceState, state_of
from serving.worklist import Sort, Wanted, selected, sort_key

router = APIRouter(tags=["worklist"])


@router.get("/v1/worklist", summary="Open items, the most useful contact first", responses=described(422, 503))
async def get_worklist(
    service: Annotated[ServiceState, Depends(state_of)],
    band: Literal["", "low", "medium", "high"] = "",
    stage: Annotated[
        Literal["", "not_due", "overdue", "handed_over"],
        Query(
            description="Items overdue longer than the policy handed_over_after_days are listed only as handed_over."
        ),
    ] = "",
    q: Annotated[
        str, Query(max_length=200, description="Part of a customer's name or id, or of an invoice's id.")
    ] = "",
    customer_id: Annotated[str, Query(max_length=200)] = "",
    sort: Sort = "priority",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=2_000)] = "",
) -> WorklistPage:
    """What the latest batch said of every item that is still open now; one closed since is not in it."""

    def work() -> WorklistPage:
        view = service.book()
        if view.scored_as_of is None:
            raise LedgerEmpty("the open items were never scored; run: duecast score")
        rows = selected(view.open_items, Wanted(band, stage, q, customer_id), view.policy, sort)
        if cursor:
            after = decode_cursor(cursor, sort, (str,) if sort == "name" else (int, float), (str,), (int,))
            rows = [row for row in rows if sort_key(row, sort) > after]
        shown, more = rows[:limit], len(rows) > limit
        following = encode_cursor(sort, sort_key(shown[-1], sort)) if more else None
        return WorklistPage(
            as_of=view.scored_as_of, data=[_item(row) for row in shown], next_cursor=following, has_more=more
        )

    return await service.off_loop(work)


def _item(row: OpenItem) -> WorklistItem:
    currency = row.score.currency
    return WorklistItem(
        customer_name=row.customer_name,
        open_amount=money(row.open_minor, currency),
        amount_at_risk=money(row.at_risk_minor, currency),
        overdue_days=row.overdue_days,
        disputed=row.disputed,
        score=score_answer(row.score),
    )
