"""The workbook of the faults of an import: the child, the fault in words, and what mends it."""

from pathlib import Path

from openpyxl import load_workbook

from suffdesk.core.problem import Problem
from suffdesk.exports.problems import write_problems


def test_each_fault_names_the_child_in_words(tmp_path: Path) -> None:
    fault = Problem("episodes.csv", 6, "RNE", "L", "listed", "It did not change.", "Mend RNE.", "rne_legal_status_same",
                    "100004")  # fmt: skip
    write_problems([fault], tmp_path / "faults.xlsx")
    sheet = load_workbook(tmp_path / "faults.xlsx")["Faults"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    head = next(row for row in rows if "Child" in row)
    row = dict(zip(head, rows[rows.index(head) + 1], strict=True))
    assert (row["Child"], row["Fault"], row["How to mend it"]) == ("100004", "Legal status did not change", "Mend RNE.")
    assert (row["Row"], row["Column"], row["Value"]) == (6, "RNE", "L")
