"""How bought homes are judged, whether a contract covers them, and whether they were visited.

Base: children looked after on the date whose episode is with a private or voluntary provider (PR4, PR5).
"""

from collections import Counter
from collections.abc import Callable

from suffdesk.analysis.bought import Bought
from suffdesk.analysis.cohort import Resident, Snapshot
from suffdesk.analysis.indicators.definition import Indicator, count, share
from suffdesk.core.dates import show_date
from suffdesk.core.measure import Measure
from suffdesk.core.text import listed, plural
from suffdesk.domain.codes import SCHOOL_PLACES, SUPPORTED_PLACES
from suffdesk.domain.provider import RESIDENTIAL_SCHOOL, SUPPORTED
from suffdesk.domain.quality import GOOD, INADEQUATE, OUTSTANDING, SUPPORTED_OUTCOMES

ALL_IN_DENOMINATOR = "all_in_denominator"
WITHOUT_WALES_AND_INTERIM = "without_wales_and_interim"
WITH_RESIDENTIAL_SCHOOLS = "with_residential_schools"
WITH_SUPPORTED = "with_supported"
CONTRACTS_ONLY = "contracts_only"
_STRONG = (OUTSTANDING, GOOD, SUPPORTED_OUTCOMES[0])
_Line = tuple[Resident, Bought]


def _is_supported(line: _Line) -> bool:
    """Whether a child lives in supported accommodation."""
    return _is(line, SUPPORTED_PLACES, SUPPORTED)


def _is_at_school(line: _Line) -> bool:
    """Whether a child lives in a residential school."""
    return _is(line, SCHOOL_PLACES, RESIDENTIAL_SCHOOL)


def _is(line: _Line, places: frozenset[str], kind: str) -> bool:
    """What a setting is, is what the episode open that day says (PLACE); the setting's kind only where it says nothing.

    One number may be returned as a school for one child and as a home for another.
    """
    resident, bought = line
    if resident.episode.place:
        return resident.episode.place in places
    return bought.setting is not None and bought.setting.kind == kind


