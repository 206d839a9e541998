"""Widths of printed tables."""

import pytest

from suffdesk.core.report import Column, Table
from suffdesk.exports.cells import shown_rows
from suffdesk.exports.pdf.columns import PADDING, Setting, setting
from suffdesk.exports.pdf.type import register_fonts, width_of
from tests.exports.sample_report import BY_TYPE, INDICATORS, PLACEMENTS

register_fonts()
UPRIGHT, LYING = 487.0, 734.0


def set_table(table: Table) -> tuple[Setting, list[list[str]]]:
    rows = list(shown_rows(table))
    return setting(table.columns, rows, UPRIGHT, LYING), rows


@pytest.mark.parametrize(("table", "lies"), [(INDICATORS, False), (BY_TYPE, False), (PLACEMENTS, True)])
def test_a_table_lies_only_where_it_must_and_fills_its_page(table: Table, lies: bool) -> None:
    found, _rows = set_table(table)
    assert found.landscape is lies
    assert sum(found.widths) == pytest.approx(LYING if lies else UPRIGHT, abs=0.5)


def test_numbers_and_dates_are_never_broken() -> None:
    found, rows = set_table(PLACEMENTS)
    for place, column in enumerate(PLACEMENTS.columns):
        if column.format != "text":
            room = found.widths[place] - 2 * PADDING
            assert max(width_of(row[place], found.body) for row in rows) <= room + 0.01


def test_a_few_long_names_do_not_squeeze_the_other_columns() -> None:
    found, rows = set_table(PLACEMENTS)
    for place in (2, 4):
        assert max(width_of(row[place], found.body) for row in rows) <= found.widths[place] - 2 * PADDING + 0.01


def test_a_small_table_does_not_stretch_over_the_page() -> None:
    table = Table("T", (Column("What"), Column("Count", "number")), [("A", 1)])
    assert sum(set_table(table)[0].widths) == pytest.approx(UPRIGHT / 2)
