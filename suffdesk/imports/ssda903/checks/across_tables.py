"""Whether the tables of one year say the same of a child."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from suffdesk.core.kinds import Value
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.year_table import YearTable

_NOT_IN_HEADER = Fault(
    "not_in_header", "The child has no row in the header of this year.", "Add the child to the header."
)
_NO_EPISODES = Fault(
    "not_in_episodes", "The child has no episode in this year, and no row as a care leaver.",
    "Add the episodes, or take the child out of the header.",
)  # fmt: skip
_BORN = Fault(
    "birth_differs", "The date of birth is not the one in the header.", "Mend whichever is wrong; the header's is kept."
)
_SEX = Fault("sex_differs", "The sex is not the one in the header.", "Mend whichever is wrong; the header's is kept.")


@dataclass
class Known:
    """What the tables of one year say of its children."""

    born: dict[Value, date] = field(default_factory=dict)
    sex: dict[Value, Value] = field(default_factory=dict)
    in_header: set[Value] = field(default_factory=set)
    uasc: set[Value] = field(default_factory=set)
    has_header: bool = False


def known_of_year(tables: Sequence[YearTable]) -> Known:
    """Gather the header and the children who are or were unaccompanied asylum seekers."""
    known = Known()
    for table in tables:
        if table.format.name == "header":
            known.has_header = True
            known.in_header.update(table.children)
            for child, born, sex in zip(table.children, table.values("DOB"), table.values("SEX"), strict=True):
                if isinstance(born, date):
                    known.born[child] = born
                if sex is not None:
                    known.sex[child] = sex
        elif table.format.name == "uasc":
            known.uasc.update(table.children)
    return known


def check_across(tables: Sequence[YearTable], known: Known) -> None:
    """List, once a child and table, what does not agree. Without a header there is nothing to compare with."""
    if not known.has_header:
        return
    cared_for: set[Value] = set()
    told: set[tuple[str, Value, str]] = set()
    for table in tables:
        if table.format.name in ("episodes", "oc3"):
            cared_for.update(table.children)
        if table.format.name != "header":
            _against_header(table, known, told)
    if any(table.format.name == "episodes" for table in tables):
        for table in tables:
            if table.format.name == "header":
                for position, child in enumerate(table.children):
                    if child not in cared_for:
                        cared_for.add(child)  # said once, however many files name the child
                        table.note(position, "CHILD", _NO_EPISODES)


def _against_header(table: YearTable, known: Known, told: set[tuple[str, Value, str]]) -> None:
    """``told`` holds the tables, children and columns that have been listed, in this file or another."""
    missing = set(table.children) - known.in_header

    def tell(position: int, child: Value, column: str, fault: Fault) -> None:
        key = table.format.name, child, column
        if key not in told:
            told.add(key)
            table.note(position, column, fault)

    if missing:
        for position, child in enumerate(table.children):
            if child in missing:
                tell(position, child, "CHILD", _NOT_IN_HEADER)
    for column, in_header, fault in (("DOB", known.born, _BORN), ("SEX", known.sex, _SEX)):
        if column in table.table.values:
            for position, (child, value) in enumerate(zip(table.children, table.values(column), strict=True)):
                if value is not None and in_header.get(child, value) != value:
                    tell(position, child, column, fault)
