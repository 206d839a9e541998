"""The Quality screen at a date: figures and lists of visits, reports, judgements, actions and concerns."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from suffdesk.core.dates import due_words, first_day_of_year_to, show_date
from suffdesk.core.errors import UserError
from suffdesk.core.measure import Measure
from suffdesk.core.report import Cell, Column, Table
from suffdesk.core.text import plural
from suffdesk.domain.quality import INADEQUATE
from suffdesk.exports.reports.watching import MONTHS_FROM, month_words, months_table, programme_table
from suffdesk.figures.contracts import covered
from suffdesk.figures.watching import NO_VISIT, Programme, Reporting, regulation_44, visits_programme
from suffdesk.operations.edit import Saved, change
from suffdesk.operations.overview import KeyFigure
from suffdesk.operations.quality_figures import quality_figures
from suffdesk.operations.record_table import Records
from suffdesk.operations.row_values import held_row
from suffdesk.store.opening import Store
from suffdesk.store.queries.standing import (
    CHILDREN,
    EARLIER_JUDGEMENT,
    FELL,
    FULL,
    INSPECTED,
    JUDGED_SINCE,
    JUDGEMENT,
    JUDGEMENT_RANK,
    NAME,
    OURS,
)

VISITS_OVERDUE, REPORTS_MISSING, ACTIONS_OVERDUE, CONCERNS_OPEN = (
    "visits_overdue", "reports_missing", "actions_overdue", "concerns_open",
)  # fmt: skip
"""Codes of the cards that are counts of records, not indicators."""
NOT_TOLD = "Not told yet"
_OTHER = (
    "(SELECT g.judgement || ', ' || g.regulator || ', ' || g.inspected_on FROM grade g WHERE g.setting_id = s.id "
    f"AND g.inspected_on <= :day AND NOT ({FULL}) ORDER BY g.inspected_on DESC, g.id DESC LIMIT 1)"
)
_OPEN_CONCERN = "raised_on <= ?1 AND (until IS NULL OR until > ?1)"
_MADE = (
    "coalesce(a.made_on, (SELECT v.visited_on FROM visit v WHERE v.id = a.visit_id), "
    "(SELECT g.inspected_on FROM grade g WHERE g.id = a.grade_id), "
    "(SELECT c.raised_on FROM concern c WHERE c.id = a.concern_id), "
    "min(coalesce(a.due_on, '9999'), coalesce(a.done_on, '9999'), coalesce((SELECT min(substr(l.made_at, 1, 10)) "
    "FROM journal j JOIN change_log l ON j.seq BETWEEN l.first_entry AND l.last_entry WHERE j.row_id = a.id), '')))"
)
"""When an action was made: as it says, else with what it came of, else when it was typed, or earlier by its dates."""
_IS_MADE = f"{_MADE} <= ?1"
_OPEN_ACTION = f"(a.done_on IS NULL OR a.done_on > ?1) AND {_IS_MADE}"


@dataclass(frozen=True, slots=True)
class QualityPage:
    """What the screen shows. ``programme`` and ``homes`` are what the rows of visits and of reports rest on."""

    figures: tuple[KeyFigure, ...]
    programme: tuple[Programme, ...]
    visits: Records
    homes: tuple[Reporting, ...]
    regulation_44: Records
    visits_words: tuple[tuple[str, bool], ...]
    regulation_44_words: tuple[tuple[str, bool], ...]


def quality_page(store: Store, as_at: date) -> QualityPage:
    """Work out the cards, the visits programme and the reports on each month."""
    programme, homes = tuple(visits_programme(store, as_at)), tuple(regulation_44(store, as_at))
    return QualityPage(
        _figures(store, as_at, programme, homes),
        programme,
        Records(
            programme_table(programme, as_at),
            tuple(("setting", line.setting_id) for line in programme),
            ("Overdue", NO_VISIT),
        ),
        homes,
        Records(months_table(homes), tuple(("setting", line.setting_id) for line in homes), ("Missing", NO_VISIT)),
        _visits_words(store, as_at, programme),
        _reports_words(homes),
    )


def _figures(
    store: Store, as_at: date, programme: tuple[Programme, ...], homes: tuple[Reporting, ...]
) -> tuple[KeyFigure, ...]:
    day = as_at.isoformat()
    bought = {figure.measure.code: figure for figure in quality_figures(store, as_at)}
    missing = [line for line in homes if line.missing]
    ((still_open, late),) = store.rows(
        f"SELECT count(*), coalesce(sum(due_on < ?1), 0) FROM quality_action a WHERE {_OPEN_ACTION}", (day,)
    )
    ((concerns, settings),) = store.rows(
        f"SELECT count(*), count(DISTINCT setting_id) FROM concern WHERE {_OPEN_CONCERN}", (day,)
    )
    where = f"in {plural(_int(settings), 'setting')}" if _int(concerns) else "none is open"

    def counted(code: str, label: str, value: int, basis: str) -> KeyFigure:
        words = f"{label} on {show_date(as_at)}."
        return KeyFigure(
            label, Measure(code, label, None, Fraction(value), value, None, "records", words, "default", as_at), basis
        )

    return (
        bought["visited_in_year"],
        counted(VISITS_OVERDUE, "Visits overdue", sum(line.overdue(as_at) for line in programme),
                f"of {plural(len(programme), 'setting')}"),
        counted(REPORTS_MISSING, "Regulation 44 missing", sum(len(line.missing) for line in missing),
                f"from {plural(len(missing), 'home')} of {len(homes):,}"),
        bought["external_inadequate"],
        counted(ACTIONS_OVERDUE, "Actions overdue", _int(late), f"of {_int(still_open):,} open"),
        counted(CONCERNS_OPEN, "Concerns open", _int(concerns), where),
    )  # fmt: skip


def _visits_words(store: Store, as_at: date, programme: tuple[Programme, ...]) -> tuple[tuple[str, bool], ...]:
    unknown = sum(not placed.setting_id for placed in covered(store, as_at))
    late = [line for line in programme if line.overdue(as_at)]
    said = []
    if late:
        unplanned = sum(line.planned_on is None or line.planned_on < as_at for line in late)
        said.append((f"{plural(len(late), 'visit')} overdue, {unplanned:,} of them without a date to come.", True))
    if unknown:
        said.append((f"The setting is not known for {plural(unknown, 'child', 'children')}, not listed here.", False))
    return tuple(said)


def _reports_words(homes: tuple[Reporting, ...]) -> tuple[tuple[str, bool], ...]:
    below = [line for line in homes if line.missing and line.below_good]
    said = [f"{line.setting}: {', '.join(month_words(month) for month in line.missing)}" for line in below[:3]]
    more = f"; and {plural(len(below) - 3, 'more home')}" if len(below) > 3 else ""
    return ((f"Missing from homes judged less than Good: {'; '.join(said)}{more}.", True),) if below else ()


def reports(store: Store, as_at: date) -> Records:
    """Reports of every kind received in the year to the date, the latest first, with who was told."""
    day = as_at.isoformat()
    found = store.rows(
        f"SELECT r.id, {NAME}, r.kind, r.month, r.dated, r.received_on, r.told, r.told_on, "
        "(SELECT d.name FROM document d WHERE d.row_id = r.id ORDER BY d.id DESC LIMIT 1), r.link "
        "FROM quality_report r "
        "JOIN setting s ON s.id = r.setting_id WHERE r.received_on BETWEEN ? AND ? "
        "ORDER BY r.received_on DESC, 2 COLLATE NOCASE, r.id",
        (first_day_of_year_to(as_at).isoformat(), day),
    )
    rows: list[tuple[Cell, ...]] = []
    for _, setting, kind, month, dated, received, told, told_on, file, link in found:
        known = bool(told or told_on) and (told_on is None or str(told_on) <= day)
        rows.append((
            str(setting), str(kind), month_words(date.fromisoformat(str(month))) if month else "", _day(dated),
            _day(received), (str(told) if told else "Told") if known else NOT_TOLD, _day(told_on) if known else None,
            str(file or link or ""),
        ))  # fmt: skip
    columns = (
        Column("Setting", width=30), Column("Kind", width=24), Column("Month", width=11),
        Column("Dated", "date", 13), Column("Received", "date", 13), Column("Who was told", width=28),
        Column("Told on", "date", 13), Column("File or link", width=28),
    )  # fmt: skip
    return Records(
        Table("Reports", columns, rows), tuple(("quality_report", str(row[0])) for row in found), (NOT_TOLD,)
    )


def month_of_cell(line: Reporting, column: int) -> date | None:
    """The month that a cell of the table of months stands for; None beside them."""
    months = [month for month, _ in reversed(line.months)]
    place = column - MONTHS_FROM
    return months[place] if 0 <= place < len(months) else None


def report_file(store: Store, report_id: str) -> str:
    """The id of the file that is kept with a report, the latest; empty for none."""
    found = store.rows("SELECT id FROM document WHERE row_id = ? ORDER BY id DESC LIMIT 1", (report_id,))
    return str(found[0][0]) if found else ""


def reports_words(records: Records) -> list[tuple[str, bool]]:
    """How many of the reports nobody was told of."""
    number = sum(row[5] == NOT_TOLD for row in records.table.rows)
    return [(f"Nobody was told yet of {plural(number, 'report')}.", True)] if number else []


def judgements(store: Store, as_at: date) -> Records:
    """The current full judgement of every setting of ours, those that fell first, then the worst; a row opens it."""
    found = store.rows(
        f"SELECT s.id, {NAME}, {CHILDREN}, {JUDGEMENT}, {EARLIER_JUDGEMENT}, {FELL}, {JUDGED_SINCE}, {INSPECTED}, "
        f"{_OTHER} FROM setting s WHERE {OURS} "
        f"ORDER BY {FELL} DESC, coalesce({JUDGEMENT_RANK}, 0) DESC, 2 COLLATE NOCASE, s.id".replace(":day", "?1"),
        (as_at.isoformat(),),
    )
    rows: list[tuple[Cell, ...]] = []
    for _, name, children, judgement, earlier, fell, since, inspected, other in found:
        outcome, _, on = str(other or "").rpartition(", ")
        rows.append((
            str(name), _int(children), str(judgement or "None yet"),
            f"Fell from {earlier}" if fell else str(earlier or ""), _day(since), _day(inspected),
            f"{outcome}, {show_date(date.fromisoformat(on))}" if other else "",
        ))  # fmt: skip
    columns = (
        Column("Setting", width=26), Column("Children", "number", 9), Column("Judgement", width=31),
        Column("Before", width=38), Column("Since", "date", 13), Column("Inspected", "date", 13),
        Column("Latest other outcome", width=32),
    )  # fmt: skip
    notes = (
        "Full inspections by Ofsted alone are compared. Other outcomes: interim, supported accommodation, elsewhere.",
    )
    return Records(
        Table("Judgements", columns, rows, notes),
        tuple(("setting", str(row[0])) for row in found),
        ("Fell from", INADEQUATE),
    )


def actions(store: Store, as_at: date) -> Records:
    """Actions that are open, the longest overdue first, then those done in the year to the date."""
    day = as_at.isoformat()
    found = store.rows(
        f"SELECT a.id, {NAME}, a.action, a.who, a.due_on, CASE WHEN a.done_on <= ?1 THEN a.done_on END "
        "FROM quality_action a JOIN setting s ON s.id = a.setting_id "
        f"WHERE (a.done_on IS NULL OR a.done_on > ?1 OR a.done_on >= ?2) AND {_IS_MADE} "
        "ORDER BY coalesce(a.done_on <= ?1, 0), 6 DESC, a.due_on IS NULL, a.due_on, 2 COLLATE NOCASE, a.id",
        (day, first_day_of_year_to(as_at).isoformat()),
    )
    rows: list[tuple[Cell, ...]] = []
    for _, setting, action, who, due, done in found:
        by = _day(due)
        words = "Done" if done else due_words(by, as_at) if by else "No date"
        rows.append((str(setting), str(action), str(who or ""), by, words, _day(done)))
    columns = (
        Column("Setting", width=28), Column("What is to be done", width=56), Column("Who", width=18),
        Column("Due", "date", 13), Column("On the date", width=18), Column("Done", "date", 13),
    )  # fmt: skip
    return Records(
        Table("Actions on quality", columns, rows),
        tuple(("quality_action", str(row[0])) for row in found),
        ("Overdue",),
    )


def action_done(store: Store, action_id: str, on: date) -> Saved:
    """Say that an action was done on a day. Raises UserError where it was done already, and InvalidRow."""
    done = held_row(store, "quality_action", action_id)["done_on"]
    if isinstance(done, date) and done <= on:
        raise UserError(f"The action was done on {show_date(done)} already; open it to change the day")
    return change(store, "quality_action", action_id, {"done_on": on})


def concerns(store: Store, as_at: date) -> Records:
    """Concerns raised up to the date, open ones first: where, when and of what kind, and nothing that is restricted."""
    found = store.rows(
        f"SELECT c.id, {NAME}, c.raised_on, c.kind, CASE WHEN c.until <= ?1 THEN c.until END FROM concern c "
        "JOIN setting s ON s.id = c.setting_id WHERE c.raised_on <= ?1 "
        "ORDER BY coalesce(c.until <= ?1, 0), c.raised_on DESC, 2 COLLATE NOCASE, c.id",
        (as_at.isoformat(),),
    )
    rows: list[tuple[Cell, ...]] = [
        (str(setting), _day(raised), str(kind), _day(closed), "Closed" if closed else _open_words(raised, as_at))
        for _, setting, raised, kind, closed in found
    ]
    columns = (
        Column("Setting", width=40), Column("Raised", "date", 13), Column("Kind", width=26),
        Column("Closed", "date", 13), Column("On the date", width=22),
    )  # fmt: skip
    return Records(Table("Concerns", columns, rows), tuple(("concern", str(row[0])) for row in found))


def _open_words(raised: object, as_at: date) -> str:
    days = (as_at - date.fromisoformat(str(raised))).days
    return f"Open for {plural(days, 'day')}" if days else "Raised on the day"


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None


def _int(stored: object) -> int:
    return int(str(stored))
