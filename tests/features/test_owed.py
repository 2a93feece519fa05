"""What a customer owes leaves out the invoice asked about, alone on one day and together on several."""

from features.index import FeatureIndex
from features.owed import due_same_week, earliest_due, standing
from features.subjects import subjects_at
from ledger.day import FOREVER
from ledger.policy import Policy
from tests.features.plain import Plain, What, days


def test_the_subject_is_left_out_of_what_its_customer_owes():
    what = [What("1", "A", 0, 30, 500_00), What("2", "A", 0, 31, 300_00), What("3", "A", 2, 500, 900_00)]
    index = FeatureIndex(Plain(what=what).arrays(), Policy())
    together = subjects_at(index, days([0, 0, 1]), days([40, 800, 3]))
    expected = [(2, 1200_00, 1, 9, 1, 31), (2, 1200_00, 2, 365 + 300, 1, 31), (2, 1400_00, 0, 0, 1, FOREVER)]
    for row in (None, 0, 1, 2):
        subjects = together if row is None else together.take(slice(row, row + 1))
        now, (same_week, _) = standing(index, subjects), due_same_week(index, subjects)
        asked = (now.open_count, now.open_value, now.overdue_count, now.overdue_days, same_week)
        found = zip(*(column.tolist() for column in (*asked, earliest_due(index, subjects))), strict=True)
        assert list(found) == (expected if row is None else [expected[row]])
