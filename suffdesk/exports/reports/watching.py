"""The visits programme, and the Regulation 44 reports to ask for: each as a report, and tables for the screen."""

from collections.abc import Sequence
from datetime import date

from suffdesk.analysis.watching import FIRST_VISIT_WEEKS, due_on
from suffdesk.analysis.watching import Report as State
from suffdesk.core.dates import due_words, month_name, show_date, show_date_short
from suffdesk.core.report import Block, Cell, Column, Heading, KeyFigure, KeyFigures, Paragraph, Report, Table
from suffdesk.core.text import listed, plural
from suffdesk.exports.reports.board_pack import DEMO_MARKING, MARKING
from suffdesk.figures.cohort import load_cohort
from suffdesk.figures.contracts import covered
from suffdesk.figures.indicators import one
from suffdesk.figures.watching import NO_VISIT, Programme, Reporting, regulation_44, visits_programme
from suffdesk.store.opening import Store
from suffdesk.store.seals import mark

VISITS_RULE = (
    "A setting is in the programme while a child of ours has a placement there with a private or voluntary provider. "
    "The next visit is due on the day that the last visit says, else a year after it; where there was none, "
    f"{FIRST_VISIT_WEEKS} weeks after the first of our children moved in."
)
REGULATION_44_RULE = (
    "A report is expected for each month in which a child of ours was placed in the home on any day, and is due by the "
    "last day of the month after. Children's homes, secure homes and residential special schools registered as "
    "children's homes are looked at, our own among them."
)


def month_words(month: date) -> str:
    """``Feb 2024``."""
    return f"{month_name(month.month)[:3]} {month.year}"


def programme_table(lines: Sequence[Programme], as_at: date) -> Table:
    """A line for each setting of the visits programme."""
    rows: list[tuple[Cell, ...]] = [
        (line.setting, line.kind, line.children, line.visited, line.last_visit, line.next_due,
         line.words(as_at), line.planned_on, line.who)
        for line in lines
    ]  # fmt: skip
    columns = (
        Column("Setting", width=34), Column("Kind", width=22), Column("Children", "number", 9),
        Column("Visited", "number", 8), Column("Last visit", "date", 13), Column("Next due", "date", 13),
        Column("On the date", width=18), Column("Planned for", "date", 13), Column("Who visits", width=20),
    )  # fmt: skip
    notes = ("Visited: of the children, those whose setting, or they themselves, were visited in the year.",)
    return Table("Visits programme", columns, rows, notes, "Programme")


def state_words(month: date, state: State, *, recorded: bool = True) -> str:
    """``Received``, ``Missing``, ``Due by 30 Apr`` or a dash; of a home of which nothing was ever recorded, that."""
    if state == State.MISSING and not recorded:
        return NO_VISIT
    if state == State.DUE:
        return f"Due by {' '.join(show_date_short(due_on(month)).split()[:2])}"
    return {State.RECEIVED: "Received", State.MISSING: "Missing", State.NOT_EXPECTED: "–"}[state]


MONTHS_FROM = 3
"""Columns of :func:`months_table` before those of the months."""


def months_table(lines: Sequence[Reporting]) -> Table:
    """A line for each children's home, a column for each month, the latest first."""
    months = [month for month, _ in lines[0].months] if lines else []
    rows: list[tuple[Cell, ...]] = [
        (line.setting, line.judgement or "None yet", len(line.missing),
         *(state_words(month, state, recorded=line.recorded) for month, state in reversed(line.months)))
        for line in lines
    ]  # fmt: skip
    columns = (
        Column("Home", width=24), Column("Judgement", width=14), Column("Missing", "number", 8),
        *(Column(f"{month_name(month.month)[:3]} {month.year % 100:02d}",
                 width=max(9, *(len(str(row[place])) + 1 for row in rows)))
          for place, month in enumerate(reversed(months), start=MONTHS_FROM)),
    )  # fmt: skip
    notes = ("A dash: no child of ours was placed there in that month.",)
    return Table("Regulation 44 reports", columns, rows, notes, "Months")


