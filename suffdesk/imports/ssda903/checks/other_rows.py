"""Values that every row of a table should have, and tables that the return did not yet have."""

from datetime import date

from suffdesk.core.dates import financial_year_label, financial_year_span
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.year_table import YearTable

_EXPECTED = {
    "header": ("SEX", "DOB", "ETHNIC"),
    "episodes": ("RNE", "LS", "CIN", "PLACE"),
    "reviews": ("REVIEW_CODE",),
    "oc3": ("IN_TOUCH",),
    "ad1": ("DATE_INT",),
    "previous_permanence": ("PREV_PERM",),
    "missing": ("MISSING",),
    "sw_episodes": ("SW_ID",),
}
"""Columns that no row may leave empty. (One that the file lacks altogether is listed once, for the file.)"""
_BORN_AFTER = Fault(
    "born_after_year", "The child's date of birth is after the end of the collection year.", "Mend DOB."
)


def check_expected(table: YearTable) -> None:
    """List every row without a value that it should have."""
    first = table.format.first_collection
    if first and table.year < first:
        table.problems.of_file(table.table.file, "listed", Fault(
            "table_not_in_year", f"The return has the table {table.format.title} from {financial_year_label(first)}, "
            f"and these rows are of {financial_year_label(table.year)}.", "Check the dates.",
        ))  # fmt: skip
    for name in _EXPECTED.get(table.format.name, ()):
        texts = table.table.printed.get(name)
        if texts is None:
            continue
        for position, value in enumerate(table.values(name)):
            if value is None and not texts[position].strip():
                table.note(position, name, Fault("value_missing", f"{name} is empty.", f"Fill in {name}."))


def check_births(table: YearTable) -> None:
    """List every child of a header who is born after the collection year has ended."""
    if table.format.name != "header":
        return
    _, last = financial_year_span(table.year)
    for position, born in enumerate(table.values("DOB")):
        if isinstance(born, date) and born > last:
            table.note(position, "DOB", _BORN_AFTER)
