"""Lists of the Own homes screen: beds, closed beds, who is here, who waits, staff, homes to come. Rows open records."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from suffdesk.core.dates import counts_on, due_words, show_date
from suffdesk.core.report import Cell, Column, Table
from suffdesk.core.text import plural
from suffdesk.domain.own_home import OPEN_STAGE, STOPPED_STAGE
from suffdesk.domain.placement import BASES
from suffdesk.domain.provider import OWN_PROVISION
from suffdesk.domain.registry import BY_NAME
from suffdesk.figures.occupancy import load_own_homes, year_nights
from suffdesk.operations.child_record import cell_of, words_of
from suffdesk.operations.record_table import Records
from suffdesk.store.opening import Store
from suffdesk.store.queries.staffing import staffing_on
from suffdesk.store.queries.standing import setting_name_of

_NAME = setting_name_of("h")
_NOW = "started <= ? AND (until IS NULL OR until > ?)"


def _rows(store: Store, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return store.rows(sql, values)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None


def beds(store: Store, as_at: date) -> Records:
    """Beds registered on the day, and whether each can be used that night."""
    day = as_at.isoformat()
    found = _rows(
        store,
        f"SELECT b.id, {_NAME}, b.name, b.started, b.until, (SELECT c.reason || '|' || c.started FROM bed_closure c "
        "WHERE c.bed_id = b.id AND c.started <= ? AND (c.until IS NULL OR c.until > ?) "
        "ORDER BY c.started, c.id LIMIT 1) FROM bed b JOIN setting h ON h.id = b.setting_id "
        f"WHERE b.{_NOW.replace('until', 'b.until')} "
        "AND (h.until IS NULL OR h.until > ?) ORDER BY 2 COLLATE NOCASE, b.setting_id, b.name COLLATE NOCASE",
        day, day, day, day, day,
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for _, home, name, started, until, shut in found:
        reason, _, since = (shut or "").partition("|")
        words = f"Closed since {show_date(date.fromisoformat(since))}: {reason.lower()}" if reason else "Usable"
        rows.append((home, name, words, _day(started), _day(until)))
    columns = (
        Column("Home", width=30), Column("Bed", width=14), Column("Tonight", width=44),
        Column("Registered from", "date", 15), Column("Given up", "date", 12),
    )  # fmt: skip
    return Records(Table("Beds", columns, rows), tuple(("bed", str(row[0])) for row in found))


def closures(store: Store, as_at: date) -> Records:
    """Closures that touch the year to the date, the latest first, with the nights of it that the bed was shut."""
    held = year_nights(store, as_at)
    found = _rows(
        store,
        f"SELECT c.id, {_NAME}, b.name, c.started, c.until, c.reason, c.notes FROM bed_closure c "
        "JOIN bed b ON b.id = c.bed_id JOIN setting h ON h.id = b.setting_id "
        "WHERE c.started <= ? AND (c.until IS NULL OR c.until > ?) ORDER BY c.started DESC, c.id DESC",
        as_at.isoformat(), held.first.isoformat(),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for _, home, bed, began, ended, reason, notes in found:
        started, until = date.fromisoformat(began), _day(ended)
        inside = (min(until or date.max, as_at + timedelta(days=1)) - max(started, held.first)).days
        state = "Closed now" if counts_on(started, until, as_at) else "Open again"
        rows.append((home, bed, reason, started, _last_day(until), state, inside, " ".join((notes or "").split())))
    columns = (
        Column("Home", width=28), Column("Bed", width=12), Column("Reason", width=26), Column("From", "date", 12),
        Column("Last day", "date", 12), Column("State", width=12), Column("Nights in the year", "number", 17),
        Column("Notes", width=40),
    )  # fmt: skip
    return Records(Table("Closed beds", columns, rows), tuple(("bed_closure", str(row[0])) for row in found))


def who_is_here(store: Store, as_at: date) -> Records:
    """Who sleeps in our own homes that night: our children, whose row opens the child, and those of others."""
    day, ids = as_at.isoformat(), [home.id for home in load_own_homes(store).homes]
    marks = ", ".join("?" * len(ids))
    place_field = BY_NAME["placement"].by_name["place"]
    bases = {choice.code: choice.label for choice in BASES}
    ours = _rows(
        store,
        f"SELECT 'child', k.id, {_NAME}, k.reference, p.basis, p.place, p.started, NULL FROM placement p "
        f"JOIN child k ON k.id = p.child_id JOIN setting h ON h.id = p.setting_id "
        f"WHERE p.{_NOW.replace('until', 'p.until')} AND p.setting_id IN ({marks}) ORDER BY p.started DESC, p.id",
        day, day, *ids,
    )  # fmt: skip
    sleeping: dict[str, tuple[Any, ...]] = {}
    for row in ours:
        sleeping.setdefault(row[1], row)  # of two stays the one begun later, as occupancy counts
    others = _rows(
        store,
        f"SELECT 'other_stay', o.id, {_NAME}, o.authority, NULL, NULL, o.started, o.weekly_charge FROM other_stay o "
        f"JOIN setting h ON h.id = o.setting_id WHERE o.{_NOW.replace('until', 'o.until')} "
        f"AND o.setting_id IN ({marks})",
        day, day, *ids,
    )  # fmt: skip
    found = sorted([*sleeping.values(), *others], key=lambda row: (row[2].casefold(), row[0], row[3]))
    rows: list[tuple[Cell, ...]] = [
        (home, who if entity == "child" else f"A child placed by {who}",
         bases.get(basis, "Another authority"), words_of(place_field, place),
         _day(started), (as_at - date.fromisoformat(started)).days, charge)
        for entity, _, home, who, basis, place, started, charge in found
    ]  # fmt: skip
    columns = (
        Column("Home", width=30), Column("Who", width=34), Column("Basis", width=18), Column("Placement", width=34),
        Column("Since", "date", 12), Column("Nights", "number", 8), Column("Charged a week", "money", 15),
    )  # fmt: skip
    return Records(Table("Who is here", columns, rows), tuple((str(row[0]), str(row[1])) for row in found))


def waiting(store: Store, as_at: date) -> Records:
    """Waits that are open on the day, the longest first."""
    day = as_at.isoformat()
    found = _rows(
        store,
        f"SELECT w.id, k.reference, {_NAME}, w.started, w.needed_by, w.priority, w.needs, h.id FROM waiting w "
        "JOIN child k ON k.id = w.child_id LEFT JOIN setting h ON h.id = w.setting_id "
        f"WHERE w.{_NOW.replace('until', 'w.until')} ORDER BY w.started, k.reference",
        day, day,
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for _, child, home, started, needed, priority, needs, home_id in found:
        by = date.fromisoformat(needed) if needed else None
        rows.append((
            child, home if home_id else "Any", (as_at - date.fromisoformat(started)).days, _day(started),
            by, due_words(by, as_at).replace("Due", "Needed") if by else "", priority or "",
            " ".join((needs or "").split()),
        ))  # fmt: skip
    columns = (
        Column("Child", width=10), Column("Home wished for", width=30), Column("Days waited", "number", 12),
        Column("Asked on", "date", 12), Column("Needed by", "date", 12), Column("When", width=18),
        Column("Priority", width=10), Column("Needs", width=44),
    )  # fmt: skip
    return Records(Table("Waiting list", columns, rows), tuple(("waiting", str(row[0])) for row in found))


def staffing(store: Store, as_at: date) -> Records:
    """Staff of each home and role as last counted."""
    found = staffing_on(store, as_at)
    rows: list[tuple[Cell, ...]] = [
        (one.home_name, one.role, one.posts, one.in_post, one.vacancies, one.agency, one.agency_share, one.counted_on)
        for one in found
    ]
    columns = (
        Column("Home", width=30), Column("Role", width=26), Column("Posts", "decimal", 8),
        Column("In post", "decimal", 8), Column("Vacancies", "decimal", 10), Column("Agency", "decimal", 8),
        Column("Agency share", "percent", 12), Column("Counted on", "date", 12),
    )  # fmt: skip
    return Records(Table("Staffing", columns, rows), tuple(("staffing", one.id) for one in found))


def new_homes(store: Store, as_at: date) -> Records:
    """Homes in the pipeline, the first to open at the top, with the next milestone and the beds to come by then."""
    milestones = _open_milestones(store, as_at)
    found = _rows(
        store,
        "SELECT id, name, kind, beds, stage, planned_on, opened_on, capital, yearly_cost FROM home_project "
        "WHERE started IS NULL OR started <= ? ORDER BY opened_on IS NULL, planned_on IS NULL, planned_on, name, id",
        as_at.isoformat(),
    )
    rows: list[tuple[Cell, ...]] = []
    coming = 0
    for row_id, name, kind, number, stage, planned, opened, capital, yearly in found:
        opens, opened_on = _day(planned), _day(opened)
        is_open = (opened_on is not None and opened_on <= as_at) or (stage == OPEN_STAGE and opened_on is None)
        to_come: Cell = None
        if is_open or stage == STOPPED_STAGE:
            when = "Open" if is_open else "Stopped"
        else:
            coming += number
            to_come = coming
            when = due_words(opens, as_at) if opens else "No date yet"
        upcoming = milestones.get(row_id) if to_come is not None else None
        rows.append((
            name, kind or "", stage, number, opens, when, to_come, upcoming or "", opened_on, capital, yearly,
        ))  # fmt: skip
    columns = (
        Column("New home", width=28), Column("Kind", width=18), Column("Stage", width=16), Column("Beds", "number", 7),
        Column("To open", "date", 12), Column("When", width=18), Column("Beds to come by then", "number", 19),
        Column("Next milestone", width=40), Column("Opened", "date", 12), Column("Capital", "money", 16),
        Column("To run a year", "money", 15),
    )  # fmt: skip
    return Records(Table("New homes", columns, rows), tuple(("home_project", str(row[0])) for row in found))


def _open_milestones(store: Store, as_at: date) -> Mapping[str, str]:
    """The milestone of each new home that is due first, in words."""
    found = _rows(
        store,
        "SELECT project_id, title, due_on FROM milestone WHERE (done_on IS NULL OR done_on > ?) "
        "ORDER BY due_on IS NULL DESC, due_on DESC, id",
        as_at.isoformat(),
    )
    return {project: f"{title}: {_when(due, as_at)}" for project, title, due in found}


def _when(due: Any, as_at: date) -> str:
    return due_words(date.fromisoformat(due), as_at).lower() if due else "no date yet"


def milestones(store: Store, as_at: date) -> Records:
    """Milestones of homes to come: those not yet done first, by the day on which they are due."""
    found = _rows(
        store,
        "SELECT m.id, p.name, m.title, m.due_on, m.done_on, m.notes FROM milestone m "
        "JOIN home_project p ON p.id = m.project_id WHERE p.started IS NULL OR p.started <= ? "
        "ORDER BY m.done_on IS NOT NULL AND m.done_on <= ?, m.due_on IS NULL, m.due_on, p.name, m.id",
        as_at.isoformat(), as_at.isoformat(),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for _, project, title, due, done, notes in found:
        done_on = _day(done)
        is_done = done_on is not None and done_on <= as_at
        words = "Done" if is_done else _when(due, as_at).capitalize()
        rows.append((project, title, _day(due), words, done_on if is_done else None, " ".join((notes or "").split())))
    columns = (
        Column("New home", width=28), Column("Milestone", width=36), Column("Due", "date", 12),
        Column("State", width=18), Column("Done", "date", 12), Column("Notes", width=40),
    )  # fmt: skip
    return Records(Table("Milestones", columns, rows), tuple(("milestone", str(row[0])) for row in found))


def pipeline_words(store: Store, as_at: date) -> list[tuple[str, bool]]:
    """How many beds are to come, and how many milestones are overdue."""
    table = new_homes(store, as_at).table
    coming = [row for row in table.rows if row[6] is not None]
    said = []
    if coming:
        total = sum(int(str(row[3])) for row in coming)
        dated = [row[4] for row in coming if isinstance(row[4], date)]
        by = (
            f", {plural(int(str(coming[len(dated) - 1][6])), 'bed')} of them by {show_date(max(dated))}"
            if dated
            else ""
        )
        said.append((f"{plural(total, 'bed')} to come in {plural(len(coming), 'new home')}{by}.", False))
    late = sum(str(row[3]).startswith("Overdue") for row in milestones(store, as_at).table.rows)
    if late:
        said.append((f"{plural(late, 'milestone')} overdue.", True))
    return said


def costs(store: Store, as_at: date) -> Records:
    """Budgets and actual costs as they are recorded, those begun by the date, the latest first."""
    entity = BY_NAME["home_cost"].by_name
    found = _rows(
        store,
        f"SELECT c.id, {_NAME}, c.kind, c.started, c.until, c.amount FROM home_cost c "
        "JOIN setting h ON h.id = c.setting_id WHERE h.sector = ? AND c.started <= ? "
        "ORDER BY c.started DESC, 2 COLLATE NOCASE, c.kind, c.id",
        OWN_PROVISION, as_at.isoformat(),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (home, words_of(entity["kind"], kind), _day(started), _last_day(_day(until)), cell_of(entity["amount"], amount))
        for _, home, kind, started, until, amount in found
    ]
    columns = (
        Column("Home", width=30), Column("Kind", width=10), Column("From", "date", 12), Column("Last day", "date", 12),
        Column("Amount", "money", 15),
    )  # fmt: skip
    return Records(Table("Costs of homes", columns, rows), tuple(("home_cost", str(row[0])) for row in found))
