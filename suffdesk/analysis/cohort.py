"""Everything that indicators are worked out from, and who is looked after on one day of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from suffdesk.analysis.bought import Bought
from suffdesk.analysis.histories import EpisodeRow, History
from suffdesk.analysis.occupancy import OwnHomes
from suffdesk.core.dates import financial_year_end, first_day_of_year_to
from suffdesk.domain.codes import INDEPENDENT_PROVIDERS

Event = tuple[History, EpisodeRow]
"""A child, and the episode with which care started or ceased."""


@dataclass(frozen=True)
class Cohort:
    """All children held.

    ``uasc`` maps a collection year to child id → the day the status ceased (None: it goes on); a year that
    is not there has no UASC table. ``population`` maps a mid-year to the number aged 0-17, with its source.
    ``authority`` is the ONS code of the store's authority, or None where it is not known.
    """

    histories: tuple[History, ...]
    uasc: Mapping[int, Mapping[str, date | None]]
    population: Mapping[int, tuple[int, str]]
    authority: str | None
    authority_name: str = ""
    own_homes: OwnHomes = field(default_factory=OwnHomes)


@dataclass(frozen=True, slots=True)
class Resident:
    """A child looked after on the day, with the episode that is open then."""

    history: History
    position: int

    @property
    def id(self) -> str:
        return self.history.child_id

    @property
    def episode(self) -> EpisodeRow:
        return self.history.episodes[self.position]


@dataclass(frozen=True)
class Snapshot:
    """The cohort on one day."""

    cohort: Cohort
    as_at: date
    read_bought: Callable[[], Mapping[str, Bought]] = dict
    """Reads what holds of bought placements on the day, by child; called once, when it is first asked for."""
    first_day: date = field(init=False)
    """First day of the year to the as-at date."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "first_day", first_day_of_year_to(self.as_at))

    @cached_property
    def residents(self) -> tuple[Resident, ...]:
        """Children looked after on the day, each once."""
        found = []
        for history in self.cohort.histories:
            position = history.open_on(self.as_at)
            if position is not None:
                found.append(Resident(history, position))
        return tuple(found)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(resident.id for resident in self.residents)

    @cached_property
    def commissioned(self) -> tuple[tuple[Resident, Bought], ...]:
        """Children looked after with a private or voluntary provider, each with what holds of the placement."""
        held, unknown = self.read_bought(), Bought(None)
        return tuple(
            (resident, held.get(resident.id, unknown))
            for resident in self.residents
            if resident.episode.provider in INDEPENDENT_PROVIDERS
        )

    @cached_property
    def first_starts(self) -> tuple[Event, ...]:
        """Each child with an RNE S in the year to the date, with the first such episode."""
        found = []
        for history in self.cohort.histories:
            for episode in history.episodes:
                if episode.reason_new == "S" and self.first_day <= episode.started <= self.as_at:
                    found.append((history, episode))
                    break
        return tuple(found)

    @cached_property
    def last_ceases(self) -> tuple[Event, ...]:
        """Each child whose care ceased in the year to the date (a REC other than X1), with the last such episode."""
        found = []
        for history in self.cohort.histories:
            latest: EpisodeRow | None = None
            for episode in history.episodes:
                if (
                    episode.until is not None
                    and self.first_day <= episode.until <= self.as_at
                    and episode.ended_care
                    and (latest is None or latest.until is None or episode.until >= latest.until)
                ):
                    latest = episode
            if latest is not None:
                found.append((history, latest))
        return tuple(found)

    @cached_property
    def uasc_ids(self) -> frozenset[str] | None:
        """Children who are unaccompanied asylum seekers on the day; None where the year has no UASC table."""
        held = self.cohort.uasc.get(financial_year_end(self.as_at))
        if held is None:
            return None
        return frozenset(child for child, ceased in held.items() if ceased is None or ceased > self.as_at)
