"""docs/features.md is what the declarations say."""

from features.document import PAGE, page
from features.feature import catalog


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m features.document"


def test_every_feature_is_on_it():
    assert all(f"| `{one.name}` |" in page() for one in catalog())
