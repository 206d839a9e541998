"""What a case system's extract may tell of a child looked after: one row a child, or one a placement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.domain.formats.ssda903 import EPISODES, HEADER, Column


@dataclass(frozen=True, slots=True)
class Target:
    """One fact. ``column`` says how its cells are read, as a column of the return is."""

    name: str
    label: str
    column: Column

    @property
    def codes(self) -> str:
        """Name of its code set; empty for a fact that is no code."""
        return self.column.codes


_EPISODE, _CHILD = EPISODES.by_column, HEADER.by_column
TARGETS: tuple[Target, ...] = (
    Target("identifier", "903 identifier of the child", _CHILD["CHILD"]),
    Target("reference", "Reference of the child in this store", Column("Reference", "reference")),
    Target("upn", "Unique pupil number", _CHILD["UPN"]),
    Target("date_of_birth", "Date of birth", _CHILD["DOB"]),
    Target("sex", "Sex", _CHILD["SEX"]),
    Target("ethnicity", "Ethnicity", _CHILD["ETHNIC"]),
    Target("uasc", "Unaccompanied asylum seeker", Column("UASC", "uasc", "yes or no")),
    Target("care_started", "Started to be looked after", Column("Care started", "care_started", "date")),
    Target("care_ceased", "Ceased to be looked after", Column("Care ceased", "care_ceased", "date")),
    Target("care_reason_ceased", "Why care ceased", _EPISODE["REC"]),
    Target("need", "Need", _EPISODE["CIN"]),
    Target("legal_status", "Legal status", _EPISODE["LS"]),
    Target("legal_status_started", "Legal status since", Column("Legal status since", "", "date")),
    Target("started", "Placement started", _EPISODE["DECOM"]),
    Target("until", "Placement ceased", _EPISODE["DEC"]),
    Target("place", "Placement", _EPISODE["PLACE"]),
    Target("provider", "Provider", _EPISODE["PLACE_PROVIDER"]),
    Target("placement_postcode", "Placement postcode", _EPISODE["PL_POST"]),
    Target("home_postcode", "Home postcode", _EPISODE["HOME_POST"]),
    Target("urn", "Ofsted or CQC number", _EPISODE["URN"]),
)
BY_TARGET: Mapping[str, Target] = {target.name: target for target in TARGETS}
IDENTIFYING = ("identifier", "upn", "reference")
"""Facts by which a child is found, the first of them that a row has."""
OF_CHILD = ("date_of_birth", "sex", "ethnicity", "upn")
OF_PLACEMENT = ("place", "provider", "placement_postcode", "home_postcode", "urn")


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One row. ``values`` has the facts whose column the extract has: None where the cell is empty."""

    row: int
    values: Mapping[str, Value]

    def day(self, name: str) -> date | None:
        """A fact that is a day."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def text(self, name: str) -> str | None:
        """A fact that is text or a code."""
        value = self.values.get(name)
        return None if value is None else str(value)


@dataclass(frozen=True)
class Extract:
    """An extract read through a mapping. ``file`` names the sheet too."""

    file: str
    rows: tuple[ExtractRow, ...]
    targets: frozenset[str]
    """Facts of which there is a column."""
    problems: tuple[Problem, ...]
    rows_read: int
    rows_left_out: int
    columns_ignored: tuple[str, ...] = ()


def said_of(row: ExtractRow) -> str:
    """What a row calls its child: the first of the facts by which one is found; empty where it says none."""
    return next((text for name in IDENTIFYING if (text := row.text(name))), "")
