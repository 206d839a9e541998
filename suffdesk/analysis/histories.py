"""From a child's episodes to care periods and placements (DOMAIN.md, "Words" and "Counting placements").

Short breaks (V3, V4) are left out before anything is looked at, so they change nothing, whatever their RNE and REC.
"""

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

    @cached_property
    def ends(self) -> tuple[date | None, ...]:
        """The day on which each episode ceases to count, None for one that goes on.

        One that was left open (a fault) ceases when the next begins, and none outlasts an end of care on a later
        episode: a child who left care is not looked after, however many older rows stand open.
        """
        return _ends(self.episodes)

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
            if counts_on(self.episodes[position].started, self.ends[position], day):
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
    for episode in episodes:
        if episode.legal_status not in SHORT_BREAKS:
            kept.append(episode)
        else:
            after.add(len(kept))
    cut = bool(episodes) and episodes[0].reason_new != "S"
    return History(child_id, born, sex, ethnicity, tuple(kept), cut, frozenset(after))


def _ends(episodes: Sequence[EpisodeRow]) -> tuple[date | None, ...]:
    found: list[date | None] = []
    following: EpisodeRow | None = None
    left: date | None = None  # the first day on which a later episode ends care
    for episode in reversed(episodes):
        end = episode.until
        if end is None and following is not None:
            end = following.started
        found.append(end if left is None or (end is not None and end < left) else left)
        if episode.ended_care and (left is None or episode.until < left):  # type: ignore[operator]
            left = episode.until
        following = episode
    return tuple(reversed(found))


def _care_periods(history: History) -> tuple[CarePeriod, ...]:
    """Split at a new S, at a gap, and after a REC that ends care."""
    episodes, ends = history.episodes, history.ends
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
                or _care_ended(before, episode)
            )
        if begins:
            if reaches and (reaches[-1] is None or reaches[-1] > episode.started):
                reaches[-1] = episode.started  # a fault: two at once; the later one counts
            starts.append(position)
            reaches.append(ends[position])
        else:
            end, reach = ends[position], reaches[-1]
            reaches[-1] = None if end is None or reach is None else max(reach, end)
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
    unbroken = True  # whether every day since it is in an episode
    for position, episode in enumerate(episodes):
        temporary = episode.place in TEMPORARY_PLACES
        before = episodes[position - 1] if position else None
        unbroken = unbroken and (before is None or before.until is None or before.until >= episode.started)
        adopted = left is not None and unbroken and _adopted_by_carers(left, episode)
        if before is None or _care_ended(before, episode) or (episode.reason_new == "S" and not adopted):
            found.append((position, not temporary))
            left = None if temporary else episode
        elif not temporary:
            if left is None or (not adopted and _starts_stay(before, episode, left, starting)):
                found.append((position, True))
            left = episode
        unbroken = unbroken or not temporary
    stays = []
    for number, (first, counted) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else len(episodes)
        last_period = periods[period_of[following - 1]]
        goes_on = following < len(episodes) and period_of[following] == period_of[following - 1]
        until = episodes[following].started if goes_on else last_period.until
        stays.append(Stay(episodes[first].started, until, period_of[first], first, following - 1, counted))
    return tuple(stays)


def _care_ended(before: EpisodeRow, episode: EpisodeRow) -> bool:
    """Whether care had ended when the next episode began, so that it begins care and a placement whatever its RNE."""
    return before.ended_care and before.until is not None and before.until <= episode.started


def _adopted_by_carers(left: EpisodeRow, episode: EpisodeRow) -> bool:
    """Whether the return says that the carers of the placement left are to adopt."""
    return episode.place in SAME_CARER_ADOPTION and left.place in FOSTER_PLACES


def _starts_stay(before: EpisodeRow, episode: EpisodeRow, left: EpisodeRow, starting: frozenset[str]) -> bool:
    if before.place in TEMPORARY_PLACES:
        came_back = (episode.place, episode.placement_postcode) == (left.place, left.placement_postcode)
        return not came_back and episode.reason_new != "L"
    return episode.reason_new in starting
