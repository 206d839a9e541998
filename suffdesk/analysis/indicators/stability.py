"""How often children move: NI 62 and NI 63, as the Department words them now."""

from datetime import date

from suffdesk.analysis.cohort import Resident, Snapshot
from suffdesk.analysis.histories import History, Stay
from suffdesk.analysis.indicators.definition import Indicator, share
from suffdesk.core.dates import add_months, age_on
from suffdesk.core.measure import Measure
from suffdesk.domain.codes import ADOPTION_PLACES, TEMPORARY_PLACES

EACH_PLACEMENT = "each_placement"
ALL_AGES = "all_ages"
MONTHS_IN_CARE, MONTHS_IN_PLACEMENT, UNDER_AGE, MANY_PLACEMENTS = 30, 24, 16, 3


def _stays(history: History, variant: str) -> tuple[Stay, ...]:
    return history.stays_each if variant == EACH_PLACEMENT else history.stays


def placements_in_year(history: History, snapshot: Snapshot, variant: str) -> int:
    """Placements begun in the year to the date, and the one carried into it."""
    begun, carried = 0, 0
    for stay in _stays(history, variant):
        if not stay.counted or stay.started > snapshot.as_at:
            continue
        if stay.started >= snapshot.first_day:
            begun += 1
        elif stay.carried_into(snapshot.first_day):
            carried = 1
    return begun + carried


def three_placements(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """NI 62: three or more placements in the year."""
    rows = [
        resident.id
        for resident in snapshot.residents
        if placements_in_year(resident.history, snapshot, variant) >= MANY_PLACEMENTS
    ]
    return [share(indicator, snapshot, variant, rows, snapshot.ids)]


def _in_care_long(resident: Resident, snapshot: Snapshot) -> bool:
    for period in resident.history.periods:
        if period.first <= resident.position <= period.last:
            return add_months(period.started, MONTHS_IN_CARE) <= snapshot.as_at
    return False


def _settled(resident: Resident, snapshot: Snapshot, variant: str) -> bool:
    def long_enough(started: date) -> bool:
        return add_months(started, MONTHS_IN_PLACEMENT) <= snapshot.as_at

    history = resident.history
    stays = _stays(history, variant)
    number = next(n for n, stay in enumerate(stays) if stay.first <= resident.position <= stay.last)
    stay = stays[number]
    if not stay.counted:
        return False
    if long_enough(stay.started):
        return True
    # Adoptive and previous placement together. A stay that began as fostering by the adopters is both already.
    first, now = history.episodes[stay.first], history.episodes[_lasting(history, stay, resident.position)]
    if now.place in ADOPTION_PLACES and first.place in ADOPTION_PLACES and number > 0:
        before = stays[number - 1]  # of the same care, which has lasted longer than both placements have to
        return before.counted and long_enough(before.started)
    return False


def _lasting(history: History, stay: Stay, position: int) -> int:
    """The latest episode up to ``position`` that is not temporary: a child away is judged by the placement left."""
    while position > stay.first and history.episodes[position].place in TEMPORARY_PLACES:
        position -= 1
    return position


def stable_two_years(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """NI 63: same placement for two years, of those long in care."""
    base = [
        resident
        for resident in snapshot.residents
        if (
            variant == ALL_AGES
            or (resident.history.born is not None and age_on(resident.history.born, snapshot.as_at) < UNDER_AGE)
        )
        and _in_care_long(resident, snapshot)
    ]
    rows = [resident.id for resident in base if _settled(resident, snapshot, variant)]
    return [share(indicator, snapshot, variant, rows, [resident.id for resident in base])]
