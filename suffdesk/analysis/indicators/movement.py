"""Children who started and ceased to be looked after in the year to the date: children, not events."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from suffdesk.analysis.cohort import Event, Snapshot
from suffdesk.analysis.histories import EpisodeRow, History
from suffdesk.analysis.indicators.counts import age_group, ages, needs
from suffdesk.analysis.indicators.definition import Indicator, broken_down, count
from suffdesk.core.dates import add_months, age_on, month_name
from suffdesk.core.measure import Measure
from suffdesk.domain.codes import MOVED_ON, code_set
from suffdesk.domain.postcodes import outward_code

Events = Callable[[Snapshot], Sequence[Event]]


def first_starts(snapshot: Snapshot) -> Sequence[Event]:
    """Children who started in the year."""
    return snapshot.first_starts


def last_ceases(snapshot: Snapshot) -> Sequence[Event]:
    """Children who ceased in the year."""
    return snapshot.last_ceases


def children(events: Events) -> Callable[[Indicator, Snapshot, str], list[Measure]]:
    """How many children had such an event."""

    def work(indicator: Indicator, snapshot: Snapshot, _variant: str) -> list[Measure]:
        return [count(indicator, snapshot, [history.child_id for history, _ in events(snapshot)])]

    return work


def children_by(
    events: Events,
    groups: Callable[[Snapshot, Sequence[Event]], Mapping[str, str]],
    group_of: Callable[[History, EpisodeRow], str | None],
    *,
    show_unknown: bool = False,
) -> Callable[[Indicator, Snapshot, str], list[Measure]]:
    """The same, broken down."""

    def work(indicator: Indicator, snapshot: Snapshot, _variant: str) -> list[Measure]:
        found = events(snapshot)
        members = [(history.child_id, group_of(history, episode)) for history, episode in found]
        return broken_down(indicator, snapshot, groups(snapshot, found), members, show_unknown=show_unknown)

    return work


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day.year}-{day.month:02d}"


def months(snapshot: Snapshot, _events: Sequence[Event]) -> dict[str, str]:
    """Every month that the year to the date touches."""
    groups: dict[str, str] = {}
    day = snapshot.first_day.replace(day=1)
    while day <= snapshot.as_at:
        groups[f"{day.year}-{day.month:02d}"] = f"{month_name(day.month)} {day.year}"
        day = add_months(day, 1)
    return groups


def age_groups(_snapshot: Snapshot, _events: Sequence[Event]) -> dict[str, str]:
    """Published age groups."""
    return ages()


def need_groups(_snapshot: Snapshot, _events: Sequence[Event]) -> dict[str, str]:
    """Categories of need."""
    return needs()


def reasons(_snapshot: Snapshot, _events: Sequence[Event]) -> dict[str, str]:
    """Every reason for which care can cease."""
    return {code.code: code.label for code in code_set("REC").codes if code.code != MOVED_ON}


def home_areas(_snapshot: Snapshot, events: Sequence[Event]) -> dict[str, str]:
    """Postcode districts of home, in order: there is no fixed list of them."""
    return {area: area for area in sorted({home_area(history, episode) or "" for history, episode in events} - {""})}


def home_area(_history: History, episode: EpisodeRow) -> str | None:
    """Postcode district of home at the event; None where no postcode is known."""
    return outward_code(episode.home_postcode) if episode.home_postcode else None


def start_month(_history: History, episode: EpisodeRow) -> str | None:
    """Month of the start, as 2024-03."""
    return _month(episode.started)


def cease_month(_history: History, episode: EpisodeRow) -> str | None:
    """Month in which care ceased, as 2024-03."""
    return _month(episode.until)


def age_at_start(history: History, episode: EpisodeRow) -> str | None:
    """Age group on the day of the start."""
    return None if history.born is None else age_group(age_on(history.born, episode.started))


def age_at_cease(history: History, episode: EpisodeRow) -> str | None:
    """Age group on the day on which care ceased."""
    if history.born is None or episode.until is None:
        return None
    return age_group(age_on(history.born, episode.until))


def need_at_start(_history: History, episode: EpisodeRow) -> str | None:
    """The need recorded at the start."""
    return episode.need


def reason_ceased(_history: History, episode: EpisodeRow) -> str | None:
    """The reason recorded when care ceased."""
    return episode.reason_ceased
