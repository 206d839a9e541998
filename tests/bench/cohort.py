"""A large return: the synthetic children of tests/data many times over, each copy with identifiers of its own.

The synthetic return lacks some tables; they are made here from its episodes, so that both programs have all
tables of a return to read and check.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "data" / "ssda903_synthetic_500_children"
COPIES = 52
"""52 times the 387 children whom the synthetic return holds: 20,000 children, five years, 74,000 rows of episodes."""

_HEADERS = {
    "previous_permanence": ["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"],
    "oc3": ["CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"],
    "ad1": ["CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"],
    "placed_for_adoption": ["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    "sw_episodes": ["CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"],
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _missing_tables(year: Path) -> dict[str, list[list[str]]]:
    """Rows of the tables that the synthetic return lacks, one line of reasoning each."""
    born = {row["CHILD"]: row["DOB"] for row in _rows(year / "header.csv")}
    made: dict[str, list[list[str]]] = {name: [] for name in _HEADERS}
    seen: set[str] = set()
    for row in _rows(year / "episodes.csv"):
        child, dob = row["CHILD"], born[row["CHILD"]]
        if child not in seen:  # every child has a worker from the first episode held
            seen.add(child)
            made["sw_episodes"].append([child, dob, f"SW{int(child) % 97:03d}", row["DECOM"], "", ""])
        if row["RNE"] == "S":
            made["previous_permanence"].append([child, dob, "Z1", "", ""])
        if row["LS"] == "E1":  # a placement order follows a decision to place for adoption
            made["placed_for_adoption"].append([child, dob, row["DECOM"], "", ""])
        if row["REC"] in ("E11", "E12"):
            made["ad1"].append([child, dob, row["DECOM"], row["DECOM"], "0", "2", "MF", "L11"])
        if row["REC"] in ("E5", "E6", "E8"):
            made["oc3"].append([child, dob, "YES", "F2", "U1"])
    return made


def _write(target: Path, header: list[str], rows: Iterable[list[str]], copies: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    child = header.index("CHILD")
    rows = list(rows)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for copy in range(copies):
            for row in rows:
                writer.writerow([*row[:child], f"{copy:02d}{row[child]}", *row[child + 1 :]])


def make_cohort(folder: Path, copies: int = COPIES) -> Path:
    """Write the return many times over, one folder a year."""
    for year in sorted(path for path in SOURCE.iterdir() if path.is_dir()):
        for source in sorted(year.glob("*.csv")):
            with source.open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            _write(folder / year.name / source.name, header, rows, copies)
        for name, made in _missing_tables(year).items():
            if made and (name != "sw_episodes" or year.name >= "2024"):
                _write(folder / year.name / f"{name}.csv", _HEADERS[name], made, copies)
    return folder
