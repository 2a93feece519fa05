"""Texts that harm whoever takes them for more than text (RELIABILITY B6). A lone surrogate stands apart: no file holds one."""

from dataclasses import fields
from typing import Any, TypeVar

from ledger.records import Record

R = TypeVar("R", bound=Record)

HOSTILE = (
    "<script>alert(1)</script>", "<b onclick=x>", "{{7*7}}", "{% raw %}", "'; DROP TABLE items; --", "../../etc/passwd", "a\r\nb",
    "\u202egnp.exe", "x" * 65536, "=1+1", "@SUM(A1)", "%s %(x)s {0}", "\\N", "\\.", "\t", "\x1b[31mred", "[bold]rich[/bold]", "😀",
)  # fmt: skip
SURROGATE = "lone \ud800 surrogate"


def hostile_record(kind: type[R], hostile: str, **said: Any) -> R:
    """A record with the text in each of its strings that is not said; they are found by its class."""
    texts = {field.name: hostile for field in fields(kind) if field.type is str}
    attributes = {"attributes": {hostile: hostile}} if "attributes" in {field.name for field in fields(kind)} else {}
    return kind(**(texts | attributes | said))
