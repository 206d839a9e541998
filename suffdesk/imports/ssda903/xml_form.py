"""The XML form of the return, turned into the tables of the CSV form, so that everything after it is the same.

A CHILD holds a HEADER and EPISODEs. The HEADER's own elements fill the tables header, uasc, oc3 and ad1; the groups
in it are rows of the others. Names from shared/data/CLA.xsd (version 3.3.0) and fake_903.xml (SocialFinanceDigitalLabs,
MIT); groups that came later are known by the columns in them, as files of the CSV form are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from suffdesk.core.kinds import YES_NO
from suffdesk.core.text import listed
from suffdesk.domain.formats.ssda903 import BY_NAME, HEADER, LA_COLUMNS, TABLES, UASC, YEAR_COLUMNS, TableFormat
from suffdesk.imports.sources import Grid, GridBuilder, NoHeader, Source, SourceFault, walk_xml
from suffdesk.imports.ssda903.faults import Fault, Problems

_CHILD = "CHILD"
_HEADER = "HEADER"
_EPISODE = "EPISODE"
_COLUMNS = {"CHILDID": "CHILD", "PL": "PLACE"}
"""Elements whose name is not that of the column."""
_ELEMENTS = {column: element for element, column in _COLUMNS.items()}
_GROUPS = {
    "HEADER": "header",
    "EPISODE": "episodes",
    "AREVIEW": "reviews",
    "OC2": "oc2",
    "PERMANENCE": "previous_permanence",
    "AMISSING": "missing",
    "AD_PLACED": "placed_for_adoption",
}
_IN_HEADER = ("oc3", "ad1")
"""Tables that a child is in where the HEADER holds any of their own elements."""
_LOOKED_FOR = ("header", "episodes")
"""Tables of which an element that no row has is listed; in the others many rows lack many."""
_MOST_PARTS = 20_000
"""Groups of one child; the schema allows 366 of each kind."""
_MOST_UNKNOWN = 100
_OF_CHILD = {"CHILD", "DOB", "SEX"}

Leaves = dict[str, str]


@dataclass
class XmlReturn:
    """Tables as the CSV form has them, and for each its elements that the return does not have."""

    grids: list[Grid]
    ignored: dict[str, tuple[str, ...]]


def read_xml(source: Source, problems: Problems) -> XmlReturn:
    """Read the tables of an XML return. Raises SourceFault, NoHeader where it holds no child.

    A grid's rows are numbered by the line on which their element begins; where several stand on one line (systems
    write all in one), by their order among elements of that name. The grid's name says which.
    """
    visitor = _Return(source, problems)
    digest = walk_xml(source, visitor)
    if not visitor.children:
        raise NoHeader([])
    return visitor.finish(digest)


@dataclass
class _Group:
    """An element with elements in it."""

    name: str
    line: int
    number: int
    leaves: Leaves = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


@dataclass
class _Rows:
    """One table as it grows."""

    format: TableFormat
    element: str
    builder: GridBuilder
    seen: set[str] = field(default_factory=set)
    lines: dict[int, int] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    twice: list[tuple[int, str]] = field(default_factory=list)
    odd_uasc: list[tuple[int, str]] = field(default_factory=list)


class _Return:
    """Gathers the groups of a child, and turns them into rows when the child ends."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.children = 0
        self._source = source
        self._problems = problems
        self._open: list[_Group] = []
        self._groups: list[_Group] = []
        self._numbers: dict[str, int] = {}
        self._in_child = 0
        self._has_elements = False
        self._tables: dict[str, _Rows] = {}

    def start(self, name: str, line: int) -> None:
        self._open.append(_Group(name.upper(), line, 0))
        self._has_elements = False
        if name.upper() == _CHILD and not self._in_child and len(self._open) > 1:
            self._in_child = len(self._open)
            self._groups = []

    def end(self, name: str, line: int, text: str) -> None:
        group = self._open.pop()
        is_leaf, self._has_elements = not self._has_elements, True
        if not self._in_child:
            return
        if len(self._open) < self._in_child:
            self._in_child = 0
            self._end_child(group)
        elif is_leaf and group.name not in _GROUPS:
            into = self._open[-1]
            column = _COLUMNS.get(group.name, group.name)
            if into.leaves.setdefault(column, text) != text:
                into.twice.append(column)
        else:
            if len(self._groups) == _MOST_PARTS:
                raise SourceFault(
                    f"the CHILD on line {self._open[self._in_child - 1].line:,} has over {_MOST_PARTS:,} parts",
                    "choose the right file",
                )
            group.number = self._numbers[group.name] = self._numbers.get(group.name, 0) + 1
            self._groups.append(group)

    def _end_child(self, child: _Group) -> None:
        header = next((group for group in self._groups if group.name == _HEADER), None)
        if header is None and not any(group.name in _GROUPS for group in self._groups):
            return  # an element of that name in some other file
        self.children += 1
        of_child = header.leaves if header else child.leaves
        known = {name: of_child.get(name, "") for name in _OF_CHILD}
        for group in self._groups:
            if group is header:
                self._header(group)
            elif group.name == _EPISODE or any(map(str.strip, group.leaves.values())):
                self._add(_table_of(group), group.name, group, known)

    def _header(self, header: _Group) -> None:
        leaves = header.leaves
        self._add(HEADER, _HEADER, header, {})
        for name in _IN_HEADER:
            table = BY_NAME[name]
            own = [column.name for column in table.columns if column.name not in _OF_CHILD]
            if any(leaves.get(column, "").strip() for column in own):
                self._add(table, f"{_HEADER} ({table.name})", header, {})
        said = leaves.get("UASC", "").strip()
        try:
            is_uasc = bool(said and YES_NO.parse(said))
        except ValueError:
            is_uasc = False
            self._tables[HEADER.name].odd_uasc.append((header.number, said))
        in_table = f"{_HEADER} ({UASC.name})"
        if is_uasc or leaves.get("DUC", "").strip():
            self._add(UASC, in_table, header, {})
        elif said:
            self._rows_of(UASC, in_table)  # the return holds the table, though nobody may be in it

    def _rows_of(self, table: TableFormat, element: str) -> "_Rows":
        if table.name not in self._tables:
            columns = (*(column.name for column in table.columns), LA_COLUMNS[0], YEAR_COLUMNS[0])
            grid = Grid(self._source.name, self._source.name, self._source.stem, columns, 0)
            self._tables[table.name] = _Rows(table, element, GridBuilder(grid))
        return self._tables[table.name]

    def _add(self, table: TableFormat | None, element: str, group: _Group, known: Leaves) -> None:
        if table is None:
            return
        rows = self._rows_of(table, element)
        leaves = {**known, **group.leaves}
        rows.seen.update(leaves)
        rows.lines[group.number] = group.line
        rows.builder.add(group.number, [leaves.get(name, "") for name in rows.builder.header])
        for column in group.twice:
            if column in table.by_column:
                rows.twice.append((group.number, column))
        if not element.endswith(")") and len(rows.unknown) < _MOST_UNKNOWN:
            in_header = group.name == _HEADER
            rows.unknown.update(dict.fromkeys(
                name[:60] for name in group.leaves if name not in rows.builder.header
                and not (in_header and name in _HEADER_ELEMENTS)
            ))  # fmt: skip

    def finish(self, digest: str) -> XmlReturn:
        result = XmlReturn([], {})
        order = {table.name: place for place, table in enumerate(TABLES)}
        for rows in sorted(self._tables.values(), key=lambda rows: order[rows.format.name]):
            grid = rows.builder.finish()
            if not grid.rows and rows.format is not UASC:
                continue
            if grid.rows:
                self._refuse_lacking(rows)
            by_line = len(set(rows.lines.values())) == len(rows.lines)
            grid.name = f"{self._source.name}, {rows.element} by {'line' if by_line else 'order'}"
            grid.digest = digest
            numbers = rows.lines if by_line else {number: number for number in rows.lines}
            grid.rows = [numbers[number] for number in grid.rows]
            self._say_of(grid, rows, numbers)
            _without_unused(grid, (LA_COLUMNS[0], YEAR_COLUMNS[0]))
            if rows.unknown:
                result.ignored[grid.name] = tuple(rows.unknown)
            result.grids.append(grid)
        if not any(grid.rows for grid in result.grids):
            raise NoHeader([])
        return result

    def _refuse_lacking(self, rows: _Rows) -> None:
        needed = [column.name for column in rows.format.columns if column.needed and column.name not in rows.seen]
        lacking = [_ELEMENTS.get(name, name) for name in needed]
        if lacking:
            raise SourceFault(f"no {rows.element} of it has {listed(lacking)}, which the return needs",
                              "have the system export every element of the return")  # fmt: skip

    def _say_of(self, grid: Grid, rows: _Rows, numbers: dict[int, int]) -> None:
        for number, name in rows.twice:
            self._problems.of_row(grid.name, numbers[number], name, None, "listed", Fault(
                "element_twice", f"{rows.element} has two different values of {name}; the first was taken.",
                "Keep the one that is right.",
            ))  # fmt: skip
        for number, said in rows.odd_uasc:
            self._problems.of_row(grid.name, numbers[number], "UASC", said[:200], "listed", Fault(
                "not_yes_or_no", f"“{said[:40]}” is neither 1 (yes) nor 0 (no).",
                "Check it against the child's record.",
            ))  # fmt: skip
        if rows.format.name not in _LOOKED_FOR:
            return
        for column in rows.format.columns:
            if column.name not in rows.seen and not column.optional and not column.required:
                self._problems.of_file(grid.name, "listed", Fault(
                    "element_missing", f"No {rows.element} has the element {column.name}, so nothing is known of it.",
                    "Have the system export every element of the return.",
                ), column.name)  # fmt: skip


def _table_of(group: _Group) -> TableFormat | None:
    """The table of a group: by its name, else the one with the greatest share of the columns in it."""
    if group.name in _GROUPS:
        return BY_NAME[_GROUPS[group.name]]
    names = group.leaves.keys() - _OF_CHILD
    fitting = [table for table in TABLES if not names.isdisjoint(table.distinctive)]
    return max(
        fitting, key=lambda table: sum(column in names for column in table.by_column) / len(table.columns), default=None
    )


def _without_unused(grid: Grid, columns: Sequence[str]) -> None:
    """Take out those of the columns that no row fills."""
    keep = [place for place, name in enumerate(grid.header) if name not in columns or any(grid.columns[place])]
    grid.header = tuple(grid.header[place] for place in keep)
    grid.columns = [grid.columns[place] for place in keep]


_HEADER_ELEMENTS = {"UASC", *UASC.by_column, *(column for name in _IN_HEADER for column in BY_NAME[name].by_column)}
"""Elements of the HEADER that other tables take."""
