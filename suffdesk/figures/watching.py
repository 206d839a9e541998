"""The visits programme and Regulation 44 at a date, read from a store: who is watched, and what is due."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from suffdesk.analysis.watching import Placed, Report, first_visit_due, months_to, placed_since, report_of
from suffdesk.core.dates import due_words
from suffdesk.domain.provider import CHILDRENS_HOME, SECURE_HOME, SPECIAL_SCHOOL_HOME
from suffdesk.domain.quality import FULL_JUDGEMENTS, GOOD, REGULATION_44
from suffdesk.figures.bought import load_bought
from suffdesk.figures.contracts import covered
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import CHILDREN, JUDGEMENT, NAME, NEXT_DUE, VISITED, quoted

REPORTING_KINDS = (CHILDRENS_HOME, SECURE_HOME, SPECIAL_SCHOOL_HOME)
"""Kinds of setting that the Children's Homes Regulations reach."""
NO_VISIT = "No visit recorded"
_OWNER = "coalesce((SELECT v.name FROM provider v WHERE v.id = s.provider_id), '')"


@dataclass(frozen=True, slots=True)
class Programme:
    """A setting in the visits programme. ``visited`` are those of its children who were visited in the year."""

    setting_id: str
    setting: str
    kind: str
    provider: str
    children: int
    visited: int
    last_visit: date | None
    next_due: date
    planned_id: str
    planned_on: date | None
    who: str

    def overdue(self, as_at: date) -> bool:
        """Whether a visit was due before the date."""
        return self.next_due < as_at

    def words(self, as_at: date) -> str:
        """When the next visit is due. Where none was ever recorded, nobody knows that it was not made: it says so."""
        return NO_VISIT if self.last_visit is None and self.overdue(as_at) else due_words(self.next_due, as_at)


@dataclass(frozen=True, slots=True)
class Reporting:
    """A children's home and how it stands with its report on each month."""

    setting_id: str
    setting: str
    provider: str
    judgement: str
    children: int
    months: tuple[tuple[date, Report], ...]
    recorded: bool = True
    """Whether any report of the home was ever recorded."""

    @property
    def missing(self) -> tuple[date, ...]:
        """First days of the months whose reports are missing."""
        return tuple(month for month, state in self.months if state == Report.MISSING)

    @property
    def below_good(self) -> bool:
        """Whether its current full judgement is less than Good."""
        return bool(self.judgement) and FULL_JUDGEMENTS.index(self.judgement) > FULL_JUDGEMENTS.index(GOOD)


def visits_programme(store: Store, as_at: date) -> list[Programme]:
    """Every setting in which a child of ours has a bought placement on the date, the soonest due first.

    Base: the children of ``covered`` whose setting is known. The next visit is due when the last one says; else a
    year after it; where there is none, four weeks after the first of our children moved in, counting back as long
    as one of ours always lived there.
    """
    day = as_at.isoformat()
    placed = [one for one in covered(store, as_at) if one.setting_id]
    bought = load_bought(store, as_at)
    children = Counter(one.setting_id for one in placed)
    visited = Counter(one.setting_id for one in placed if bought[one.child_id].visited)
    wanted = quoted(sorted(children))
    facts = store.rows(
        f"SELECT s.id, {NAME}, coalesce(s.kind, ''), {_OWNER}, {VISITED}, {NEXT_DUE} "
        f"FROM setting s WHERE s.id IN ({wanted})".replace(":day", "?1"),
        (day,),
    )
    stays = _stays(store, wanted, as_at)
    planned: dict[str, tuple[str, date, str]] = {}
    for setting, row_id, on, who in store.rows(
        "SELECT setting_id, id, planned_on, coalesce(who, '') FROM visit WHERE planned_on IS NOT NULL "
        f"AND (visited_on IS NULL OR visited_on > ?1) AND setting_id IN ({wanted}) "
        "ORDER BY planned_on < ?1, abs(julianday(planned_on) - julianday(?1)), id",  # to come, else the last that was
        (day,),
    ):
        planned.setdefault(str(setting), (str(row_id), date.fromisoformat(str(on)), str(who)))
    lines = []
    for setting, name, kind, provider, last, following in facts:
        key, last_visit = str(setting), _day(last)
        due = _day(following) or first_visit_due(placed_since(stays[key], as_at) or as_at)
        row_id, on, who = planned.get(key, ("", None, ""))
        if on is not None and last_visit is not None and on < last_visit:
            row_id, on, who = "", None, ""  # a plan that a later visit has overtaken
        lines.append(Programme(key, str(name), str(kind), str(provider), children[key], visited[key], last_visit, due,
                               row_id, on, who))  # fmt: skip
    return sorted(lines, key=lambda line: (line.next_due, line.setting.casefold(), line.setting_id))


def regulation_44(store: Store, as_at: date) -> list[Reporting]:
    """Every children's home in which a child of ours was placed in the last twelve months, whoever runs it.

    Placements on any basis count. Homes with a report missing that are judged less than Good come first, then other
    homes with one missing, those with most before the rest.
    """
    months = months_to(as_at)
    day, first = as_at.isoformat(), months[0].isoformat()
    facts = store.rows(
        f"SELECT s.id, {NAME}, {_OWNER}, coalesce({JUDGEMENT}, ''), {CHILDREN} FROM setting s "
        f"WHERE s.kind IN ({quoted(REPORTING_KINDS)}) AND s.id IN (SELECT p.setting_id FROM placement p "
        "WHERE p.started <= :day AND (p.until IS NULL OR p.until > ?2))".replace(":day", "?1"),
        (day, first),
    )
    wanted = quoted(sorted(str(row[0]) for row in facts))
    stays = _stays(store, wanted, as_at)
    ever = {
        str(setting) for (setting,) in store.rows(
            "SELECT DISTINCT setting_id FROM quality_report WHERE kind = ? AND received_on <= ?", (REGULATION_44, day)
        )
    }  # fmt: skip
    received: dict[str, set[date]] = {}
    for setting, month in store.rows(
        "SELECT setting_id, month FROM quality_report WHERE kind = ? AND received_on <= ? AND month >= ?",
        (REGULATION_44, day, first),
    ):
        received.setdefault(str(setting), set()).add(date.fromisoformat(str(month)).replace(day=1))
    lines = [
        Reporting(
            str(setting), str(name), str(provider), str(judgement), int(str(children)),
            tuple((month, report_of(month, stays[str(setting)], received.get(str(setting), ()), as_at))
                  for month in months),
            str(setting) in ever,
        )
        for setting, name, provider, judgement, children in facts
    ]  # fmt: skip
    expected = [line for line in lines if any(state != Report.NOT_EXPECTED for _, state in line.months)]
    return sorted(expected, key=lambda line: (
        not (line.missing and line.below_good), -len(line.missing), line.setting.casefold(), line.setting_id,
    ))  # fmt: skip


def _stays(store: Store, settings: str, as_at: date) -> dict[str, list[Placed]]:
    stays: dict[str, list[Placed]] = {}
    found: Iterable[tuple[object, ...]] = store.rows(
        f"SELECT setting_id, started, until FROM placement WHERE setting_id IN ({settings}) AND started <= ?",
        (as_at.isoformat(),),
    )
    for setting, started, until in found:
        stays.setdefault(str(setting), []).append(Placed(date.fromisoformat(str(started)), _day(until)))
    return stays


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
