"""Who is the customer?"""

import numpy as np

from features.answers import customer_column
from features.feature import Floats, feature
from features.index import FeatureIndex
from features.subjects import Subjects
from ledger.day import FOREVER


@feature(
    name="known_for_days",
    group="customer",
    unit="days",
    meaning=("Days since the first invoice of the customer became known", "距得知该客户第一张发票的天数"),
    reason=("customer for {value}", "成为客户已 {value}"),
    needs="invoices",
    missing=("no invoice of the customer was known before", "此前没有该客户的发票"),
)
def known_for_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    first = index.customer_known[subjects.customer]
    return np.where(first < subjects.as_of, subjects.as_of.astype(np.float64) - first, np.nan)


@feature(
    name="registered_for_days",
    group="customer",
    unit="days",
    meaning=("Days since the customer was registered", "距客户注册的天数"),
    reason=("registered {value} ago", "注册已 {value}"),
    needs="details",
    missing=("the registration day is not known", "注册日期未知"),
)
def registered_for_days(index: FeatureIndex, subjects: Subjects) -> Floats:
    day = customer_column(index, subjects, index.arrays.customers.registered_on, -FOREVER)
    return np.where(day > -FOREVER, subjects.as_of.astype(np.float64) - day, np.nan)


@feature(
    name="natural_person",
    group="customer",
    unit="flag",
    meaning=("1 where the customer is a natural person, 0 a company", "客户为自然人时为 1，企业为 0"),
    reason=("the customer is a natural person", "客户是自然人"),
    reason_zero=("the customer is a company", "客户是企业"),
    needs="details",
    missing=("not known", "未知"),
)
def natural_person(index: FeatureIndex, subjects: Subjects) -> Floats:
    person = customer_column(index, subjects, index.arrays.customers.natural_person, -1)
    return np.where(person >= 0, person, np.nan).astype(np.float64)
