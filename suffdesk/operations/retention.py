"""Which children's records need not be kept any longer, and which are put out of the way until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from suffdesk.core.changes import Changes
from suffdesk.core.dates import show_date
from suffdesk.core.errors import Refused
from suffdesk.core.report import Column, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.retention import keep_child
from suffdesk.store.opening import Store

_DIED = "E2"
"""REC of an episode that ceased because the child died."""
_NAMED = 5
"""Children named in a refusal."""
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

    def is_due(self, as_at: date) -> bool:
        """Whether it need not be kept on a day."""
        return self.until is not None and self.until <= as_at

    def days_over(self, as_at: date) -> int:
        """Days since it need not be kept; negative while it has to be."""
        return 0 if self.until is None else (as_at - self.until).days


@dataclass(frozen=True, slots=True)
class Review:
    """Records by what can be done with them; one may stand in two lists."""

    due: list[Kept]
    """Need not be kept on the day any longer, the longest overdue first."""
    untold: list[Kept]
    """Without a date of birth: they are kept until one is known."""
    archived: list[Kept]
    """Out of the way, those archived last first."""


def review(store: Store, as_at: date) -> Review:
    """What there is to keep and to lose on a day."""
    held = _kept(store)
    due = [item for item in held if item.is_due(as_at)]
    archived = [item for item in held if item.archived_on is not None]
    return Review(
        sorted(due, key=lambda item: (item.until or date.max, item.reference)),
        [item for item in held if item.until is None],
        sorted(archived, key=lambda item: item.archived_on or date.min, reverse=True),
    )


def kept_table(title: str, found: Sequence[Kept], as_at: date) -> Table:
    """Records with how long they are kept, to show and to export; nothing names a child but its reference."""
    columns = (
        Column("Child", width=10), Column("Kept until", "date", 12), Column("Rule", width=34),
        Column("Days over", "number", 10), Column("Archived", "date", 12),
    )  # fmt: skip
    rows = [
        (
            item.reference, item.until, item.rule, item.days_over(as_at) if item.is_due(as_at) else None,
            item.archived_on,
        )
        for item in found
    ]  # fmt: skip
    return Table(title, columns, rows)


def review_document(found: Review, as_at: date) -> dict[str, object]:
    """The document that ``suffdesk retention --json`` prints."""

    def plain(item: Kept) -> dict[str, object]:
        return {
            "child": item.reference, "kept_until": item.until and item.until.isoformat(), "rule": item.rule,
            "days_over": item.days_over(as_at) if item.is_due(as_at) else None,
            "archived": item.archived_on and item.archived_on.isoformat(),
        }  # fmt: skip

    return {
        "as_at": as_at.isoformat(),
        "due": [plain(item) for item in found.due],
        "cannot_be_told": [plain(item) for item in found.untold],
        "archived": [plain(item) for item in found.archived],
    }


def archive(store: Store, child_ids: Sequence[str], on: date) -> Changes:
    """Put records out of the way; they stay whole, count in figures of their time, and can be brought back.

    Those archived already stay as they are. Raises Refused where a child is looked after.
    """
    open_now = store.rows(
        "SELECT c.reference, c.id FROM child c WHERE c.archived_on IS NULL "
        "AND EXISTS (SELECT 1 FROM care_period p WHERE p.child_id = c.id AND p.until IS NULL) ORDER BY c.reference"
    )
    chosen = set(child_ids)
    in_care = [str(reference) for reference, row_id in open_now if row_id in chosen]
    if in_care:
        more = len(in_care) - _NAMED
        named = listed([*in_care[:_NAMED], *([plural(more, "other")] if more > 0 else [])])
        raise Refused(
            f"{named} {'is' if len(in_care) == 1 else 'are'} looked after, so the record is in use; end the period of "
            "care first"
        )
    there = archived(store)
    with store.change("Archive") as result:
        result.change.update_many("child", {row_id: {"archived_on": on} for row_id in child_ids if row_id not in there})
    return result.changes


def bring_back(store: Store, child_ids: Sequence[str]) -> Changes:
    """Take records out of the archive."""
    with store.change("Take out of the archive") as result:
        result.change.update_many("child", {child_id: {"archived_on": None} for child_id in child_ids})
    return result.changes


def archived(store: Store) -> frozenset[str]:
    """Ids of the children whose records are archived."""
    return frozenset(str(row_id) for (row_id,) in store.rows("SELECT id FROM child WHERE archived_on IS NOT NULL"))


def kept_of(store: Store, child_id: str) -> Kept | None:
    """One child's record; None where it is not there (any more)."""
    return next(iter(_kept(store, "WHERE c.id = ?", child_id)), None)


def keeping_words(kept: Kept, as_at: date) -> str:
    """What the page of a child says of its record: archived, or need not be kept; empty for neither."""
    archived_on = kept.archived_on
    if kept.until is None:
        until = "kept until a date of birth is known"
    elif kept.is_due(as_at):
        until = f"need not be kept since {show_date(kept.until)} ({kept.rule})"
    else:
        until = f"kept until {show_date(kept.until)} ({kept.rule})"
    if archived_on is not None:
        return f"Archived on {show_date(archived_on)}; {until}."
    return f"This record {until}." if kept.is_due(as_at) else ""


def _kept(store: Store, where: str = "", *values: str) -> list[Kept]:
    found = []
    for child_id, reference, born, died, archived_on in store.rows(f"{_FACTS} {where}", (_DIED, *values)):
        keeping = keep_child(_day(born), _day(died))
        until, rule = (keeping.until, keeping.rule) if keeping else (None, "No date of birth is held")
        found.append(Kept(str(child_id), str(reference), until, rule, _day(archived_on)))
    return found


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
