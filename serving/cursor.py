"""Cursors of paged lists: an opaque text that names the last row seen and the order it was seen in."""

import base64
import binascii
import json
from typing import Any

from ledger.errors import InvalidValue


def encode_cursor(order: str, key: tuple[Any, ...]) -> str:
    """``key`` is the sort key of the last row given; JSON values only."""
    return base64.urlsafe_b64encode(json.dumps([order, *key]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, order: str, *kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The key that ``encode_cursor`` got, of parts of these kinds; ``InvalidValue`` where the text is of another list or order."""
    try:
        found, *key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if (
            found == order
            and len(key) == len(kinds)
            and all(type(part) in kind for part, kind in zip(key, kinds, strict=True))
        ):
            return tuple(key)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        pass
    raise InvalidValue("this cursor is not of this list in this order; start again without one")
