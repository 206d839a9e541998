"""Faults that an import found, as a table and as a workbook."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from suffdesk.core.problem import Problem
from suffdesk.core.report import Column, Table
from suffdesk.domain.fault_words import fault_words
from suffdesk.exports.excel import write_table

_COLUMNS = (
    Column("File", width=24),
    Column("Row", "number", 7),
    Column("Child", width=14),
    Column("Fault", width=34),
    Column("What is wrong", width=60),
    Column("How to mend it", width=50),
    Column("Column", width=20),
    Column("Value", width=16),
    Column("What becomes of the row", width=14),
)


def problem_table(problems: Sequence[Problem]) -> Table:
    """One row a problem, in the order in which they were found."""
    rows = [
        (p.file, p.row, p.child, fault_words(p.rule), p.message, p.mend, p.column, p.value, p.severity.capitalize())
        for p in problems
    ]
    return Table("Faults", _COLUMNS, rows, sheet="Faults")


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Save problems as a workbook. Raises UserError where the file cannot be written."""
    severities = Counter(problem.severity for problem in problems)
    facts = (
        ("Rows left out", f"{severities['left out']:,} (they could not be stored)"),
        ("Faults listed", f"{severities['listed']:,} (in rows that are stored)"),
    )
    write_table(problem_table(problems), path, facts)