def good_or_outstanding(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """Supported accommodation and residential schools are left out unless the variant asks for them."""
    supported, schools = _apart(snapshot)
    left_out = {resident.id for resident, _ in (
        *(supported if variant != WITH_SUPPORTED else ()), *(schools if variant != WITH_RESIDENTIAL_SCHOOLS else ())
    )}  # fmt: skip
    counted = [line for line in snapshot.commissioned if line[0].id not in left_out]
    judged = [(line, _answer(line)) for line in counted]
    if variant == ALL_IN_DENOMINATOR:
        base = [resident.id for resident, _ in counted]
    elif variant == WITHOUT_WALES_AND_INTERIM:
        base = [line[0].id for line, answer in judged if answer or _why_not(line[1]) not in (_ELSEWHERE, _INTERIM)]
    else:
        base = [line[0].id for line, answer in judged if answer]
    rows = [line[0].id for line, answer in judged if answer in _STRONG]
    notes = [
        _published(snapshot, [line for line, answer in judged if answer]),
        _unjudged([line for line, answer in judged if not answer]),
    ]
    if variant != WITH_RESIDENTIAL_SCHOOLS:
        notes.append(_schools_beside(schools))
    if variant != WITH_SUPPORTED:
        notes.append(_supported_beside(supported, "left out"))
    return [share(indicator, snapshot, variant, rows, base, " ".join(note for note in notes if note))]


def inadequate(indicator: Indicator, snapshot: Snapshot, _variant: str) -> list[Measure]:
    """Children in every kind of bought setting that has a full judgement."""
    supported, _ = _apart(snapshot)
    rows = [line[0].id for line in snapshot.commissioned if _judgement(line) == INADEQUATE]
    apart = {line[0].id for line in supported}
    others = [line for line in snapshot.commissioned if line[0].id not in apart and not _judgement(line)]
    weak = [line for line in supported if not _judgement(line)]
    note = " ".join(text for text in (_unjudged(others), _supported_beside(weak, "not counted")) if text)
    judged = [line for line in snapshot.commissioned if _judgement(line)]
    note = " ".join(text for text in (_published(snapshot, judged), note) if text)
    return [count(indicator, snapshot, rows, base=[line[0].id for line in judged], note=note)]


def contracts_in_place(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """A place on a lot covers too, unless contracts alone are asked for."""
    only = variant == CONTRACTS_ONLY
    return _bought_share(indicator, snapshot, variant, lambda one: one.contract or (one.lot and not only),
                         "not covered")  # fmt: skip


def visited_in_year(indicator: Indicator, snapshot: Snapshot, variant: str) -> list[Measure]:
    """A visit to the whole setting counts for every child there, one about a child for that child."""
    return _bought_share(indicator, snapshot, variant, lambda one: one.visited, "not visited")


def _bought_share(
    indicator: Indicator, snapshot: Snapshot, variant: str, rule: Callable[[Bought], bool], counted: str
) -> list[Measure]:
    lines = snapshot.commissioned
    rows = [resident.id for resident, bought in lines if rule(bought)]
    unknown = sum(bought.setting is None for _, bought in lines)
    note = f"The setting is not known for {plural(unknown, 'child', 'children')}, counted as {counted}." * bool(unknown)
    return [share(indicator, snapshot, variant, rows, [resident.id for resident, _ in lines], note)]


def _apart(snapshot: Snapshot) -> tuple[list[_Line], list[_Line]]:
    """Supported accommodation and residential schools; no child is in both."""
    supported = [line for line in snapshot.commissioned if _is_supported(line)]
    return supported, [line for line in snapshot.commissioned if _is_at_school(line) and not _is_supported(line)]


def _judgement(line: _Line) -> str | None:
    return line[1].setting.judgement if line[1].setting else None


def _answer(line: _Line) -> str | None:
    """The full judgement, or in supported accommodation the outcome where there is none."""
    setting = line[1].setting
    if setting is None:
        return None
    return setting.judgement or (setting.outcome if _is_supported(line) else None)


_UNKNOWN, _ELSEWHERE, _INTERIM, _NOT_YET = (
    "in settings that are not known", "in settings of other regulators", "in settings with an interim outcome alone",
    "in settings without a full inspection",
)  # fmt: skip


def _why_not(bought: Bought) -> str:
    """Why a placement has no current full judgement."""
    setting = bought.setting
    if setting is None:
        return _UNKNOWN
    if setting.elsewhere:
        return _ELSEWHERE
    return _INTERIM if setting.interim else _NOT_YET


def _published(snapshot: Snapshot, lines: list[_Line]) -> str:
    """When the judgements were published that count from their inspection; empty where that is not known."""
    days = sorted(bought.setting.published_on for _, bought in lines if bought.setting and bought.setting.published_on)
    if not days:
        return ""
    span = show_date(days[0]) if days[0] == days[-1] else f"from {show_date(days[0])} to {show_date(days[-1])}"
    late = sum(day > snapshot.as_at for day in days)
    after = (
        f", {'that' if late == 1 else 'those'} of {plural(late, 'child', 'children')} after the date" if late else ""
    )
    return f"A judgement counts from its inspection; these were published {span}{after}."


def _unjudged(lines: list[_Line]) -> str:
    if not lines:
        return ""
    found = Counter(_why_not(bought) for _, bought in lines)
    parts = [f"{found[why]:,} {why}" for why in (_UNKNOWN, _ELSEWHERE, _INTERIM, _NOT_YET) if found[why]]
    return f"Without a current full judgement: {plural(len(lines), 'child', 'children')}, {listed(parts)}."


def _schools_beside(lines: list[_Line]) -> str:
    return f"In residential schools, left out: {plural(len(lines), 'child', 'children')}." if lines else ""


def _supported_beside(lines: list[_Line], treated: str) -> str:
    """How supported accommodation came out, as it has neither Good nor Inadequate."""
    if not lines:
        return ""
    found = Counter(bought.setting.outcome if bought.setting else None for _, bought in lines)
    parts = [f"{found[outcome]:,} {outcome.lower()}" for outcome in SUPPORTED_OUTCOMES if found[outcome]]
    parts += [f"{found[None]:,} without an outcome"] if found[None] and parts else []
    number = plural(len(lines), "child", "children")
    return f"In supported accommodation, {treated}: {number}, {listed(parts) or 'none with an outcome'}."
