"""Files of published population estimates: which they are, and what is read of them."""

import os
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.imports.population import Estimate, looks_like_population, read_population

HEADER = "time_period,new_la_code,age_group,population_estimate\n"


def test_estimates_of_all_children_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        f"{HEADER}2023,E08000007,Children aged 0 to 17 years,64000\n2023,E08000007,Aged 5,3000\n"
        "2023,E08000008,Children aged 0 to 17 years,x\n"
    )
    assert looks_like_population(path)
    assert read_population(path) == [Estimate("E08000007", 2023, 64_000)]


def test_other_files_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("CHILD,DECOM\n")
    assert not looks_like_population(tmp_path / "x.csv")
    with pytest.raises(UserError, match="it needs the columns time_period"):
        read_population(tmp_path / "x.csv")
    assert not looks_like_population(tmp_path / "missing.csv")
    assert not looks_like_population(Path("x\0.csv"))


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")  # opening it would wait for ever
    for path in (tmp_path / "pipe.csv", Path("/dev/zero"), tmp_path):
        assert not looks_like_population(path)
        with pytest.raises(UserError, match="cannot be read: it is not a file"):
            read_population(path)
