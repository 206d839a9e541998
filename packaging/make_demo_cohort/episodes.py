"""The simulation as SSDA903 episodes, complete and as each year's return shows them."""

from dataclasses import dataclass, replace
from datetime import date

from people import Child, Period, Placement

_WITHOUT_URN = {"P1", "P2", "P3", "R1", "R2", "R5", "Z1", "T0", "T1", "T2", "T3", "T4"}
_PROVIDERS = {
    "own": "PR1", "la": "PR2", "private": "PR4", "voluntary": "PR5", "mainstream": "PR1", "connected": "PR1",
    "parents": "PR0", "unit": "PR4", "hospital": "PR3", "school": "PR4", "other": "",
}  # fmt: skip
_LONG_TERM = {"U3": "U1", "U6": "U4"}
_SUPPORTED_REGISTERED = date(2023, 10, 28)
"""From this day supported accommodation is registered, and H5 becomes K3 in the return of 2023-24."""


@dataclass(frozen=True)
class Episode:
    """One row of the episodes table, before a year's cut."""

    child: Child
    start: date
    rne: str
    legal: str
    need: str
    place: str
    provider: str
    end: date | None
    rec: str
    reason: str
    home: str
    postcode: str
    urn: str
    leaves: date | None
    """The day on which the child left the home or carer, maybe episodes later."""


@dataclass(frozen=True)
class _Stretch:
    """Where a child is from a day on; ``same_carer`` as against the stretch before."""

    start: date
    place: str
    provider: str
    postcode: str
    urn: str
    leaves: date | None
    same_carer: bool = False
    reason_before: str = ""


def _stretches(period: Period) -> list[_Stretch]:
    found: list[_Stretch] = []
    reason = ""
    for placement in period.placements:
        provider = _PROVIDERS[placement.slot.split("_")[-1]]
        home = placement.setting
        if home is None:
            raise ValueError("a placement has no setting")
        here = _Stretch(
            placement.start,
            placement.code,
            provider,
            home.postcode,
            home.urn,
            period.ends(placement),
            placement.same_carer,
            reason,
        )
        found.append(here)
        found += _within(placement, here)
        reason = placement.reason
    found.sort(key=lambda s: s.start)
    return found


def _within(placement: Placement, here: _Stretch) -> list[_Stretch]:
    """Temporary placements and coming back from them, and a change from short-term to long-term fostering."""
    later = []
    long_term = placement.long_term_from
    if long_term:
        later.append(
            replace(
                here,
                start=long_term,
                place=_LONG_TERM.get(here.place, here.place),
                same_carer=True,
                reason_before="PLACE",
            )
        )
    for away in placement.away:
        later.append(_Stretch(away.start, away.code, "", away.postcode, "", away.end))
        if away.end:
            code = _LONG_TERM.get(here.place, here.place) if long_term and long_term <= away.start else here.place
            later.append(replace(here, start=away.end, place=code, same_carer=False, reason_before=""))
    return later


def episodes_of(period: Period) -> list[Episode]:
    """Every episode of the period, each closed by the next or by the end of care."""
    stretches = _stretches(period)
    status_from = dict(period.legal)
    days = sorted({s.start for s in stretches} | set(status_from))
    at = {s.start: s for s in stretches}
    rows: list[Episode] = []
    here, legal = stretches[0], period.legal[0][1]
    for index, on in enumerate(days):
        moved, changed = on in at, on in status_from
        here, legal = at.get(on, here), status_from.get(on, legal)
        rne = _reason_new(here, moved, changed) if index else period.first_rne
        following = days[index + 1] if index + 1 < len(days) else None
        reason = at[following].reason_before if following in at else ""
        urn = "" if here.place in _WITHOUT_URN else here.urn  # of H5 it is cut in in_return
        rows.append(Episode(
            period.child, on, rne, legal, period.need, here.place, here.provider,
            following or period.end, "X1" if following else period.reason, reason,
            period.child.home_postcode, here.postcode, urn, here.leaves,
        ))  # fmt: skip
    return rows


def _reason_new(here: _Stretch, moved: bool, changed: bool) -> str:
    if not moved:
        return "L"
    if here.same_carer:
        return "U" if changed else "T"
    return "B" if changed else "P"


def in_return(episode: Episode, year: int) -> Episode | None:
    """The episode as the return for the year to 31 March shows it; None where it does not belong there."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    if episode.start > last or (episode.end and episode.end < first):
        return None
    place, urn = episode.place, episode.urn
    if place == "H5":
        registered = year >= 2024 and (episode.leaves or date.max) > _SUPPORTED_REGISTERED
        place, urn = ("K3", urn) if registered else ("H5", "")
    if episode.end and episode.end > last:
        return replace(episode, end=None, rec="", reason="", place=place, urn=urn)
    return replace(episode, place=place, urn=urn)
