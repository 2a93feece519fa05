"""One day asked alone and several days asked together find the same trouble, the subject left out."""

from features.index import FeatureIndex
from features.subjects import subjects_at
from features.trouble import disputed_others, promises
from ledger.policy import Policy
from tests.features.plain import Plain, Row, Vow, What, days


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


def test_an_invoice_given_to_another_customer_is_taken_off_who_was_said_to_dispute_it():
    """The ledger has the dispute and the promise of 1 as B's; until day 20 the invoice was A's."""
    first, other = What("1", "A", 0, 30, 100_00, known=0, until=20), What("2", "A", 0, 30, 100_00, known=0)
    what, rows = [first, What("1", "B", 0, 30, 100_00, known=20), other], [Row("1", 10), Row("2", 12)]
    index = FeatureIndex(Plain(what=what, rows=rows, vows=[Vow("p", "1", 2, 3)]).arrays(), Policy())
    together = subjects_at(index, days([0, 1, 0]), days([15, 15, 25]))
    expected = [(True, 1, 1, 0, 1), (True, 0, 0, 0, 0), (True, 0, 0, 0, 1)]
    for row in (None, 0, 1, 2):
        subjects = together if row is None else subjects_at(index, together.item[[row]], together.as_of[[row]])
        told = promises(index, subjects)
        found = zip(
            subjects.disputed.tolist(),
            disputed_others(index, subjects, past=False).tolist(),
            disputed_others(index, subjects, past=True).tolist(),
            told.of_others.sum(axis=1).tolist(),
            told.of_invoice.sum(axis=1).tolist(),
            strict=True,
        )
        assert list(found) == (expected if row is None else [expected[row]])
