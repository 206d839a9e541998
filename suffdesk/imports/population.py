"""Mid-year estimates of children aged 0-17, in the columns in which the Department publishes them."""

import csv
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from suffdesk.core.errors import UserError

COLUMNS = ("time_period", "new_la_code", "age_group", "population_estimate")
_CHILDREN = "children aged 0 to 17 years"
_LARGEST_FILE = 50_000_000
_MOST_PEOPLE = 100_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """People aged 0-17 in an authority (ONS code) at mid-year."""

    authority: str
    mid_year: int
    aged_0_to_17: int


def looks_like_population(path: Path) -> bool:
    """Whether a file's first line has the columns of published estimates."""
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            return False
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = {name.strip().lower() for name in next(csv.reader([file.readline(10_000)]), [])}
    except (OSError, ValueError, csv.Error):
        return False
    return set(COLUMNS) <= header


def read_population(path: Path) -> list[Estimate]:
    """Every authority's estimates of all children aged 0-17 (sexes and ages apart are passed over).

    Raises UserError where the file cannot be read, is not such a file, or holds none.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UserError(f"{path.name} cannot be read: it is not a file; choose a file of population estimates")
        if status.st_size > _LARGEST_FILE:
            raise UserError(f"{path.name} is too large to be a file of population estimates")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UserError(f"{path.name} is not a text file; save it as CSV (UTF-8) and try again") from None
    try:
        rows = list(csv.DictReader(text.splitlines()))
    except csv.Error as error:
        raise UserError(f"{path.name} cannot be read as CSV: {error}") from None
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise UserError(f"{path.name} is not a file of population estimates: it needs the columns {', '.join(COLUMNS)}")
    found = []
    for number, row in enumerate(rows, start=2):
        if (row["age_group"] or "").strip().lower() != _CHILDREN or not (row["new_la_code"] or "").strip():
            continue
        try:
            year = int((row["time_period"] or "")[:4])
            people = int(row["population_estimate"] or "")
        except ValueError:
            if (row["population_estimate"] or "").strip().lower() in ("x", "z", "c", ":", ""):
                continue  # not available, as published
            raise _faulty(path, number, row) from None
        if not 1900 <= year <= 2100 or not 0 <= people <= _MOST_PEOPLE:
            raise _faulty(path, number, row)
        found.append(Estimate(row["new_la_code"].strip(), year, people))
    if not found:
        raise UserError(f"{path.name} holds no estimate of children aged 0 to 17 by authority")
    return found


def _faulty(path: Path, number: int, row: Mapping[str, str | None]) -> UserError:
    year, people = ((row[name] or "")[:40] for name in ("time_period", "population_estimate"))
    return UserError(f"{path.name}, row {number}: “{year}” and “{people}” are not a year and a number of people")
