"""A mapping says everything, or the error says what it lacks."""

import pytest

from ledger.errors import InvalidMapping
from sources.fields import KINDS_OF_FILE
from sources.mapping import SHIPPED, find_mapping, read_mapping

INVOICES = """
[invoices]
customer_id = "cust"
issued_on = "issued"
due_on = "due"
amount = "sum"
"""


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_mapping_is_found_by_name_and_by_path(path: object) -> None:
    assert find_mapping(path.stem) == find_mapping(path)  # type: ignore[attr-defined]


def test_the_ledgers_own_names_are_all_of_them() -> None:
    sections = find_mapping("ledger").sections
    assert {kind: set(section.columns) for kind, section in sections.items()} == {
        kind: set(schema.fields) for kind, schema in KINDS_OF_FILE.items()
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("delimeter = ';'", "did you mean 'delimiter'"),
        ("[invoice]\nx = 'y'", "did you mean 'invoices'"),
        (INVOICES + "isued_on = 'x'", "did you mean 'issued_on'"),
        (INVOICES.replace("due_on", "paid_on"), "does not say which column is due_on"),
        ("source = 'x'", "describes no file"),
        ("source = ", "is not TOML"),
        ("currency = 'XXQ'" + INVOICES, "no currency of ISO 4217"),
        ("decimal_mark = ','\nthousands_mark = ','" + INVOICES, "must differ"),
        ("decimal_mark = ''" + INVOICES, "decimal_mark must be one mark"),
        ("delimiter = ';;'" + INVOICES, "one character"),
        ("encoding = 'latin-77'" + INVOICES, "'latin-77' is not known"),
        ("encoding = 'hex'" + INVOICES, "'hex' is not known"),
        ("date_format = 'dd.mm.yyyy'" + INVOICES, "date_format must be written like"),
        ("missing = ''" + INVOICES, "must be a list of texts"),
        (INVOICES + "number = 3", "must be a text in quotes"),
        (INVOICES + "attributes = { rate = 3 }", "attribute 'rate'"),
        (INVOICES + "attributes = { rate = { column = 'R', type = 'date' } }", "attribute 'rate'"),
        ("invoices = 3", "must be a section"),
    ],
)
def test_what_a_mapping_lacks_is_named(text: str, message: str) -> None:
    with pytest.raises(InvalidMapping, match=message):
        read_mapping(text, "mine")


def test_a_mapping_that_is_nowhere() -> None:
    with pytest.raises(InvalidMapping, match="datarisk"):
        find_mapping("nowhere")


def test_a_section_may_be_written_otherwise_than_the_rest() -> None:
    mapping = read_mapping("date_format = '%d.%m.%Y'" + INVOICES + "date_format = '%m/%d/%Y'\ndelimiter = ';'", "mine")
    notation = mapping.sections["invoices"].notation
    assert (notation.date_format, notation.delimiter, notation.decimal_mark) == ("%m/%d/%Y", ";", ".")


def test_the_section_that_knows_most_of_a_header_claims_it() -> None:
    mapping = find_mapping("ledger")

    def kind(*header: str) -> str | None:
        section = mapping.section(header)
        return None if section is None else section.kind

    assert kind("customer_id", "name") == "customers"
    assert kind("customer_id", "issued_on", "due_on", "amount", "currency") == "invoices"
    assert kind("customer_id", "isued_on", "due_on", "amount", "currency") is None
    assert kind("payment_id", "customer_id", "paid_on", "amount", "currency") == "payments"
    assert kind("allocation_id", "invoice_id", "amount", "payment_id") == "allocations"
    assert kind("anything") is None


@pytest.mark.parametrize(("column", "meant"), [("income:numbr", "income:number"), ("size: Category", "size:category")])
def test_a_misspelt_kind_of_a_further_column_is_named(column: str, meant: str) -> None:
    with pytest.raises(InvalidMapping, match=f"did you mean '{meant}'"):
        find_mapping("ledger").section(["customer_id", "name", column])
    other = find_mapping("ledger").section(["customer_id", "name", "delivery: from"])
    assert other is not None and other.attributes[0].name == "delivery: from"
