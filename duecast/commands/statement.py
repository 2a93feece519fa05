from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from duecast.console import money, print_json, say, table
from duecast.session import parse_closing_day, parse_day, session

if TYPE_CHECKING:
    from portfolio.statement import Statement


def statement(
    customer: Annotated[str, Argument(help="The customer's id.")],
    closing_on: Annotated[str | None, Option(help="Last day, known at its end; today if not said.")] = None,
    first: Annotated[str | None, Option("--from", help="First day; the first of that month if not said.")] = None,
    as_json: Annotated[bool, Option("--json", help="For programs: amounts as decimal text.")] = False,
) -> None:
    """A customer's statement of account: opening balance, documents, closing balance, open items; ties to the cent."""
    from ledger.connection import reading
    from portfolio.statement import first_of_month, statements
    from portfolio.statement_record import statement_record

    with session() as opened:
        day = parse_closing_day(closing_on, opened.today)
        with reading(opened.engine) as connection:
            made = statements(connection, customer, day, parse_day(first) if first else None)
    if as_json:
        print_json([statement_record(one) for one in made])
        return
    if not made:
        begin = parse_day(first) if first else first_of_month(day)
        say(f"Customer {customer}: no document from {begin} to {day}, nothing open, and no balance.")
    for one in made:
        _show(one)


def _show(one: "Statement") -> None:
    said = f"{one.customer_id} {one.customer_name}".strip()
    rows: list[list[object]] = [["", "", "opening balance", "", "", money(one.opening_minor, one.currency)]]
    rows += [
        [line.known_on, line.occurred_on, line.kind.replace("_", " ") + (", corrected" if line.correction else ""),
         f"{line.document} {line.number}" if line.number not in ("", line.document) else line.document,
         money(line.amount_minor, one.currency), money(line.balance_minor, one.currency)]
        for line in one.lines
    ]  # fmt: skip
    rows.append(["", "", "closing balance", "", "", money(one.closing_minor, one.currency)])
    columns = ["known", "dated", "what", "document", "amount", "balance"]
    table(
        f"Statement of account: {said}, {one.currency}, {one.from_on} – {one.closing_on}",
        columns,
        rows,
        right=columns[4:],
    )
    if one.open_items:
        columns = ["invoice", "issued", "due", "days overdue", "open", ""]
        items = [
            [item.invoice_id if item.instalment == 1 else f"{item.invoice_id}/{item.instalment}", item.issued_on, item.due_on,
             item.days_overdue or "", money(item.open_minor, one.currency),
             "disputed" if item.disputed else f"promised for {item.promised_for}" if item.promised_for else ""]
            for item in one.open_items
        ]  # fmt: skip
        table("Open items", columns, items, right=["days overdue", "open"])
    buckets = zip(one.bucket_labels, one.buckets_minor, strict=True)
    say(", ".join(f"{label}: {money(minor, one.currency)}" for label, minor in buckets))
    say(f"unapplied payments and credits: {money(one.unapplied_minor, one.currency)}\n")
