"""The page: what a controller reads, in both languages; filters, sums, pages; it copes with nonsense in the address."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ledger.connection import writing
from ledger.policy import record_policy
from ledger.scores import write_scores
from tests.serving.scored_ledger import NOW, OPEN, TODAY, pay, score_of


def rows(page: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", page.split("<tbody>")[1], re.S) if "<tbody>" in page else []


def test_a_row_says_who_how_much_when_how_likely_and_why(client: TestClient) -> None:
    page = client.get("/").text
    row = next(row for row in rows(page) if "INV-1001" in row)
    for said in ("Nordwind Maschinenbau GmbH", "€18,420.00", "3 Jun", "12 days overdue", "71%", "high", "27 Jul", "2 Jul – 25 Sept",
                 "€13,078", "unpaid in 30 days", "usually pays 12 days after the due date", "Raises the risk"):  # fmt: skip
        assert said in row, said
    assert "INV-1006, instalment 2" in page and "Disputed" in page and "Little history" in page
    assert "€230,326" in page and "57% of open" in page


def test_in_chinese(client: TestClient) -> None:
    page = client.get("/?lang=zh").text
    assert (
        '<html lang="zh-Hans">' in page
        and "先联系谁" in page
        and "通常在到期后 12 天付款" in page
        and "逾期 12 天" in page
    )
    assert "先联系谁" in client.get("/").text, "the choice is remembered"


def test_by_customer(client: TestClient) -> None:
    page = client.get("/?view=customers").text
    assert len(rows(page)) == 6 and "2 open items · oldest 12 days overdue" in page
    assert "/?customer=C-6&amp;view=invoices" in page or "/?view=invoices&amp;customer=C-6" in page


def test_filters_and_their_totals(client: TestClient) -> None:
    page = client.get("/?q=nordwind&sort=due").text
    assert [re.search(r"INV-\d+", row).group() for row in rows(page)] == ["INV-1001", "INV-1007"]  # type: ignore[union-attr]
    assert "€22,520" in page and 'aria-sort="ascending"' in page and "Clear filters" in page
    assert "No open invoice matches" in client.get("/?q=nobody").text
    assert len(rows(client.get("/?band=high&stage=overdue").text)) == 2


@pytest.mark.parametrize(
    "query", ["page=-1", "page=999999999999", "page=x", "sort=<b>", "band=x&view=y", "q=" + "x" * 9000, "lang=%00"]
)
def test_nonsense_in_the_address_shows_the_list(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


def test_what_was_closed_since_is_not_shown(client: TestClient, sqlite_engine: Engine) -> None:
    pay(sqlite_engine, "INV-1003", 240_000)
    page = client.get("/").text
    assert "INV-1003" not in page and "1 scored item has been closed since" in page


def test_pages(client: TestClient, sqlite_engine: Engine) -> None:
    from serving import worklist_page

    page = client.get("/").text
    assert "1–9 of 9" in page and 'class="pager"' not in page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worklist_page, "ROWS", 4)
        seen = [row for number in (1, 2, 3) for row in rows(client.get(f"/?page={number}").text)]
        assert len(seen) == len(set(seen)) == 9
        assert "Page 2 of 3" in client.get("/?page=2").text


def test_scores_of_another_day_are_said_to_be_so(client: TestClient, sqlite_engine: Engine) -> None:
    tomorrow = TODAY.replace(day=16)
    with writing(sqlite_engine) as connection:
        write_scores(connection, [score_of(OPEN[0], tomorrow)], NOW)
    assert "later than today" in client.get("/").text


def test_what_is_handed_over_is_not_called_closed(client: TestClient, sqlite_engine: Engine) -> None:
    for one in OPEN:
        if one.due_in_days >= 0:
            pay(sqlite_engine, one.invoice_id, one.amount_minor, instalment=one.instalment)
    with writing(sqlite_engine) as connection:
        record_policy(connection, {"handed_over_after_days": 1}, by="test", at=NOW, known_on=TODAY.replace(day=1))
    page = client.get("/").text
    assert "3 items (" in page and "not listed here" in page and not rows(page)
    assert "Nothing else is open" in page and "Every scored invoice has been closed" not in page
