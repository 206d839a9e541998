"""What is written to disk, and what is left when it is not."""

import gc
from pathlib import Path

import pytest

from suffdesk.core.errors import Cancelled, UserError
from suffdesk.core.report import Column, Table
from suffdesk.exports.excel import write_table


def test_a_workbook_given_up_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise Cancelled("Stopped")

    table = Table("Long", (Column("Letter"),), [("b",)] * 10_000)
    with pytest.raises(Cancelled):
        write_table(table, tmp_path / "long.xlsx", progress=stop)
    with pytest.raises(UserError):
        write_table(table, tmp_path / "none" / "long.xlsx")
    gc.collect()  # sheets left open would complain now, and a warning fails the test
    assert list(tmp_path.iterdir()) == []
