"""Reads what figures need from a store, once for each state of it."""

import weakref
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any

from suffdesk.analysis.bought import Bought
from suffdesk.analysis.cohort import Cohort, Snapshot
from suffdesk.analysis.histories import EpisodeRow, History, build_history
from suffdesk.core.collecting import without_collection
from suffdesk.core.dates import add_months, financial_year_end, financial_year_span, show_date, this_day
from suffdesk.domain.authorities import authority, population, population_years, todays
from suffdesk.figures.bought import load_bought
from suffdesk.figures.occupancy import load_own_homes
from suffdesk.store.opening import Store

_held: "weakref.WeakKeyDictionary[Store, tuple[int, Cohort, dict[date, Snapshot]]]" = weakref.WeakKeyDictionary()
_SNAPSHOTS_KEPT = 16

_EPISODES = (
    "SELECT child_id, id, started, until, reason_new, legal_status, need, place, provider, reason_ceased, "
    "home_postcode, placement_postcode, home_authority, placement_authority, miles "
    "FROM episode ORDER BY child_id, started, position"
)


def load_cohort(store: Store) -> Cohort:
    """Everything held, read again only after a change."""
    return _load(store)[1]


def load_snapshot(store: Store, as_at: date) -> Snapshot:
    """The children held, on one day."""
    _, cohort, snapshots = _load(store)
    if as_at not in snapshots:
        while len(snapshots) >= _SNAPSHOTS_KEPT:
            snapshots.pop(next(iter(snapshots)))
        snapshots[as_at] = Snapshot(cohort, as_at, partial(_bought, weakref.ref(store), as_at))
    return snapshots[as_at]


def _bought(held: "weakref.ref[Store]", as_at: date) -> Mapping[str, Bought]:
    """A snapshot is kept for as long as its store is, so it must not keep the store."""
    store = held()
    return {} if store is None else load_bought(store, as_at)


def _load(store: Store) -> tuple[int, Cohort, dict[date, Snapshot]]:
    state = store.state()
    held = _held.get(store)
    if held is None or held[0] != state:
        with without_collection():
            held = (state, _read(store), {})
        _held[store] = held
    return held


@lru_cache(maxsize=200_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _maybe_day(text: Any) -> date | None:
    return _day(text) if text else None


def _read(store: Store) -> Cohort:
    episodes: dict[str, list[EpisodeRow]] = {}
    for child_id, row_id, started, until, *rest in store.rows(_EPISODES):
        row: tuple[Any, ...] = (row_id, _day(str(started)), _maybe_day(until), *rest)
        episodes.setdefault(str(child_id), []).append(EpisodeRow(*row))
    histories = tuple(_histories(store, episodes))
    code = store.meta("authority")
    return Cohort(
        histories,
        _uasc(store),
        _population(store, code),
        code,
        authority(code).name if code else "",
        load_own_homes(store),
    )


def _histories(store: Store, episodes: dict[str, list[EpisodeRow]]) -> Iterable[History]:
    rows: list[tuple[Any, ...]] = store.rows("SELECT id, date_of_birth, sex, ethnicity FROM child ORDER BY reference")
    for child_id, born, sex, ethnicity in rows:
        yield build_history(child_id, _maybe_day(born), sex, ethnicity, episodes.get(child_id, []))


def _uasc(store: Store) -> dict[int, dict[str, date | None]]:
    held: list[tuple[Any, ...]] = store.rows(
        "SELECT DISTINCT collection_year FROM return_table WHERE table_name = 'uasc'"
    )
    found: dict[int, dict[str, date | None]] = {year: {} for (year,) in held}
    rows: list[tuple[Any, ...]] = store.rows("SELECT collection_year, child_id, ceased_on FROM uasc_status")
    for year, child_id, ceased in rows:
        found.setdefault(year, {})[child_id] = _maybe_day(ceased)
    return found


def _population(store: Store, code: str | None) -> dict[int, tuple[int, str]]:
    """Published estimates, with those brought into the store in their place."""
    if code is None:
        return {}
    found: dict[int, tuple[int, str]] = {}
    for year in population_years():
        people = population(code, year) or _of_successors(code, year)
        if people is not None:
            found[year] = (people, "Office for National Statistics")
    rows: list[tuple[Any, ...]] = store.rows(
        "SELECT mid_year, aged_0_to_17, source FROM population WHERE authority = ?", (code,)
    )
    found.update({year: (people, source) for year, people, source in rows})
    return found


def _of_successors(code: str, year: int) -> int | None:
    """Of a former authority: those living in the authorities that took its place."""
    counts = [population(successor, year) for successor in todays(code)]
    return None if None in counts else sum(count for count in counts if count is not None)


def years_held(store: Store) -> tuple[int, ...]:
    """Collection years of which a table of episodes is held, in order."""
    rows: list[tuple[Any, ...]] = store.rows(
        "SELECT DISTINCT collection_year FROM return_table WHERE table_name = 'episodes' ORDER BY 1"
    )
    return tuple(year for (year,) in rows)


def year_ends_covered(store: Store) -> tuple[date, ...]:
    """Every 31 March that the returns held cover, in order."""
    return tuple(financial_year_span(year)[1] for year in years_held(store))


def covered_until(store: Store) -> date | None:
    """The last day that the returns held cover: the latest 31 March, or None for an empty store."""
    ends = year_ends_covered(store)
    return ends[-1] if ends else None


def reaches_back(store: Store, as_at: date, months: int) -> bool:
    """Whether the returns held cover all of the months before a date.

    The first return holds of each child only the episodes open in its year, so children who moved before look settled.
    """
    years = years_held(store)
    return bool(years) and add_months(financial_year_span(years[0])[0], months) <= as_at


def note_on_cover(store: Store, as_at: date) -> str:
    """Sentences where figures at a date rest on no return, or the date has not come yet; else empty."""
    years = years_held(store)
    if not years:
        return "No return has been imported."
    ahead = f"{show_date(as_at)} has not come yet: what is recorded so far is shown as if nothing changed until then."
    said = [ahead] if as_at > this_day() else []
    wanted = financial_year_end(as_at)
    if wanted not in years:
        said.append(
            f"No return to 31 March {wanted} is held, so figures at this date rest on the returns of other years."
        )
    return " ".join(said)
