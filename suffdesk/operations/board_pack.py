"""Gathers the board pack's sections about homes: how bought homes are judged and bought, and how full our own are."""

from collections.abc import Sequence
from datetime import date

from suffdesk.analysis.occupancy import spans
from suffdesk.core.dates import show_date
from suffdesk.core.report import (
    Block,
    Bullets,
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from suffdesk.exports.reports.board_pack import board_pack, shares_table
from suffdesk.exports.reports.occupancy import homes_table
from suffdesk.exports.reports.watching import chase_table, programme_table
from suffdesk.figures.home_charts import judgements_over_time, lots_in_use
from suffdesk.figures.occupancy import by_night, load_own_homes
from suffdesk.figures.watching import regulation_44, visits_programme
from suffdesk.operations.contracting import contracts_words, coverage_words, frameworks
from suffdesk.operations.home_lists import HomeList
from suffdesk.operations.own_home_lists import new_homes, pipeline_words
from suffdesk.operations.own_homes import own_homes_page
from suffdesk.operations.quality_figures import quality_figures
from suffdesk.store.opening import Store
from suffdesk.store.queries.home_lists import HomeFilter

_SHARES = ("external_good_or_outstanding", "contracts_in_place", "visited_in_year")
_SETTING = ("name", "kind", "judgement", "since", "children", "contract", "visited")
_NEW = ("New home", "Stage", "Beds", "To open", "When", "Next milestone", "Capital")
_HOMES = ("Home", "Registered", "Usable", "Ours", "Others", "Empty", "Tonight", "Month", "Quarter", "Year")
_HOMES_NOTE = "Month, quarter and year: percent of usable bed-nights that were occupied, up to the date."


def pack_of(store: Store, as_at: date) -> Report:
    """The board pack at a date, from the store as it is."""
    return board_pack(store, as_at, [*_quality(store, as_at), *_own_homes(store, as_at)])


def _quality(store: Store, as_at: date) -> list[Block]:
    blocks: list[Block] = [PageBreak(), Heading("Quality of homes")]
    figures = [KeyFigure(one.label, one.measure.text, one.basis) for one in quality_figures(store, as_at)]
    blocks.append(KeyFigures(tuple(figures)))
    said = [words for words, _ in (*coverage_words(store, as_at), *contracts_words(store, as_at))]
    blocks.append(Bullets(tuple(said)))
    for chart in (judgements_over_time(store, as_at), lots_in_use(store, as_at)):
        if chart is not None:
            blocks.append(Chart(chart))
    blocks.append(shares_table(store, as_at, _SHARES, "Quality and contracts"))
    homes = HomeList(store, "setting", as_at)
    ids = homes.query.find(HomeFilter(ours=True), "judgement", descending=True)
    if not ids:
        return [*blocks, Paragraph("No child of ours lives in a setting that is recorded.")]
    blocks.append(_named(_settings(homes, ids), "Settings with our children", as_at))
    overdue = [line for line in visits_programme(store, as_at) if line.overdue(as_at)]
    blocks.append(
        _or_words(
            programme_table(overdue, as_at), "Visits overdue", as_at,
            "No visit to a setting of ours that is bought is overdue.",
        )
    )  # fmt: skip
    blocks.append(
        _or_words(
            chase_table(regulation_44(store, as_at), as_at), "Regulation 44 reports missing", as_at,
            "No Regulation 44 report is missing.",
        )
    )  # fmt: skip
    return [*blocks, _or_words(frameworks(store, as_at).table, "Frameworks", as_at, "No framework is recorded.")]


def _settings(homes: HomeList, ids: Sequence[str]) -> Table:
    """As the list of settings shows them, but what the judgement fell from in a column of its own."""
    table = homes.table_in_words(ids, _SETTING)
    place = _SETTING.index("judgement")
    columns = (*table.columns[: place + 1], Column("Fell from", width=14), *table.columns[place + 1 :])
    rows = []
    for row in table.rows:
        judgement, _, before = str(row[place]).removesuffix(")").partition(" (was ")
        rows.append((*row[:place], judgement, before, *row[place + 1 :]))
    notes = (
        "Judgement: that of the current full inspection by Ofsted. Fell from: that of the one before, where it was "
        "better. Since: the first of the full inspections that all came to this judgement.",
    )
    return Table(table.title, columns, rows, notes)


def _named(table: Table, title: str, as_at: date) -> Table:
    return Table(f"{title} at {show_date(as_at)}", table.columns, table.rows, table.notes, title)


def _or_words(table: Table, title: str, as_at: date, empty: str) -> Block:
    return _named(table, title, as_at) if table.rows else Paragraph(empty)


def _own_homes(store: Store, as_at: date) -> list[Block]:
    blocks: list[Block] = [PageBreak(), Heading("Our own homes")]
    if load_own_homes(store).homes:
        page = own_homes_page(store, as_at)
        figures = [KeyFigure(one.label, one.measure.text, one.basis) for one in page.figures]
        blocks.append(KeyFigures(tuple(figures)))
        blocks += _said([words for words, _ in page.notes])
        blocks.append(Chart(by_night(store, spans(as_at).quarter, as_at)))
        blocks.append(_columns(homes_table(store, as_at), _HOMES, "Occupancy by home", _HOMES_NOTE))
    else:
        blocks.append(Paragraph("No home of our own has a bed recorded."))
    blocks += _said([words for words, _ in pipeline_words(store, as_at)])
    table = new_homes(store, as_at).table
    coming = _columns(table, _NEW, table.title)
    return [*blocks, _or_words(coming, "New homes", as_at, "No new home is planned.")]


def _columns(table: Table, wanted: Sequence[str], title: str, *notes: str) -> Table:
    """Some columns of a table, which then stands upright on a page."""
    places = [place for place, column in enumerate(table.columns) if column.title in wanted]
    rows = [tuple(row[place] for place in places) for row in table.rows]
    return Table(title, tuple(table.columns[place] for place in places), rows, notes, title, total=table.total)


def _said(sentences: Sequence[str]) -> list[Block]:
    return [Bullets(tuple(sentences))] if sentences else []
