"""Checks of what rows say: each is a small function that gives a Fault or None. None of them stops a row being stored.

The rules are restated from shared facts on the return (data-to-insight/csc-validator-be-903, MIT) and DOMAIN.md.
"""

from collections.abc import Sequence

from suffdesk.imports.ssda903.checks.across_tables import Known, check_across, known_of_year
from suffdesk.imports.ssda903.checks.episode_rows import check_episodes
from suffdesk.imports.ssda903.checks.other_rows import check_births, check_expected
from suffdesk.imports.ssda903.year_table import YearTable

__all__ = ["Known", "check_year"]


def check_year(tables: Sequence[YearTable]) -> None:
    """Check all tables of one collection year, within themselves and against each other."""
    known = known_of_year(tables)
    for table in tables:
        check_expected(table)
        check_births(table)
    check_episodes([table for table in tables if table.format.name == "episodes"], known)
    check_across(tables, known)
