"""Reading a list of any year: csv, xlsx, xls or ods, of which the header row and the columns are looked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import single_line
from suffdesk.domain.formats.mapping import plain
from suffdesk.domain.formats.ofsted import (
    COLUMN_BY_NAME,
    INSPECTIONS,
    ListColumn,
    ListedInspection,
    ListedSetting,
    OfstedList,
)
from suffdesk.domain.provider import CHILDRENS_HOME, SPECIAL_SCHOOL_HOME
from suffdesk.domain.registration import CLOSED, OFSTED, REGISTERED, SUSPENDED
from suffdesk.imports.mapped.headers import opened
from suffdesk.imports.ofsted.cells import Read, read_words
from suffdesk.imports.ofsted.header import (
    columns_in,
    date_of_list,
    day_in_header,
    is_complete,
    is_header,
    kind_in,
    titles_of,
)
from suffdesk.imports.ofsted.sheets import with_sheet
from suffdesk.imports.sources import Grid, NoHeader, SourceFault, read_grids
from suffdesk.imports.ssda903.faults import Fault, Problems

_ADDRESS = ("address_1", "address_2", "address_3", "town", "county")
_CLOSING = ("closed_on", "resigned_on", "cancelled_on")
_JUDGED = ("judgement", "supported")
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
    """Read every row of a list. Raises UserError where the file cannot be read, or is no such list.

    Of several sheets the best is the list; what others have beyond it (those of another kind, or who have left) is
    added, and the rest is named as passed over.
    """
    progress("Reading the list", 0.02)
    with opened(path) as source:
        try:
            grids = read_grids(source, is_header)
        except NoHeader:
            raise UserError(f"{source.name} cannot be read: {_NOT_A_LIST}; choose the right file") from None
        except SourceFault as fault:
            raise UserError(fault.sentence(source.name)) from None
    if not grids.grids:
        name, refused = grids.refused[0]
        raise UserError(refused.sentence(name))
    first, *others = sorted(grids.grids, key=_worth, reverse=True)
    progress("Reading the list", 0.1)
    listed = read_sheet(first)
    passed_over = [name for name, _ in grids.refused]
    for grid in others:
        try:
            side = read_sheet(grid)
        except UserError:  # it has no rows, or is of something else
            passed_over.append(grid.name)
        else:
            listed = with_sheet(listed, side)
    return replace(listed, sheets_ignored=(*listed.sheets_ignored, *passed_over))


def _worth(grid: Grid) -> tuple[bool, bool, int, int]:
    """Of several sheets the list is the one that has every setting, with the most columns known, and the most rows."""
    whole = is_complete([grid.sheet, *titles_of(grid)])
    return bool(grid.rows), whole, len(columns_in(grid.header)), len(grid.rows)


def read_sheet(grid: Grid) -> OfstedList:
    """Every row of one table. Raises UserError where it has none, or is of something else."""
    return _Reading(grid).whole()


class _Reading:
    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._titles = titles_of(grid)
        self._problems = Problems()
        self._places = columns_in(grid.header)
        self._kind = kind_in([*self._titles, grid.sheet, grid.stem])
        self._meanings: dict[str, dict[str, Read]] = {}

    def whole(self) -> OfstedList:
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
            grid.name, date_of_list(self._titles, names) or day_in_header(grid.header),
            is_complete([*self._titles, *names]) and not {"leaver", "joiner"} & self._places.keys(), tuple(settings),
            self._problems.all(), len(grid.rows), len(grid.rows) - len(settings), grid.digest,
            tuple(single_line(one)[:80] for place, one in enumerate(grid.header) if place not in used and one.strip()),
            of_leavers=bool({"leaver", *_CLOSING} & self._places.keys()),
        )  # fmt: skip

    def _read_columns(self) -> None:
        """The meaning of every distinct text, column by column."""
        grid = self._grid
        for name, place in self._places.items():
            column = _column(name)
            try:
                self._meanings[name] = read_words(column, single_line(grid.header[place])[:80], grid.columns[place])
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
        heading = single_line(self._grid.header[self._places[name]])[:80]
        self._problems.of_row(self._grid.name, row, heading, text.strip()[:200], "listed", fault)

    def _setting(self, row: int, values: dict[str, Value]) -> ListedSetting:
        kind = _word(values, "subtype") or (_word(values, "kind") if "kind" in self._places else self._kind)
        flag = values.get("short_breaks_only")
        if flag is None and "short_breaks_only" in self._places and kind in _SHORT_BREAK_KINDS:
            flag = 0
        address = ", ".join(str(values[name]) for name in _ADDRESS if values.get(name))
        regulator = _word(values, "regulator") or OFSTED
        closed_on = min((day for name in _CLOSING if (day := _day(values, name))), default=None)
        return ListedSetting(
            self._grid.name, row, _word(values, "urn"), _word(values, "name"), kind, _word(values, "sector"),
            _word(values, "owner"), regulator, address or None, _word(values, "postcode"),
            _word(values, "local_authority"), _day(values, "registered_on"), self._status(row, values, closed_on),
            closed_on, _number(values, "places"), flag if isinstance(flag, int) else None,
            tuple(self._inspections(row, values)),
        )  # fmt: skip

    def _status(self, row: int, values: dict[str, Value], closed_on: date | None) -> str | None:
        """A row closes a setting by its status, by saying that it left, or by a closing date."""
        status = CLOSED if values.get("leaver") == 1 else _word(values, "status")
        if status == CLOSED and closed_on is None:
            name = "leaver" if values.get("leaver") == 1 else "status"
            self._list(row, name, CLOSED, Fault(
                "closed_without_date", "The row says that it has closed, not when, so the date of the list is taken.",
                "Fill in the closing date, if it is known.",
            ))  # fmt: skip
        if closed_on and status in (REGISTERED, SUSPENDED):
            name = next(name for name in _CLOSING if values.get(name) == closed_on)
            self._list(row, name, closed_on.isoformat(), Fault(
                "closed_and_registered", f"The row has a closing date and yet the status {status}; it is taken for "
                "closed.", "Empty the closing date, if it is open.",
            ))  # fmt: skip
        return CLOSED if closed_on else status

    def _inspections(self, row: int, values: dict[str, Value]) -> list[ListedInspection]:
        found = []
        for number, inspection in enumerate(INSPECTIONS):
            day = values.get(f"{number} inspected_on")
            name = next((fact for fact in _JUDGED if values.get(f"{number} {fact}")), "")
            judgement = _word(values, f"{number} {name}")
            if judgement is None:
                continue
            if not isinstance(day, date):
                self._list(row, f"{number} {name}", judgement, Fault(
                    "judgement_without_date", "The judgement has no date of inspection, so it is not kept.",
                    "Fill in the date of the inspection.",
                ))  # fmt: skip
                continue
            found.append(ListedInspection(
                self._type(row, number, inspection.kind, values), day, _day(values, f"{number} published_on"),
                judgement, _word(values, f"{number} protection"), _word(values, f"{number} leadership"),
                _word(values, f"{number} event_number"),
            ))  # fmt: skip
        return found

    def _type(self, row: int, number: int, kind: str, values: dict[str, Value]) -> str:
        """What an inspection was. One in columns of the latest full inspections counts as Ofsted counts it: full."""
        name = f"{number} type"
        said = _word(values, name)
        if said is None or said == kind or not self._of_full_ones(name):
            return said or kind
        self._list(row, name, said, Fault(
            "counted_as_full", f"The columns are of full inspections, so that Ofsted counts its judgement as one; the "
            f"type beside it is {said}.", "Nothing, if the list is right.",
        ))  # fmt: skip
        return kind

    def _of_full_ones(self, name: str) -> bool:
        """Whether the heading of a column, or one above a group of columns, says that it is of full inspections."""
        heading = plain(self._grid.header[self._places[name]])
        return "full inspection" in heading or any("latest full inspection" in plain(line) for line in self._titles)

    def _list_twice(self, settings: Sequence[ListedSetting]) -> None:
        """Rows of a number that stands there already; those of different inspections are both told."""
        first: dict[str, ListedSetting] = {}
        for setting in settings:
            if setting.urn is None:
                continue
            before = first.setdefault(setting.urn, setting)
            if before is setting:
                continue
            if setting.is_premises_of(before):
                self._list(setting.row, "urn", setting.urn, Fault(
                    "premises", f"The number stands in row {before.row:,} too, for another address: the places of all "
                    "its addresses are added up, and the first address is kept.", "Nothing, if the list is right.",
                ))  # fmt: skip
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
