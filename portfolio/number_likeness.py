"""Are two document numbers the same one, written or typed otherwise? Numbers that merely follow each other are not."""

import re

LIKENESSES = {
    "notation": ("the same number written otherwise", "编号相同但写法不同"),
    "swap": ("two neighbouring characters swapped", "相邻两个字符对调"),
    "one_more": ("one character missing or doubled", "缺少或多出一个字符"),
    "same_order": ("the same purchase order", "采购订单相同"),
}
"""Kind of likeness → its words in English and 简体中文."""
FEWEST_CHARACTERS = 4
CONFUSED = str.maketrans("oil", "011")


def likeness(one: str, other: str) -> str | None:
    """A key of ``LIKENESSES``, or None. A single other digit is none: INV-1001 and INV-1002 follow each other."""
    if one == other:
        return None
    a, b = plain(one), plain(other)
    if min(len(a), len(b)) < FEWEST_CHARACTERS:
        return None
    if a == b:
        return "notation"
    if len(a) == len(b):
        return "swap" if _swapped(a, b) else None
    return "one_more" if _one_more(a, b) else None


def plain(number: str) -> str:
    """Without marks, case and leading zeros; letters that are taken for digits are digits: "INV-0042/a" → "1nv42a"."""
    kept = "".join(c for c in number.casefold() if c.isalnum()).translate(CONFUSED)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", kept)


def _swapped(a: str, b: str) -> bool:
    differing = [n for n in range(len(a)) if a[n] != b[n]]
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return a[first] == b[second] and a[second] == b[first]


def _one_more(a: str, b: str) -> bool:
    """One is the other with one character doubled, or with a letter behind: a number that grew a digit is another number."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((n for n in range(len(short)) if short[n] != long[n]), len(short))
    if long[:at] + long[at + 1 :] != short:
        return False
    return long[at].isalpha() or (at > 0 and long[at] == long[at - 1])
