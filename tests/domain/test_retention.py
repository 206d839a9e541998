"""How long records are kept, by hand-worked dates."""

from datetime import date

from suffdesk.domain.retention import FROM_BIRTH, FROM_DEATH, Keeping, keep_child, keep_foster_carer


def test_a_child() -> None:
    assert keep_child(date(2012, 2, 29), None) == Keeping(date(2087, 3, 1), FROM_BIRTH)
    assert keep_child(date(1949, 1, 1), None) == Keeping(date(2024, 1, 1), FROM_BIRTH)
    assert keep_child(None, date(2020, 1, 1)) is None


def test_a_child_who_died() -> None:
    born = date(2010, 6, 1)
    assert keep_child(born, date(2020, 2, 29)) == Keeping(date(2035, 2, 28), FROM_DEATH)
    assert keep_child(born, date(2028, 5, 31)) == Keeping(date(2043, 5, 31), FROM_DEATH)
    assert keep_child(born, date(2028, 6, 1)) == Keeping(date(2085, 6, 1), FROM_BIRTH)  # on the 18th birthday


def test_a_foster_carer() -> None:
    assert keep_foster_carer(date(2020, 3, 31)).until == date(2030, 3, 31)
