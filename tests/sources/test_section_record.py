"""A section written down and read again is the same section."""

import json

from sources.mapping import find_mapping
from sources.section_record import section_of, section_record


def test_there_and_back() -> None:
    for name in ("ledger", "datarisk", "ibm_late_payments"):
        for section in find_mapping(name).sections.values():
            assert section_of(json.loads(json.dumps(section_record(section)))) == section


def test_settings_of_a_later_program_are_passed_over() -> None:
    section = find_mapping("ledger").sections["invoices"]
    record = section_record(section)
    record["notation"] |= {"moon": "full"}
    del record["notation"]["decimal_mark"]
    assert section_of(record) == section
