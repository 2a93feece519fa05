"""POST /v1/scores/choices: what could be chosen differently about an order or an open invoice."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError

from ledger.day import day_of
from ledger.policy import Policy
from rendering.formats import Formats
from rendering.texts import texts
from serving.answers import money
from serving.bodies import NewItem, Words
from serving.choice_bodies import (
    ChangeAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    ChoicesRequest,
    ExperienceAnswer,
    ItemFigures,
    NotOffered,
    PartAnswer,
)
from serving.choices import ItemChoices, choice_words, item_choices
from serving.problems import described
from serving.routes.scores import a_year_after
from serving.state import ServiceState, state_of
from serving.strict_json import StrictJsonRoute
from training.choices import Choice
from training.options import Wanted

router = APIRouter(tags=["scores"], route_class=StrictJsonRoute)


@router.post(
    "/v1/scores/choices",
    summary="What could be chosen differently about an order or an open invoice",
    responses=described(400, 404, 409, 413, 415, 422, 503),
)
async def post_choices(body: ChoicesRequest, service: Annotated[ServiceState, Depends(state_of)]) -> ChoicesAnswer:
    """The item scored again under other terms, in parts, with a deposit, by another way to pay: by the models that score it.

    Of an item not issued yet all of these can be chosen; of an issued one instalments by agreement and the way to pay. The
    figures are associations in the ledger, not effects. 422: no model was trained yet, or a credit note. Nothing is kept.
    """
    today = service.today
    as_of = body.as_of or today
    if as_of > today:
        _refuse("as_of_in_the_future", ("body", "as_of"), f"{as_of} is after today, {today}")
    if isinstance(body.item, NewItem) and body.item.issued_on > (latest := a_year_after(as_of)):
        _refuse(
            "issued_on_too_far_ahead",
            ("body", "item", "issued_on"),
            f"{body.item.issued_on} is more than a year after {as_of}, the day scored for; {latest} is the last one taken",
        )
    terms = None if body.terms_days is None else tuple(body.terms_days)
    wanted = Wanted(terms, tuple(body.instalments), tuple(body.deposit_percent))

    def work() -> ChoicesAnswer:
        view = service.shelf.current(today)
        scorer = service.handle.current_or_rule(view.policy)
        return choices_answer(item_choices(view, scorer, body.item, as_of, wanted), as_of, view.policy)

    return await service.off_loop(work)


def choices_answer(told: ItemChoices, as_of: date, policy: Policy) -> ChoicesAnswer:
    """As the API gives it."""
    made = told.made
    return ChoicesAnswer(
        invoice_id=told.invoice_id,
        instalment=told.instalment,
        customer_id=told.customer_id,
        as_of=as_of,
        issued_on=day_of(told.issued_on),
        due_on=day_of(told.due_on),
        currency=told.currency,
        open_amount=money(told.open_minor, told.currency),
        planned=made.planned,
        explains=made.explains,
        model_version=told.model_version,
        note=_words("choices.note"),
        cost_of_capital=policy.cost_of_capital,
        loss_given_default=policy.loss_given_default,
        as_is=_figures(told, made.as_is),
        choices=[_choice(told, one) for one in made.ranked],
        not_offered=_not_offered(told),
        warnings=list(told.warnings),
    )


def _choice(told: ItemChoices, one: Choice) -> ChoiceAnswer:
    return ChoiceAnswer(
        **_figures(told, one).model_dump(),
        kind=one.kind,
        value=one.value,
        verdict=one.verdict,
        recommended=one.verdict == "gain",
        in_hand=money(one.in_hand_minor, told.currency),
        change=ChangeAnswer(
            points=one.points,
            days=one.days,
            gain=None if one.gain_minor is None else money(one.gain_minor, told.currency),
        ),
        experience=ExperienceAnswer(enough=one.experienced, invoices=one.seen, of_customer=one.of_customer),
        parts=[
            PartAnswer(
                due_on=day_of(part.due_on),
                amount=money(part.open_minor, told.currency),
                p_late=part.p_late,
                p_unpaid_30d=part.p_unpaid_30d,
                expected_on=_day(told, part.expected_days),
                p10_on=_day(told, part.p10_days),
                p90_on=_day(told, part.p90_days),
            )
            for part in one.parts
        ],
        text=Words(en=_sentence(told, one, "en"), zh=_sentence(told, one, "zh")),
    )


def _figures(told: ItemChoices, one: Choice) -> ItemFigures:
    return ItemFigures(
        p_late=one.p_late,
        p_unpaid_30d=one.p_unpaid_30d,
        p_unpaid_at_horizon=one.p_unpaid_at_horizon,
        expected_on=_day(told, one.expected_days),
        p10_on=_day(told, one.p10_days),
        p90_on=_day(told, one.p90_days),
    )


def _day(told: ItemChoices, days: int | None) -> date | None:
    return None if days is None else day_of(told.made.from_day) + timedelta(days)


def _sentence(told: ItemChoices, one: Choice, language: str) -> str:
    t = texts(language)
    what = choice_words(one, told.made.planned, t)
    if not one.experienced:
        return t("choices.unseen", choice=what, count=one.seen)
    day = _day(told, one.expected_days)
    share = one.p_late if told.made.explains == "p_late" else one.p_unpaid_30d
    return t(
        f"choices.sentence.{told.made.explains}" if day else f"choices.sentence.{told.made.explains}_beyond",
        choice=what,
        day=day,
        share=Formats(language).percent(share),
    )


def _not_offered(told: ItemChoices) -> list[NotOffered]:
    found: list[NotOffered] = []
    if not told.made.planned:
        why = _words("choices.issued")
        found += [NotOffered(kind=kind, why=why) for kind in ("terms", "two_invoices", "deposit")]
    if not told.made.method_known:
        found.append(NotOffered(kind="payment_method", why=_words("choices.no_method")))
    return found


def _words(key: str) -> Words:
    return Words(en=texts("en")(key), zh=texts("zh")(key))


def _refuse(code: str, place: tuple[str, ...], text: str) -> None:
    raise RequestValidationError([{"type": code, "loc": place, "msg": text}])
