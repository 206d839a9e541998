"""What differs between a published list of settings and what was known before it, in kinds that people look through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NEW, CLOSED, GRADE_DOWN, GRADE_UP = "new", "closed", "grade_down", "grade_up"
FIRST_GRADE, SAME_GRADE, OTHER_INSPECTION = "first_grade", "same_grade", "other_inspection"
CORRECTED, EARLIER = "corrected", "earlier"
SUSPENDED, AGAIN, PLACES, OWNER, NAME, DETAILS = "suspended", "registered_again", "places", "owner", "name", "details"
KINDS: Mapping[str, str] = {
    GRADE_DOWN: "Grade down", CLOSED: "Closed", SUSPENDED: "Suspended", GRADE_UP: "Grade up", AGAIN: "Registered again",
    PLACES: "Places", OWNER: "Owner", NAME: "Name", FIRST_GRADE: "First grade", SAME_GRADE: "Same grade again",
    CORRECTED: "Judgement corrected", OTHER_INSPECTION: "Other inspection", NEW: "New", DETAILS: "Other details",
    EARLIER: "Earlier judgement",
}  # fmt: skip
"""Every kind and its words, what matters most first."""
_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class ListChange:
    """One thing that a list changed of one setting. ``children`` counts ours who are placed there."""

    kind: str
    setting_id: str
    urn: str
    setting: str
    provider: str
    area: str
    """ONS code; empty where it is not known."""
    before: str
    after: str
    children: int = 0
    opens_checklist: bool = False
    """A fall in grade of a setting in which we have children."""


def in_order(changes: Sequence[ListChange]) -> tuple[ListChange, ...]:
    """Settings with children of ours first, then by what matters most, then by name."""
    return tuple(sorted(
        changes, key=lambda one: (not one.children, _ORDER[one.kind], one.provider.casefold(), one.setting, one.urn)
    ))  # fmt: skip


def counts_by_kind(changes: Sequence[ListChange]) -> dict[str, int]:
    """How many of each kind, zero included."""
    counts = dict.fromkeys(KINDS, 0)
    for one in changes:
        counts[one.kind] += 1
    return counts
