"""Texts on their way into a spreadsheet and back: nothing that begins like a formula is one there (RELIABILITY B7).

A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula. An apostrophe before it makes it
text; reading such a sheet again takes it away. Numbers stay numbers. (OWASP, CSV Injection)
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[0-9][0-9.,' \u00a0\u202f]*")


def safe_cell(text: str) -> str:
    """What to write into a sheet for a text; ``told_cell`` gives the text back."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def told_cell(cell: str) -> str:
    """The text that a cell written by ``safe_cell`` stands for."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) and not NUMBER.fullmatch(cell[1:]) else cell
