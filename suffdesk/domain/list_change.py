"""What differs between a published list of settings and what was known before it, in kinds that people look through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.domain.authorities import area_name
from suffdesk.domain.grade_fall import compared, is_full
from suffdesk.domain.provider import SETTING
from suffdesk.domain.quality import FULL_INSPECTION
from suffdesk.domain.registration import CLOSED as CLOSED_STATUS
from suffdesk.domain.registration import REGISTERED
from suffdesk.domain.registration import SUSPENDED as SUSPENDED_STATUS

NEW, CLOSED, GRADE_DOWN, GRADE_UP = "new", "closed", "grade_down", "grade_up"
FIRST_GRADE, SAME_GRADE, OTHER_INSPECTION = "first_grade", "same_grade", "other_inspection"
CORRECTED, EARLIER = "corrected", "earlier"
SUSPENDED, AGAIN, PLACES, OWNER, NAME, DETAILS = "suspended", "registered_again", "places", "owner", "name", "details"
KINDS: Mapping[str, str] = {
    GRADE_DOWN: "Judgement down", CLOSED: "Closed", SUSPENDED: "Suspended", GRADE_UP: "Judgement up",
    AGAIN: "Registered again", PLACES: "Places", OWNER: "Owner", NAME: "Name", FIRST_GRADE: "First judgement",
    SAME_GRADE: "Same judgement again", CORRECTED: "Judgement corrected", OTHER_INSPECTION: "Other inspection",
    NEW: "New", DETAILS: "Other details", EARLIER: "Earlier judgement",
}  # fmt: skip
"""Every kind and its words, what matters most first."""
HELD_ALREADY = "Held already"
"""Before a change to a setting that was held and of which no list had told."""
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


Row = Mapping[str, Value]
Told = tuple[str, str, str]
"""A kind of change, and what held before and after."""
_DETAILS = ("sector", "kind", "address", "postcode", "local_authority", "registered_on", "short_breaks_only")


def facts_told(before: Row, after: Row, provider_names: Mapping[str, str]) -> Iterator[Told]:
    """What differs between two states of a setting: its owner, its name, other details.

    Of the day on which it closed only a change is told: that it closed is told of its registration.
    """
    if before["provider_id"] != after["provider_id"]:
        owners = [provider_names.get(str(some["provider_id"]), "") for some in (before, after)]
        yield OWNER, owners[0], owners[1]
    if before["name"] != after["name"]:
        yield NAME, str(before["name"] or ""), str(after["name"] or "")
    details = [name for name in _DETAILS if before[name] != after[name]]
    if before["until"] and after["until"] and before["until"] != after["until"]:
        details.append("until")
    if details:
        words = ["; ".join(_fact(name, some[name]) for name in details) for some in (before, after)]
        yield DETAILS, words[0], words[1]


def _fact(name: str, value: Value) -> str:
    """``Sector: Private``."""
    field = SETTING.by_name[name]
    shown = area_name(str(value)) if name == "local_authority" and value else field.show(value)
    return f"{field.label}: {shown or '–'}"


def status_told(before: str, after: str) -> Iterator[Told]:
    """A registration that is no longer as it was."""
    if before and before != after:
        kind = {SUSPENDED_STATUS: SUSPENDED, CLOSED_STATUS: CLOSED, REGISTERED: AGAIN}.get(after, DETAILS)
        yield kind, before, after


def current_full(grades: Iterable[Row]) -> Row | None:
    """The latest judgement of a full inspection by Ofsted; of one day, the one that came last."""
    found: Row | None = None
    for grade in grades:
        if is_full(grade["regulator"], grade["kind"], grade["judgement"]) and (
            found is None or _inspected(grade) >= _inspected(found)
        ):
            found = grade
    return found


def grades_told(was: Row | None, now: Row | None, added: Sequence[Row], corrected: Sequence[tuple[Row, Row]], *,
                past: bool) -> Iterator[Told]:  # fmt: skip
    """What new and corrected judgements (before and after) mean for the current one, ``was`` and ``now``.

    ``past``: a later list is held, so that nothing of today changes.
    """
    before, after = (str(grade["judgement"]) if grade else "" for grade in (was, now))
    moved = 0 if past or not (before and after) else compared(before, after)
    if moved:
        yield (GRADE_DOWN if moved > 0 else GRADE_UP), before, after
    elif corrected:
        words = ["; ".join(_words(pair[place]) for pair in corrected) for place in (0, 1)]
        yield CORRECTED, words[0], words[1]
    for grade in added:
        if grade is not now:
            yield (EARLIER if grade["kind"] == FULL_INSPECTION else OTHER_INSPECTION), before, _words(grade)
        elif not moved:
            yield (SAME_GRADE if before else FIRST_GRADE), before, _words(grade)


def _words(grade: Row) -> str:
    parts = [str(grade["judgement"])]
    if grade["protection"] or grade["leadership"]:
        parts.append(f"(protection {grade['protection'] or '–'}, leaders {grade['leadership'] or '–'})")
    return f"{' '.join(parts)}, {show_date(_inspected(grade))}"


def _inspected(grade: Row) -> date:
    day = grade["inspected_on"]
    assert isinstance(day, date), "the field is required"
    return day
