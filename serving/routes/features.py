"""GET /v1/features and GET /v1/customers/{id}/features: what the models know, what it means, and how a customer compares."""

from datetime import date, timedelta
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends

from features.feature import NEEDS, Feature, Text, catalog, left_out
from features.further import columns, signature_of
from ledger.acquaintance import check_known
from ledger.connection import reading
from ledger.day import day_number
from ledger.policy import policy_on
from portfolio.customer_features import CustomerFeature, customer_features
from serving.as_of import AsOf
from serving.bodies import Words
from serving.book import check_schema
from serving.feature_bodies import CustomerFeaturesAnswer, FeatureAnswer, FeaturesAnswer, FeatureValue, PeersAnswer
from serving.problems import described
from serving.state import ServiceState, state_of

router = APIRouter(tags=["features"])


@router.get("/v1/features", summary="What the models know of an invoice", responses=described(503))
async def get_features(service: Annotated[ServiceState, Depends(state_of)]) -> FeaturesAnswer:
    """The catalogue, the columns the company brings along, and what is left out by default with the reason."""

    def work() -> FeaturesAnswer:
        check_schema(service.engine)
        with reading(service.engine) as connection:
            declared = policy_on(connection, date.max).further_features
        seen = columns(declared)
        own = {one.name for one in seen} - {one.name for one in catalog()}
        unseen = [one for one in left_out() if one.name not in own]
        told = [*(_declared(one, seen=True) for one in seen), *(_declared(one, seen=False) for one in unseen)]
        return FeaturesAnswer(signature=signature_of(declared), data=told)

    return await service.off_loop(work)


@router.get(
    "/v1/customers/{customer_id:path}/features",
    summary="A customer's features, with the peers' median",
    responses=described(404, 422, 503),
)
async def get_customer_features(
    customer_id: str,
    service: Annotated[ServiceState, Depends(state_of)],
    as_of: AsOf,
) -> CustomerFeaturesAnswer:
    """What was known at the start of the day; 404 where that was nothing. Features of a single invoice stand with its score."""

    def work() -> CustomerFeaturesAnswer:
        with reading(service.engine) as connection:
            check_known(connection, customer_id, as_of - timedelta(days=1))
        view = service.book()
        code = view.customer_codes[customer_id]
        made, peers = customer_features(view.index, code, day_number(as_of))
        return CustomerFeaturesAnswer(
            customer_id=customer_id,
            customer_name=view.customer_name(code),
            as_of=as_of,
            base_currency=view.policy.base_currency,
            peers=PeersAnswer(count=len(peers.customers), industry=peers.industry, country=peers.country),
            data=[_value(one) for one in made],
        )

    return await service.off_loop(work, batch=True)


def _value(one: CustomerFeature) -> FeatureValue:
    feature, missing = one.feature, np.isnan(one.value)
    return FeatureValue(
        name=feature.name,
        group=feature.group,
        unit=feature.unit,
        meaning=_words(feature.meaning),
        value=None if missing else one.value,
        missing=_words(feature.missing) if missing else None,
        peers_median=None if np.isnan(one.peers_median) else one.peers_median,
        riskier=feature.riskier,
    )


def _declared(one: Feature, *, seen: bool) -> FeatureAnswer:
    return FeatureAnswer(
        name=one.name,
        group=one.group,
        family=one.family,
        unit=one.unit,
        about=one.about,
        meaning=_words(one.meaning),
        reason=_words(one.reason),
        riskier=one.riskier,
        missing=_words(one.missing),
        needs=_words(NEEDS[one.needs]),
        seen=seen,
        left_out=None if one.left_out is None else _words(one.left_out),
    )


def _words(text: Text) -> Words:
    return Words(en=text.en, zh=text.zh)
