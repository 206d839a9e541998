"""Which children's records need not be kept any longer, and which are put out of the way until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from suffdesk.core.changes import Changes
from suffdesk.core.report import Column, Table
from suffdesk.domain.retention import Keeping, keep_child
from suffdesk.store.opening import Store

_DIED = "E2"
"""REC of an episode that ceased because the child died."""
_FACTS = (
    "SELECT c.id, c.reference, c.date_of_birth, coalesce(c.died_on, (SELECT min(e.until) FROM episode e "
    "WHERE e.child_id = c.id AND e.reason_ceased = ?)), c.archived_on FROM child c"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One child's record. ``until`` is the first day on which it need not be kept; None where that cannot be told."""

    child_id: str
    reference: str
    until: date | None
    rule: str
    archived_on: date | None

    def days_over(self, as_at: date) -> int:
        """Days since it need not be kept; negative while it has to be."""
        return 0 if self.until is None else (as_at - self.until).days


def keeping_of(store: Store, child_id: str) -> Keeping | None:
    """How long one child's record is kept; None where it cannot be told."""
    for _, _, born, died, _ in store.rows(f"{_FACTS} WHERE c.id = ?", (_DIED, child_id)):
        return keep_child(_day(born), _day(died))
    return None


def due_list(store: Store, as_at: date) -> list[Kept]:
    """Records that need not be kept on a day any longer, the longest overdue first."""
    found = [item for item in _all(store) if item.until is not None and item.until <= as_at]
    return sorted(found, key=lambda item: (item.until or date.max, item.reference))


def cannot_be_told(store: Store) -> list[Kept]:
    """Records without a date of birth: they are kept until one is known."""
    return [item for item in _all(store) if item.until is None]


def due_table(store: Store, as_at: date) -> Table:
    """The due list as a table to export, without anything that names a child but its reference."""
    columns = (
        Column("Child", width=10), Column("Kept until", "date", 12), Column("Rule", width=34),
        Column("Days over", "number", 10), Column("Archived", "date", 12),
    )  # fmt: skip
    rows = [
        (item.reference, item.until, item.rule, item.days_over(as_at), item.archived_on)
        for item in due_list(store, as_at)
    ]
    return Table("Records that need not be kept", columns, rows)


def archive(store: Store, child_ids: Sequence[str], on: date) -> Changes:
    """Put records out of the way; they stay whole, count in figures of their time, and can be brought back."""
    with store.change("Archive") as result:
        result.change.update_many("child", {child_id: {"archived_on": on} for child_id in child_ids})
    return result.changes


def bring_back(store: Store, child_ids: Sequence[str]) -> Changes:
    """Take records out of the archive."""
    with store.change("Take out of the archive") as result:
        result.change.update_many("child", {child_id: {"archived_on": None} for child_id in child_ids})
    return result.changes


def archived(store: Store) -> frozenset[str]:
    """Ids of the children whose records are archived, for lists to leave out."""
    return frozenset(str(row_id) for (row_id,) in store.rows("SELECT id FROM child WHERE archived_on IS NOT NULL"))


def _all(store: Store) -> list[Kept]:
    found = []
    for child_id, reference, born, died, archived_on in store.rows(_FACTS, (_DIED,)):
        keeping = keep_child(_day(born), _day(died))
        until, rule = (keeping.until, keeping.rule) if keeping else (None, "No date of birth is held")
        found.append(Kept(str(child_id), str(reference), until, rule, _day(archived_on)))
    return found


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
