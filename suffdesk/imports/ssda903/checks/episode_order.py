"""Checks of a child's episodes in the order of their dates; those of one day in the order of their file."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise

from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.domain.codes import MOVED_ON, SHORT_BREAKS
from suffdesk.imports.ssda903.checks.episode import Episode
from suffdesk.imports.ssda903.faults import Fault

_START = "S"
_PLACEMENT_CHANGES = frozenset({"P", "T"})
_BOTH_CHANGE = frozenset({"B", "U"})

_TWO_OPEN = Fault(
    "two_open", "The episode is open, and so is a later one of the same child.", "Cease the earlier episode."
)
_OPEN_NOT_LAST = Fault(
    "open_not_last", "The episode is open, but a later one of the same child has started.", "Fill in DEC and REC."
)
_AFTER_LEAVING = Fault(
    "no_start_after_leaving", "Care ended with the episode before, and this one does not start care again (RNE S).",
    "Mend RNE, or the REC of the episode before.",
)  # fmt: skip
_GAP = Fault(
    "gap_without_start", "There is a gap since the episode before, and this one does not start care again (RNE S).",
    "Mend the dates, or RNE.",
)  # fmt: skip
_START_IN_CARE = Fault(
    "start_in_care", "The episode starts care (RNE S), but the one before it says that care goes on (X1).",
    "Mend RNE, or the REC of the episode before.",
)  # fmt: skip
_NOT_FOLLOWED = Fault(
    "x1_not_followed", "REC X1 says that another episode starts that day, and none does.",
    "Add the episode that follows, or mend REC.",
)  # fmt: skip
_L_SAME_STATUS = Fault(
    "rne_legal_status_same",
    "The legal status did not change, and RNE says that it did.",
    "Mend RNE (why the episode began), or LS (the legal status).",
)
_L_PLACE_CHANGED = Fault(
    "rne_placement_changed", "The placement changed too, and RNE L says that only the legal status did.",
    "Use B or U for RNE, or mend the placement.",
)  # fmt: skip
_P_STATUS_CHANGED = Fault(
    "rne_legal_status_changed", "The legal status changed too, and RNE says that only the placement did.",
    "Use B or U for RNE, or mend LS.",
)  # fmt: skip
_P_SAME_PLACE = Fault(
    "rne_placement_same", "Nothing about the placement changed, and RNE says that it did.",
    "Mend RNE or the placement.",
)  # fmt: skip

Found = tuple[Episode, str, Fault] | None
"""The episode that has the fault, the column, and the fault."""
PairCheck = Callable[[Episode, Episode], Found]


def _overlap(before: Episode, this: Episode) -> Found:
    if before.dec is None or this.decom >= before.dec:
        return None
    return this, "DECOM", Fault(
        "overlap", f"The episode starts before the child's earlier one has ceased ({show_date(before.dec)}).",
        "Mend DECOM, or the DEC of the earlier episode.",
    )  # fmt: skip


def _still_open(before: Episode, this: Episode) -> Found:
    if before.dec is not None:
        return None
    return before, "DEC", _TWO_OPEN if this.dec is None else _OPEN_NOT_LAST


def _start_of_care(before: Episode, this: Episode) -> Found:
    """Whether RNE S stands where care starts again, and nowhere else."""
    if before.dec is None or this.decom < before.dec or this.rne is None:
        return None
    if this.rne == _START:
        if before.rec == MOVED_ON and this.decom == before.dec and before.ls not in SHORT_BREAKS:
            return this, "RNE", _START_IN_CARE
        return None
    if before.rec and before.rec != MOVED_ON:
        return this, "RNE", _AFTER_LEAVING
    return (this, "RNE", _GAP) if this.decom > before.dec else None


def _followed_that_day(before: Episode, this: Episode) -> Found:
    if before.rec != MOVED_ON or before.dec is None or this.decom <= before.dec:
        return None
    return before, "REC", _NOT_FOLLOWED


def _legal_status_change(before: Episode, this: Episode) -> Found:
    if before.dec != this.decom or not (before.ls and this.ls and this.rne):
        return None
    if this.rne in _PLACEMENT_CHANGES:
        return (this, "RNE", _P_STATUS_CHANGED) if this.ls != before.ls else None
    expected = this.rne == "L" or this.rne in _BOTH_CHANGE
    return (this, "RNE", _L_SAME_STATUS) if expected and this.ls == before.ls else None


def _placement_change(before: Episode, this: Episode) -> Found:
    if before.dec != this.decom or not (before.place and this.place):
        return None
    if this.rne == "L":
        changed = (before.place, before.pl_post) != (this.place, this.pl_post)
        return (this, "RNE", _L_PLACE_CHANGED) if changed else None
    if this.rne in _PLACEMENT_CHANGES or this.rne in _BOTH_CHANGE:
        return (this, "RNE", _P_SAME_PLACE) if this.where == before.where else None
    return None


CHECKS: tuple[PairCheck, ...] = (
    _overlap, _still_open, _start_of_care, _followed_that_day, _legal_status_change, _placement_change
)  # fmt: skip
_NEEDS: dict[PairCheck, set[str]] = {
    _overlap: {"DEC"},
    _still_open: {"DEC"},
    _start_of_care: {"DEC", "REC", "RNE"},
    _followed_that_day: {"DEC", "REC"},
    _legal_status_change: {"DEC", "RNE", "LS"},
    _placement_change: {"DEC", "RNE", "PLACE", "PL_POST"},
}
"""Columns that a file must have for a check to mean anything."""


def check_order(episodes: Sequence[Episode]) -> None:
    """Check one child's episodes against each other; they may be from several files of one year."""
    in_order = sorted(episodes, key=lambda episode: episode.decom)
    if any(episode.setting is not episodes[0].setting for episode in episodes):
        in_order = _of_several_files(episodes)
    for before, this in pairwise(in_order):
        if (before.position, "DEC") in before.setting.unread:
            continue
        for check in _checks_of(before.setting.columns, this.setting.columns):
            if found := check(before, this):
                found[0].note(found[1], found[2])
    last = in_order[-1]
    # An episode that starts on 31 March is often left to the next year's return, so its absence here says nothing.
    if last.rec == MOVED_ON and last.dec is not None and last.dec != last.setting.last_day:
        last.note("REC", _NOT_FOLLOWED)


def _of_several_files(episodes: Sequence[Episode]) -> list[Episode]:
    """In order, those of one day by their end since no file's order tells, and a row that two files hold once.

    That it stands twice is told where the files are put together.
    """
    once: dict[tuple[Value, ...], Episode] = {}
    for episode in episodes:
        once.setdefault(episode.whole, episode)
    return sorted(once.values(), key=lambda episode: (episode.decom, episode.dec or date.max))


@lru_cache(maxsize=64)
def _checks_of(before: frozenset[str], this: frozenset[str]) -> tuple[PairCheck, ...]:
    """The checks for which the files of both episodes have the columns."""
    return tuple(check for check in CHECKS if _NEEDS[check] <= before & this)
