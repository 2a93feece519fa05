"""GET /v1/invoices/{id}: facts, the latest score, and how the customer has paid before."""

from typing import Annotated

from fastapi import APIRouter, Depends

from ledger.connection import reading
from ledger.scores import read_scores
from serving.answers import money, score_answer
from serving.bodies import InvoiceAnswer, ItemFacts, PastInvoice
from serving.id_in_path import ANY_ID
from serving.invoice_record import ItemRecord, customer_history, item_record, latest_score
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["invoices"])


@router.get(
    f"/v1/invoices/{{invoice_id:{ANY_ID}}}",
    summary="An invoice with its latest score",
    responses=described(404, 422, 503),
)
async def get_invoice(invoice_id: str, service: Annotated[ServiceState, Depends(state_of)]) -> InvoiceAnswer:
    """Facts as they stand now, each instalment apart. 404 where the ledger has no such invoice."""

    def work() -> InvoiceAnswer:
        view = service.book()
        records = [item_record(view, code) for code in view.instalments(invoice_id)]
        with reading(service.engine) as connection:
            stored = [row.score for row in read_scores(connection, invoice_id=invoice_id)]
        items = []
        for record in records:
            score = latest_score(stored, record.instalment)
            items.append(_facts(record).model_copy(update={"score": score_answer(score) if score else None}))
        return InvoiceAnswer(
            invoice_id=invoice_id,
            customer_id=records[0].customer_id,
            customer_name=records[0].customer_name,
            disputed=records[0].disputed,
            items=items,
            customer_history=[_past(one) for one in customer_history(view, records[0].customer_id, invoice_id)],
        )

    return await service.off_loop(work)


def _facts(record: ItemRecord) -> ItemFacts:
    return ItemFacts(
        instalment=record.instalment,
        issued_on=record.issued_on,
        due_on=record.due_on,
        currency=record.currency,
        amount=_amount(record),
        open_amount=money(record.open_minor, record.currency),
        state=record.state,
        closed_on=record.closed_on,
        score=None,
    )


def _past(record: ItemRecord) -> PastInvoice:
    return PastInvoice(
        invoice_id=record.invoice_id,
        instalment=record.instalment,
        issued_on=record.issued_on,
        due_on=record.due_on,
        currency=record.currency,
        amount=_amount(record),
        state=record.state,
        settled_on=record.closed_on,
        days_late=record.days_late,
    )


def _amount(record: ItemRecord) -> str | None:
    return None if record.amount_minor is None else money(record.amount_minor, record.currency)
