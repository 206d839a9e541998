"""From a child's episodes to care periods and placements (DOMAIN.md, "Words" and "Counting placements")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from suffdesk.core.dates import counts_on
from suffdesk.domain.codes import FOSTER_PLACES, MOVED_ON, SAME_CARER_ADOPTION, SHORT_BREAKS, TEMPORARY_PLACES

_STARTS = frozenset({"P", "B"})
_STARTS_EACH = frozenset({"P", "B", "T", "U"})


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """What counting needs of one episode. ``until`` is the DEC: the episode no longer counts on that day."""

    id: str
    started: date
    until: date | None
    reason_new: str | None
    legal_status: str | None
    need: str | None
    place: str | None
    provider: str | None
    reason_ceased: str | None
    home_postcode: str | None
    placement_postcode: str | None
    home_authority: str | None
    placement_authority: str | None
    miles: float | None

    @property
    def ended_care(self) -> bool:
        """Whether care ceased with it: it has a DEC and a REC other than X1."""
        return self.until is not None and self.reason_ceased not in (None, "", MOVED_ON)

    def open_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return counts_on(self.started, self.until, day)


@dataclass(frozen=True, slots=True)
class CarePeriod:
    """Continuous care. ``start_known`` is False where the history is cut: care began at least then."""

    started: date
    start_known: bool
    until: date | None
    reason_ceased: str | None
    first: int
    last: int
    """Positions of its first and last episode in ``History.episodes``."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement as counted: consecutive episodes with one home or carer, temporary absences within it.

    ``counted`` is False for a stay that was only ever temporary, with no placement to come back to.
    """

    started: date
    until: date | None
    period: int
    first: int
    last: int
    counted: bool

    def carried_into(self, day: date) -> bool:
        """Begun before ``day`` and ceased on it or later, or open."""
        return self.started < day and (self.until is None or self.until >= day)


@dataclass(frozen=True)
class History:
    """A child's care. ``episodes`` are in order of start (then as returned), short breaks left out."""

    child_id: str
    born: date | None
    sex: str | None
    ethnicity: str | None
    episodes: tuple[EpisodeRow, ...]
    cut: bool
    """Whether the first episode held is no start, so that what came before is not known."""
    after_short_break: frozenset[int] = frozenset()
    """Positions of episodes that follow a short break: care counts from them, so their start is known."""
    begun_on_short_break: frozenset[int] = frozenset()
    """Those of them whose care began (RNE S) on the short break."""

    @cached_property
    def periods(self) -> tuple[CarePeriod, ...]:
        return _care_periods(self)

    @cached_property
    def stays(self) -> tuple[Stay, ...]:
        """Placements as counted by default: T and U (same carer) neither start nor break one."""
        return _stays(self, _STARTS)

    @cached_property
    def stays_each(self) -> tuple[Stay, ...]:
        """Placements under the variant ``each_placement``: T and U start one too."""
        if not any(episode.reason_new in ("T", "U") for episode in self.episodes):
            return self.stays
        return _stays(self, _STARTS_EACH)

    def open_on(self, day: date) -> int | None:
        """Position of the episode open on a day: the latest started, where a fault leaves several open."""
        for position in range(len(self.episodes) - 1, -1, -1):
            if self.episodes[position].open_on(day):
                return position
        return None


def build_history(
    child_id: str,
    born: date | None,
    sex: str | None,
    ethnicity: str | None,
    episodes: Sequence[EpisodeRow],
) -> History:
    """Make a history from all of a child's episodes, in order of start and then as returned."""
    kept: list[EpisodeRow] = []
    after: set[int] = set()
    begun: set[int] = set()
    for episode in episodes:
        if episode.legal_status not in SHORT_BREAKS:
            kept.append(episode)
            continue
        after.add(len(kept))
        if episode.reason_new == "S":
            begun.add(len(kept))
    cut = bool(episodes) and episodes[0].reason_new != "S"
    return History(child_id, born, sex, ethnicity, tuple(kept), cut, frozenset(after), frozenset(begun))


def _care_periods(history: History) -> tuple[CarePeriod, ...]:
    """Split at a new S, at a gap, and after a REC that ends care."""
    episodes = history.episodes
    starts: list[int] = []
    reaches: list[date | None] = []  # how far the care of each period goes, None for still open
    for position, episode in enumerate(episodes):
        if position == 0:
            begins = True
        else:
            before, reach = episodes[position - 1], reaches[-1]
            begins = (
                episode.reason_new == "S"
                or (reach is not None and reach < episode.started)
                or (before.ended_care and before.until is not None and before.until <= episode.started)
            )
        if begins:
            if reaches and (reaches[-1] is None or reaches[-1] > episode.started):
                reaches[-1] = episode.started  # a fault: two at once; the later one counts
            starts.append(position)
            reaches.append(episode.until)
        elif reaches[-1] is not None:
            reaches[-1] = None if episode.until is None else max(reaches[-1], episode.until)
        else:
            # an earlier episode was left open (a fault): the latest one says when care ceased
            reaches[-1] = episode.until
    periods = []
    for index, first in enumerate(starts):
        last = starts[index + 1] - 1 if index + 1 < len(starts) else len(episodes) - 1
        known = episodes[first].reason_new == "S" or first in history.after_short_break
        ceased = episodes[last].reason_ceased
        periods.append(
            CarePeriod(
                episodes[first].started, known, reaches[index], None if ceased == MOVED_ON else ceased, first, last
            )
        )
    return tuple(periods)


def _stays(history: History, starting: frozenset[str]) -> tuple[Stay, ...]:
    """Only a start of care, P and B start a placement (and the first episode held); a gap alone does not."""
    episodes, periods = history.episodes, history.periods
    period_of = [index for index, period in enumerate(periods) for _ in range(period.first, period.last + 1)]
    found: list[tuple[int, bool]] = []  # first episode, counted
    left: EpisodeRow | None = None  # the latest episode of this stay that is not temporary
    for position, episode in enumerate(episodes):
        temporary = episode.place in TEMPORARY_PLACES
        before = episodes[position - 1] if position else None
        if before is None or _starts_care(before, episode) or position in history.begun_on_short_break:
            found.append((position, not temporary))
            left = None if temporary else episode
        elif not temporary:
            if left is None or _starts_stay(before, episode, left, starting):
                found.append((position, True))
            left = episode
    stays = []
    for number, (first, counted) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else len(episodes)
        last_period = periods[period_of[following - 1]]
        goes_on = following < len(episodes) and period_of[following] == period_of[following - 1]
        until = episodes[following].started if goes_on else last_period.until
        stays.append(Stay(episodes[first].started, until, period_of[first], first, following - 1, counted))
    return tuple(stays)


def _starts_care(before: EpisodeRow, episode: EpisodeRow) -> bool:
    """After care has ended, or with an S, unless that says only that the carers are to adopt."""
    if before.ended_care:
        return True
    return episode.reason_new == "S" and not _adopted_by_carers(before, episode)


def _adopted_by_carers(before: EpisodeRow, episode: EpisodeRow) -> bool:
    return (
        episode.place in SAME_CARER_ADOPTION
        and before.place in FOSTER_PLACES
        and not before.ended_care
        and (before.until is None or before.until >= episode.started)
    )


def _starts_stay(before: EpisodeRow, episode: EpisodeRow, left: EpisodeRow, starting: frozenset[str]) -> bool:
    if before.place in TEMPORARY_PLACES:
        came_back = (episode.place, episode.placement_postcode) == (left.place, left.placement_postcode)
        return not came_back and episode.reason_new != "L"
    return episode.reason_new in starting and not _adopted_by_carers(before, episode)
