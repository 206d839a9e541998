"""Ofsted's real list of March 2023, and altered copies of it, for tests of the import and of what it changed."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

REAL = Path(__file__).parent / "data" / "ofsted" / "provider_level_at_31_March_2023.csv"
AS_AT, LATER = date(2023, 3, 31), date(2024, 3, 31)
OVERALL = "Overall experiences and progress of children and young people"
DATE, NUMBER = "Latest full inspection date", "Latest full inspection event number"
OWNER = "Organisation which owns the provider"
_TITLE = "Children's social care data in England {0:%Y} - Provider level as at {0.day} {0:%B %Y}"
HEADER = (
    "URN", "Provision type", "Registration date", "Registration status", "Name", "Postcode", "Local authority",
    "Sector", "Places", OWNER, "Latest full inspection event type", DATE, NUMBER, OVERALL,
)  # fmt: skip
_HOME = {
    "Provision type": "Children's home", "Registration date": "01/02/2020", "Registration status": "Active",
    "Name": "REDACTED", "Postcode": "REDACTED", "Local authority": "Stockport", "Sector": "Private", "Places": "4",
    OWNER: "Kind Homes Ltd",
}  # fmt: skip

Row = dict[str, str]


def real_rows() -> list[Row]:
    """Rows of the real list as the csv module reads them."""
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    return [dict(zip(lines[3], line, strict=True)) for line in lines[4:] if any(map(str.strip, line))]


def home(urn: str, grade: str = "", on: str = "01/06/2022", number: str = "", **facts: str) -> Row:
    """A row of a children's home in Stockport; other columns by their heading with underscores for spaces."""
    row = {**_HOME, "URN": urn, **{name.replace("_", " "): value for name, value in facts.items()}}
    if grade:
        row |= {OVERALL: grade, DATE: on, NUMBER: number, "Latest full inspection event type": "Full inspection"}
    return row


def write_list(path: Path, rows: Iterable[Mapping[str, str]], as_at: date | None = AS_AT,
               header: Iterable[str] = HEADER) -> Path:  # fmt: skip
    """A csv as it is published: title, a line of notes, header, rows."""
    columns = list(header)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        if as_at:
            out.writerow([_TITLE.format(as_at), *[""] * (len(columns) - 1)])
        out.writerow(["This worksheet contains one table."])
        out.writerow(columns)
        out.writerows([row.get(name, "") for name in columns] for row in rows)
    return path
