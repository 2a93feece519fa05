"""Every phrase exists in every language, takes the same values, and counts as the language counts."""

import re
import string
from pathlib import Path

import pytest

from rendering.texts import LANGUAGES, chosen_language, texts

ROOT = Path(__file__).parent.parent.parent


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_every_language_has_every_key_with_the_same_values() -> None:
    english, chinese = texts("en").phrases, texts("zh").phrases
    assert english.keys() == chinese.keys()
    assert {key for key in english if fields(english[key]) != fields(chinese[key])} == set()
    assert not [key for key, phrase in english.items() if not phrase.strip()]


def test_chinese_is_chinese() -> None:
    """A phrase copied over from the English would show no Chinese character."""
    plain = [key for key, phrase in texts("zh").phrases.items() if not re.search(r"[\u4e00-\u9fff]", phrase)]
    assert plain == []


def test_every_phrase_a_template_names_exists_and_every_phrase_is_used() -> None:
    patterns = (
        "rendering/templates/*.html",
        "rendering/*.py",
        "serving/*.py",
        "portfolio/*_page.py",
        "serving/routes/*.py",
    )
    code = "".join(path.read_text() for pattern in patterns for path in ROOT.glob(pattern))
    keys = texts("en").phrases.keys()
    stems = {key.removesuffix(".one").removesuffix(".other") for key in keys}
    named = set(re.findall(r"""\bt\(\s*f?['"]([a-z_.-]+)['"]""", code))
    assert {key for key in named if key not in stems and not key.endswith(".")} == set()
    literals = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z_-]+)*)['".{]""", code))
    prefixes = ("help.", "warning.", "group.", "band.", "stage.", "target", "state.", "paid.", "chip.", "total.", "view.",
                "empty.", "error.", "column.", "invoice.why.", "notice.basis_", "quality.chart.",
                "quality.tile.", "quality.severity.", "choices.kind.", "choices.sentence.", "choices.verdict.")  # fmt: skip
    assert {stem for stem in stems if stem not in literals and not stem.startswith(prefixes)} == set()


@pytest.mark.parametrize(("count", "said"), [(0, "0 days overdue"), (1, "1 day overdue"), (2, "2 days overdue")])
def test_plural(count: int, said: str) -> None:
    assert texts("en")("due.overdue", n=count) == said
    assert texts("zh")("due.overdue", n=count) == f"逾期 {count} 天"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts("en")("no.such.phrase")
    assert not texts("en").has("no.such.phrase")


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        ("zh", "en", "en", "zh"),
        (None, "zh", "en-GB", "zh"),
        (None, None, "zh-CN,zh;q=0.9", "zh"),
        ("klingon", "", "fr, en;q=0.5", "en"),
        (None, None, None, "en"),
    ],
)
def test_language(asked: str | None, remembered: str | None, accepted: str | None, expected: str) -> None:
    assert chosen_language(asked, remembered, accepted) == expected
    assert expected in LANGUAGES
