"""Cursors of paged lists: an opaque text that names the last row seen and the order it was seen in."""

import base64
import binascii
import json
from typing import Any

from ledger.errors import InvalidValue


def encode_cursor(order: str, key: tuple[Any, ...]) -> str:
    """``key`` is the sort key of the last row given; JSON values only."""
    return base64.urlsafe_b64encode(json.dumps([order, *key]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, order: str) -> tuple[Any, ...]:
    """The key that ``encode_cursor`` got; ``InvalidValue`` where the text is not of this list in this order."""
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found, *key = said
        whole = found == order and len(key) == 3 and isinstance(key[1], str) and type(key[2]) is int
        if whole and type(key[0]) in ((str,) if order == "name" else (int, float)):
            return tuple(key)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        pass
    raise InvalidValue("this cursor is not of this list in this order; start again without one")
