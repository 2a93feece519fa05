"""The contract of a feature: one function = one column, declared once with what it means to people.

A file under ``features/catalog/`` holds the features of one question (their windows, at most). It is found by walking
the folder; nothing else has to be edited. ``docs/features.md``, the training signature and the words of the reasons all
come from the declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ledger.scores import GROUPS, Group

if TYPE_CHECKING:
    from features.index import FeatureIndex
    from features.subjects import Subjects

Floats = NDArray[np.float64]
Unit = Literal["days", "share", "count", "money", "flag", "weekday", "month_day", "ratio", "number"]
Compute = Callable[["FeatureIndex", "Subjects"], Floats]
CATALOG = Path(__file__).parent / "catalog"


Needs = Literal[
    "nothing",
    "book",
    "details",
    "invoices",
    "payment",
    "payments",
    "settled",
    "two settled",
    "parts",
    "history",
    "open promise",
    "promise",
    "contact",
]


class Text(NamedTuple):
    """The same words in English and in simplified Chinese."""

    en: str
    zh: str


NEEDS: dict[Needs, Text] = {
    "nothing": Text("from its first invoice on", "自首张发票起"),
    "book": Text("once anything in the whole book was settled or is open", "整个账簿有结清或未付发票后"),
    "details": Text("where the company has told it", "企业提供该信息后"),
    "invoices": Text("with its second invoice", "自第二张发票起"),
    "payment": Text("once it has paid anything", "首次付款后"),
    "payments": Text("once it has paid on two days", "有两个付款日后"),
    "settled": Text("once it has settled an invoice", "结清一张发票后"),
    "two settled": Text("once it has settled two invoices", "结清两张发票后"),
    "parts": Text("once it has settled an invoice in parts", "分次付清一张发票后"),
    "history": Text("once an invoice of it is settled or overdue", "有已结清或逾期发票后"),
    "open promise": Text("while a promise to pay the invoice is open", "该发票有未到期的付款承诺时"),
    "promise": Text("once a promise of it fell due", "有承诺付款到期后"),
    "contact": Text("once it was contacted", "首次联系后"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One column. ``compute(index, subjects)`` gives float64 (n,), NaN = missing; it may look only before ``as_of``."""

    name: str
    group: Group
    family: str
    unit: Unit
    meaning: Text
    reason: Text
    """Short phrase for a credit controller; ``{value}`` stands for the value in its unit."""
    riskier: Literal["higher", "lower"] | None
    """Where it is sure that more of it never means less risk (or the reverse), else None."""
    missing: Text
    compute: Compute
    reason_negative: Text | None = None
    """Phrase for a value below 0, with ``{value}`` standing for its size."""
    reason_zero: Text | None = None
    """Phrase for the value 0, where it says something else; a flag must have one."""
    needs: Needs = "nothing"
    """Since when a customer has a value (``NEEDS`` says it in words)."""
    about: Literal["customer", "invoice"] = "customer"
    """``customer``: the same for every invoice of a customer that is not in the ledger yet, as of one day."""
    left_out: Text | None = None
    """Why no model sees it unless the company asks for it; None: every model does."""
    reason_one: Text | None = None
    """Phrase for the value 1, of counts: where the plural would be wrong."""

    def __call__(self, index: "FeatureIndex", subjects: "Subjects") -> Floats:
        return self.compute(index, subjects)


def feature(
    *,
    name: str,
    group: Group,
    unit: Unit,
    meaning: tuple[str, str],
    reason: tuple[str, str],
    missing: tuple[str, str],
    riskier: Literal["higher", "lower"] | None = None,
    reason_negative: tuple[str, str] | None = None,
    reason_zero: tuple[str, str] | None = None,
    needs: Needs = "nothing",
    about: Literal["customer", "invoice"] = "customer",
    left_out: tuple[str, str] | None = None,
    reason_one: tuple[str, str] | None = None,
    family: str = "",
) -> Callable[[Compute], Feature]:
    """Declare the function below as a feature; ``family`` is its file's name unless given."""

    def declare(compute: Compute) -> Feature:
        below = None if reason_negative is None else Text(*reason_negative)
        zero = None if reason_zero is None else Text(*reason_zero)
        if unit == "flag" and zero is None:
            raise ValueError(f"feature {name!r} is a flag: say with reason_zero what it means when it is not set")
        question = family or compute.__module__.rsplit(".", 1)[-1]
        why = None if left_out is None else Text(*left_out)
        return Feature(
            name, group, question, unit, Text(*meaning), Text(*reason), riskier, Text(*missing), compute, below, zero,
            needs, about, why, None if reason_one is None else Text(*reason_one),
        )  # fmt: skip

    return declare


@lru_cache
def catalog() -> tuple[Feature, ...]:
    """Every feature that every model sees, by group (in the order of CONTRACTS) and name: the order of columns."""
    return tuple(one for one in found_in(CATALOG) if one.left_out is None)


@lru_cache
def left_out() -> tuple[Feature, ...]:
    """Features that a model sees only where the company asks for them, in the same order."""
    return tuple(one for one in found_in(CATALOG) if one.left_out is not None)


def found_in(folder: Path) -> tuple[Feature, ...]:
    """Features declared in the files of a folder, in the order of columns; a name used twice raises ``ValueError``."""
    found: dict[str, Feature] = {}
    for path in sorted(folder.glob("*.py")):
        for declared in _declared(path):
            if declared.name in found:
                raise ValueError(f"feature {declared.name!r} is declared twice, again in {path.name}: rename one")
            found[declared.name] = declared
    return tuple(sorted(found.values(), key=lambda one: (GROUPS.index(one.group), one.name)))


def signature() -> str:
    """Digest of the columns and of the code that fills them: a model belongs to one signature."""
    digest = blake2b(digest_size=8)
    for declared in (*catalog(), *left_out()):
        digest.update(f"{declared.name}\x1f{declared.group}\x1f{declared.unit}\x1f{declared.riskier}\x1e".encode())
    for path in sorted([*CATALOG.glob("*.py"), *CATALOG.parent.glob("*.py")]):
        if path.name not in ("document.py", "export.py", "portions.py", "shares.py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _declared(path: Path) -> list[Feature]:
    if path.parent == CATALOG:
        module = import_module(f"features.catalog.{path.stem}")
        return [value for value in vars(module).values() if isinstance(value, Feature)]
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} cannot be read as a Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return [value for value in vars(module).values() if isinstance(value, Feature)]
