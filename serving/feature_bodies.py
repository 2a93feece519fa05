"""What the API says of features."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from features.feature import Unit
from ledger.scores import Group
from serving.bodies import Words


class FeatureAnswer(BaseModel):
    """A feature as it is declared."""

    name: str = Field(examples=["usual_delay_days"])
    group: Group
    family: str = Field(examples=["usual_delay"])
    unit: Unit
    about: Literal["customer", "invoice"]
    meaning: Words
    reason: Words = Field(description="The phrase of a score's reasons; {value} stands for the value in its unit.")
    riskier: Literal["higher", "lower"] | None = Field(description="Where more, or less, is surely never less risk.")
    missing: Words = Field(description="What it means that there is no value.")
    needs: Words = Field(description="Since when a customer has a value.")
    seen: bool = Field(description="Whether models trained from now on see it.")
    left_out: Words | None = Field(
        description="Why no model sees it unless the company asks for it; null: every one does."
    )


class FeaturesAnswer(BaseModel):
    signature: str = Field(
        description="A model belongs to one: what it was trained with must be what it is asked with."
    )
    data: list[FeatureAnswer]


class PeersAnswer(BaseModel):
    """Customers with an invoice in the last 365 days; of one industry and country where those are 20 or more."""

    count: int
    industry: str = Field(description="Empty: of every industry.")
    country: str = Field(description="Empty: of every country.")


class FeatureValue(BaseModel):
    name: str
    group: Group
    unit: Unit
    meaning: Words
    value: float | None
    missing: Words | None = Field(description="Why there is no value.")
    peers_median: float | None = Field(description="Median of the peers that have a value.")
    riskier: Literal["higher", "lower"] | None


class CustomerFeaturesAnswer(BaseModel):
    customer_id: str
    customer_name: str
    as_of: date
    base_currency: str = Field(description="What values of the unit money are in.")
    peers: PeersAnswer
    data: list[FeatureValue]
