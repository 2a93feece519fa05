"""One day asked alone and several days asked together find the same trouble, the subject left out."""

from features.index import FeatureIndex
from features.subjects import subjects_at
from features.trouble import disputed_others, promises
from ledger.policy import Policy
from tests.features.plain import Plain, Row, What, days


def test_disputes_alone_and_together():
    what = [What(name, "A", 0, due, 100_00, known=0) for name, due in (("1", 10), ("2", 20), ("3", 90))]
    rows = [Row("2", 15), Row("2", 40, False), Row("1", 50)]
    index = FeatureIndex(Plain(what=what, rows=rows).arrays(), Policy())
    together = subjects_at(index, days([0, 2, 2, 2]), days([30, 30, 60, 5]))
    expected = [(1, 1), (1, 1), (1, 2), (0, 0)]
    for row in (None, 0, 1, 2, 3):
        subjects = together if row is None else together.take(slice(row, row + 1))
        found = zip(
            disputed_others(index, subjects, past=False).tolist(),
            disputed_others(index, subjects, past=True).tolist(),
            strict=True,
        )
        assert list(found) == (expected if row is None else [expected[row]])
        assert not promises(index, subjects).of_others.any(), "nothing was promised"
