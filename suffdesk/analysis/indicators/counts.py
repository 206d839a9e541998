"""How many children are looked after, and who and where they are."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from suffdesk.analysis.cohort import Resident, Snapshot
from suffdesk.analysis.indicators.definition import Indicator, broken_down, count, no_value, share
from suffdesk.core.dates import age_on, financial_year_end
from suffdesk.core.measure import Measure
from suffdesk.domain.codes import (
    ADOPTION_PLACES,
    CONNECTED_PLACES,
    FOSTER_PLACES,
    INDEPENDENT_PROVIDERS,
    OWN_PROVIDER,
    SHORT_BREAKS,
    code_set,
)

AGE_GROUPS = ("Under 1", "1-4", "5-9", "10-15", "16 and over")
AGE_UNKNOWN = "Not known"


def age_group(age: int) -> str:
    """The published age group of a whole number of years; ages before birth count as under 1."""
    for upper, name in zip((1, 5, 10, 16), AGE_GROUPS, strict=False):
        if age < upper:
            return name
    return AGE_GROUPS[-1]


def cla(indicator: Indicator, snapshot: Snapshot, _variant: str) -> list[Measure]:
    """Children looked after on the date."""
    return [count(indicator, snapshot, snapshot.ids)]


def rate(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """Children looked after per 10,000 aged 0-17; no value where no population is held."""
    held = snapshot.cohort.population
    wanted = financial_year_end(snapshot.as_at) - 1
    if not held:
        return [no_value(indicator, snapshot, variant, "No population of children is held for this authority.")]
    year = wanted if wanted in held else max(held)
    people, source = held[year]
    note = f"Population aged 0 to 17 at mid-{year}: {people:,} ({source})."
    if year != wanted:
        note += f" The estimate for mid-{wanted} is not held, so the latest is used."
    children = len(snapshot.ids)
    exact = Fraction(10_000 * children, people) if people else None
    return [
        Measure(
            indicator.code, indicator.label, None, exact, children, people, "per_10000", indicator.definition,
            variant, snapshot.as_at, snapshot.ids, snapshot.ids, note,
        )
    ]  # fmt: skip


def by(
    groups: Callable[[], Mapping[str, str]], group_of: Callable[[Resident, Snapshot], str | None], **options: bool | str
) -> Callable[[Indicator, Snapshot, str], list[Measure]]:
    """A breakdown of the children looked after. ``groups`` is called late: code lists are read when needed."""

    def work(indicator: Indicator, snapshot: Snapshot, _variant: str) -> list[Measure]:
        members = [(resident.id, group_of(resident, snapshot)) for resident in snapshot.residents]
        return broken_down(
            indicator, snapshot, groups(), members,
            unknown=str(options.get("unknown", "Not known")), show_unknown=bool(options.get("show_unknown")),
        )  # fmt: skip

    return work


def _words(names: tuple[str, ...]) -> dict[str, str]:
    return {name: name for name in names}


def sexes() -> dict[str, str]:
    """Sexes in the codes of today."""
    return {"M": "Male", "F": "Female", "U": "Unknown"}


def ages() -> dict[str, str]:
    """Published age groups."""
    return _words(AGE_GROUPS)


def ethnic_groups() -> dict[str, str]:
    """Published ethnic groups."""
    return _words(("White", "Mixed", "Asian", "Black", "Other", "Not stated"))


def needs() -> dict[str, str]:
    """Categories of need, N1 to N8."""
    return {code.code: code.label for code in code_set("CIN").codes}


def legal_statuses() -> dict[str, str]:
    """Legal statuses but those of short breaks."""
    return {code.code: code.label for code in code_set("LS").codes if code.code not in SHORT_BREAKS}


def placement_groups() -> dict[str, str]:
    """The Department's groups of placements."""
    return _words(code_set("PLACE").groups)


def providers() -> dict[str, str]:
    """Kinds of provider, PR0 to PR5."""
    return {code.code: code.label for code in code_set("PLACE_PROVIDER").codes}


def sex_of(resident: Resident, _snapshot: Snapshot) -> str:
    """Unknown where none is recorded."""
    return resident.history.sex or "U"


def age_of(resident: Resident, snapshot: Snapshot) -> str | None:
    """Age group on the date; None where no date of birth is held."""
    born = resident.history.born
    return None if born is None else age_group(age_on(born, snapshot.as_at))


def ethnic_group_of(resident: Resident, _snapshot: Snapshot) -> str:
    """Not stated where none is recorded or the code is not known."""
    return code_set("ETHNIC").group(resident.history.ethnicity) or "Not stated"


def need_of(resident: Resident, _snapshot: Snapshot) -> str | None:
    """The need of the open episode."""
    return resident.episode.need


def legal_status_of(resident: Resident, _snapshot: Snapshot) -> str | None:
    """The legal status of the open episode."""
    return resident.episode.legal_status


def placement_group_of(resident: Resident, _snapshot: Snapshot) -> str | None:
    """The group of the open placement."""
    return code_set("PLACE").group(resident.episode.place) or None


def homes() -> dict[str, str]:
    """Kinds of home, as commissioners speak of them."""
    return {
        "foster_own": "In-house fostering",
        "foster_connected": "Connected carers",
        "foster_agency": "Agency fostering",
        "homes": "Children's homes",
        "supported": "Supported and semi-independent",
        "parents": "With parents",
        "adoption": "Placed for adoption",
        "other": "Other",
    }


_HOMES = {"K1": "homes", "K2": "homes", "K3": "supported", "H5": "supported", "P2": "supported", "P1": "parents"}


def home_of(resident: Resident, _snapshot: Snapshot) -> str:
    """The kind of home, as commissioners speak of it: fostering by who arranges it, relatives and friends apart."""
    place, provider = resident.episode.place or "", resident.episode.provider
    if place in FOSTER_PLACES:
        if provider in INDEPENDENT_PROVIDERS:
            return "foster_agency"
        if place in CONNECTED_PLACES:
            return "foster_connected"
        return "foster_own" if provider == OWN_PROVIDER else "other"
    if place in ADOPTION_PLACES:
        return "adoption"
    return _HOMES.get(place, "other")


def provider_of(resident: Resident, _snapshot: Snapshot) -> str | None:
    """Who provides the open placement."""
    return resident.episode.provider


def uasc(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """No value where the year of the date has no UASC table."""
    seeking = snapshot.uasc_ids
    if seeking is None:
        year = financial_year_end(snapshot.as_at)
        note = f"No UASC table is held for the return to 31 March {year}."
        return [no_value(indicator, snapshot, variant, note)]
    rows = [child for child in snapshot.ids if child in seeking]
    return [count(indicator, snapshot, rows, base=snapshot.ids)]


def _provided_by(codes: frozenset[str]) -> Callable[[Indicator, Snapshot, str], list[Measure]]:
    def work(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
        rows = [resident.id for resident in snapshot.residents if resident.episode.provider in codes]
        return [share(indicator, snapshot, variant, rows, snapshot.ids)]

    return work


own_provision = _provided_by(frozenset({OWN_PROVIDER}))
independent_provision = _provided_by(INDEPENDENT_PROVIDERS)