def chase_table(lines: Sequence[Reporting], as_at: date) -> Table:
    """Homes with reports missing, and which."""
    rows: list[tuple[Cell, ...]] = [
        (line.setting, line.provider, line.judgement or "None yet", line.children, len(line.missing),
         ", ".join(month_words(month) for month in line.missing),
         due_words(due_on(line.missing[0]), as_at) if line.recorded else NO_VISIT)
        for line in lines if line.missing
    ]  # fmt: skip
    columns = (
        Column("Home", width=28), Column("Provider", width=24), Column("Judgement", width=16),
        Column("Children", "number", 9), Column("Missing", "number", 8), Column("Months", width=36),
        Column("The oldest", width=17),
    )  # fmt: skip
    return Table("Reports to ask for", columns, rows, sheet="To ask for")


def visits_report(store: Store, as_at: date) -> Report:
    """The visits programme at a date. It names settings and who visits, and no child."""
    lines = visits_programme(store, as_at)
    overdue = [line for line in lines if line.overdue(as_at)]
    visited = one(store, as_at, "visited_in_year")
    unplanned = sum(line.planned_on is None or line.planned_on < as_at for line in overdue)
    unknown = sum(not placed.setting_id for placed in covered(store, as_at))
    said = [f"{plural(len(lines), 'setting')} with children of ours placed; "
            f"{plural(len(overdue), 'visit')} overdue, {unplanned:,} of them without a date to come."]  # fmt: skip
    if unknown:
        said.append(f"The setting is not known for {plural(unknown, 'child', 'children')}, and is not in the list.")
    blocks: list[Block] = [
        Heading("Summary"),
        *(Paragraph(text) for text in (*said, VISITS_RULE)),
        KeyFigures((
            KeyFigure("Placements visited in the year", visited.text, visited.basis),
            KeyFigure("Settings", f"{len(lines):,}", plural(sum(line.children for line in lines), "child", "children")),
            KeyFigure("Overdue", f"{len(overdue):,}", f"{unplanned:,} without a date to come"),
        )),
        Heading("Programme"),
        programme_table(lines, as_at) if lines else Paragraph("No child of ours has a bought placement on the date."),
    ]  # fmt: skip
    return _report(store, "Visits programme", as_at, blocks, ("visits", "quality"))


def chase_report(store: Store, as_at: date) -> Report:
    """Regulation 44 reports that are missing at a date, and the months of every home. It names no child."""
    lines = regulation_44(store, as_at)
    missing = [line for line in lines if line.missing]
    number = sum(len(line.missing) for line in missing)
    below = [line.setting for line in missing if line.below_good]
    said = [f"{plural(number, 'report')} missing from {plural(len(missing), 'home')}, of {plural(len(lines), 'home')} "
            "in which children of ours were placed in the last twelve months."]  # fmt: skip
    if below:
        said.append(f"Judged less than Good, so to be asked first: {listed(below)}.")
    blocks: list[Block] = [
        Heading("Summary"),
        *(Paragraph(text) for text in (*said, REGULATION_44_RULE)),
        Heading("To ask for"),
        chase_table(lines, as_at) if missing else Paragraph("No report is missing."),
    ]
    if lines:
        blocks += [Heading("Month by month"), months_table(lines)]
    return _report(store, "Regulation 44 reports to ask for", as_at, blocks, ("Regulation 44", "children's homes"))


def _report(store: Store, title: str, as_at: date, blocks: Sequence[Block], keywords: tuple[str, ...]) -> Report:
    return Report(
        title,
        f"At {show_date(as_at)}",
        load_cohort(store).authority_name or "Authority not stated",
        as_at,
        tuple(blocks),
        (("As at", show_date(as_at)), ("State of the store", mark(store.db))),
        DEMO_MARKING if store.meta("demo") == "1" else MARKING,
        keywords=keywords,
    )
