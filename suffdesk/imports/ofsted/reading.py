"""Reading a list of any year: csv, xlsx, xls or ods, of which the header row and the columns are looked for."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.formats.ofsted import (
    COLUMN_BY_NAME,
    INSPECTIONS,
    ListColumn,
    ListedInspection,
    ListedSetting,
    OfstedList,
)
from suffdesk.domain.provider import CHILDRENS_HOME, SPECIAL_SCHOOL_HOME
from suffdesk.domain.registration import OFSTED
from suffdesk.imports.mapped.headers import opened
from suffdesk.imports.ofsted.cells import Read, read_words
from suffdesk.imports.ofsted.header import HeaderSearch, columns_in, date_of_list, is_complete, is_header, kind_in
from suffdesk.imports.sources import Grid, NoHeader, SourceFault, read_grids
from suffdesk.imports.ssda903.faults import Fault, Problems

_ADDRESS = ("address_1", "address_2", "address_3", "town", "county")
_SHORT_BREAK_KINDS = frozenset({CHILDRENS_HOME, SPECIAL_SCHOOL_HOME})
_NOT_A_LIST = "it is not one of Ofsted's lists: no row names columns such as URN, Provision type and Local authority"
_NO_KEY = Fault("no_number_or_name", "The row has neither a number (URN) nor a name, so nothing can be known by it.",
                "Fill in the number.")  # fmt: skip
_TOO_MANY = Fault("too_many_values", "The row has more values than the header, so none can be trusted.",
                  "Put quotation marks around a value that holds the separator.")  # fmt: skip


class _Found(Exception):
    """The header was come upon, so that the rest need not be read."""


def looks_like_list(path: Path) -> bool:
    """Whether a file has the header of such a list; nothing is read below it."""

    def look(cells: Sequence[str]) -> bool:
        if is_header(cells):
            raise _Found
        return False

    try:
        if path.is_file():
            with opened(path) as source:
                read_grids(source, look)
    except _Found:
        return True
    except (UserError, SourceFault, OSError):
        return False
    return False


def read_list(path: Path, progress: Progress = silent) -> OfstedList:
    """Read every row of a list. Raises UserError where the file cannot be read, or is no such list."""
    progress("Reading the list", 0.02)
    search = HeaderSearch()
    with opened(path) as source:
        try:
            grids = read_grids(source, search)
        except NoHeader:
            raise UserError(f"{source.name} cannot be read: {_NOT_A_LIST}; choose the right file") from None
        except SourceFault as fault:
            raise UserError(fault.sentence(source.name)) from None
    if not grids.grids:
        name, refused = grids.refused[0]
        raise UserError(refused.sentence(name))
    place = _chosen(grids.grids, search.titles)
    grid = grids.grids[place]
    aside = (*(other.name for other in grids.grids if other is not grid), *(name for name, _ in grids.refused))
    progress("Reading the list", 0.1)
    return _Reading(grid, search.titles[place]).whole(aside)


def _chosen(grids: Sequence[Grid], titles: Sequence[Sequence[str]]) -> int:
    """Of several sheets the one that has every setting, with the most columns that are known, and the most rows."""

    def worth(place: int) -> tuple[bool, bool, int, int]:
        grid = grids[place]
        whole = is_complete([grid.sheet, *titles[place]])
        return bool(grid.rows), whole, len(columns_in(grid.header)), len(grid.rows)

    return max(range(len(grids)), key=worth)


class _Reading:
    def __init__(self, grid: Grid, titles: Sequence[str]) -> None:
        self._grid = grid
        self._titles = titles
        self._problems = Problems()
        self._places = columns_in(grid.header)
        self._kind = kind_in([*titles, grid.sheet, grid.stem])
        self._meanings: dict[str, dict[str, Read]] = {}

    def whole(self, sheets_ignored: tuple[str, ...]) -> OfstedList:
        grid = self._grid
        if not grid.rows:
            raise UserError(f"{grid.name} has no rows under its header; choose the right file")
        names = (grid.sheet, grid.stem)
        self._read_columns()
        settings = [found for position in range(len(grid.rows)) if (found := self._row(position))]
        unknown = sum(setting.kind is None for setting in settings)
        if settings and unknown * 2 > len(settings):
            raise UserError(
                f"{grid.name} is not a list of children's homes, agencies and schools: {unknown:,} of its "
                f"{len(settings):,} rows have a provision type that is not known; choose the right file"
            )
        self._list_twice(settings)
        used = set(self._places.values())
        return OfstedList(
            grid.name, date_of_list(self._titles, names), is_complete([*self._titles, *names]), tuple(settings),
            self._problems.all(),
            len(grid.rows), len(grid.rows) - len(settings), grid.digest,
            tuple(cell.strip()[:80] for place, cell in enumerate(grid.header) if place not in used and cell.strip()),
            sheets_ignored,
        )  # fmt: skip

    def _read_columns(self) -> None:
        """The meaning of every distinct text, column by column."""
        grid = self._grid
        for name, place in self._places.items():
            column = _column(name)
            try:
                self._meanings[name] = read_words(column, grid.header[place].strip()[:80], grid.columns[place])
            except SourceFault as fault:
                raise UserError(fault.sentence(grid.name)) from None

    def _row(self, position: int) -> ListedSetting | None:
        """A row of the list, its faults listed; None where it is left out."""
        grid = self._grid
        number = grid.rows[position]
        if grid.ragged.get(position, 0) > len(grid.header):
            self._problems.of_row(self._grid.name, number, None, None, "left out", _TOO_MANY)
            return None
        values: dict[str, Value] = {}
        for name, place in self._places.items():
            text = grid.columns[place][position]
            value, fault = self._meanings[name][text]
            values[name] = value
            if fault:
                self._list(number, name, text, fault)
        if not values.get("urn") and not values.get("name"):
            self._problems.of_row(self._grid.name, number, None, None, "left out", _NO_KEY)
            return None
        return self._setting(number, values)

    def _list(self, row: int, name: str, text: str, fault: Fault) -> None:
        heading = self._grid.header[self._places[name]].strip()[:80]
        self._problems.of_row(self._grid.name, row, heading, text.strip()[:200], "listed", fault)

    def _setting(self, row: int, values: dict[str, Value]) -> ListedSetting:
        kind = _word(values, "kind") if "kind" in self._places else self._kind
        flag = values.get("short_breaks_only")
        if flag is None and "short_breaks_only" in self._places and kind in _SHORT_BREAK_KINDS:
            flag = 0
        address = ", ".join(str(values[name]) for name in _ADDRESS if values.get(name))
        regulator = _word(values, "regulator") or OFSTED
        return ListedSetting(
            row, _word(values, "urn"), _word(values, "name"), kind, _word(values, "sector"), _word(values, "owner"),
            regulator, address or None, _word(values, "postcode"), _word(values, "local_authority"),
            _day(values, "registered_on"), _word(values, "status"), _day(values, "closed_on"),
            _number(values, "places"), flag if isinstance(flag, int) else None,
            tuple(self._inspections(row, values)),
        )  # fmt: skip

    def _inspections(self, row: int, values: dict[str, Value]) -> list[ListedInspection]:
        found = []
        for number, inspection in enumerate(INSPECTIONS):
            day, judgement = values.get(f"{number} inspected_on"), _word(values, f"{number} judgement")
            if judgement is None:
                continue
            if not isinstance(day, date):
                self._list(row, f"{number} judgement", judgement, Fault(
                    "judgement_without_date", "The judgement has no date of inspection, so it is not kept.",
                    "Fill in the date of the inspection.",
                ))  # fmt: skip
                continue
            found.append(ListedInspection(
                _word(values, f"{number} type") or inspection.kind, day, _day(values, f"{number} published_on"),
                judgement, _word(values, f"{number} protection"), _word(values, f"{number} leadership"),
                _word(values, f"{number} event_number"),
            ))  # fmt: skip
        return found

    def _list_twice(self, settings: Sequence[ListedSetting]) -> None:
        """Rows of a number that stands there already; those of different inspections are both told."""
        first: dict[str, ListedSetting] = {}
        for setting in settings:
            if setting.urn is None:
                continue
            before = first.setdefault(setting.urn, setting)
            if before is setting:
                continue
            days = {inspection.inspected_on for inspection in before.inspections}
            if setting.inspections and days.isdisjoint(one.inspected_on for one in setting.inspections):
                continue
            self._list(setting.row, "urn", setting.urn, Fault(
                "urn_twice", f"The number stands in row {before.row:,} too; what differs is taken from there.",
                "Take out the row that is wrong.",
            ))  # fmt: skip


def _column(name: str) -> ListColumn:
    number, _, fact = name.partition(" ")
    if not fact:
        return COLUMN_BY_NAME[name]
    return next(column for column in INSPECTIONS[int(number)].columns if column.name == fact)


def _word(values: dict[str, Value], name: str) -> str | None:
    value = values.get(name)
    return None if value is None else str(value)


def _day(values: dict[str, Value], name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def _number(values: dict[str, Value], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None
