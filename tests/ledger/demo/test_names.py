import numpy as np
import pytest

from ledger.demo.names import company_name, person_name
from ledger.demo.parameters import Parameters

COUNTRIES = [code for code, *_ in Parameters().countries]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_varied_names(country: str) -> None:
    rng = np.random.default_rng(1)
    companies = {company_name(country, rng) for _ in range(200)}
    people = {person_name(country, rng) for _ in range(200)}
    assert len(companies) > 60
    assert len(people) >= 10
    assert all(name.strip() == name and "," not in name for name in companies | people)


def test_names_in_china_are_written_in_chinese() -> None:
    rng = np.random.default_rng(1)
    name = company_name("CN", rng)
    assert name.endswith("公司")
    assert " " not in person_name("CN", rng)
