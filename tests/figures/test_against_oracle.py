"""Every indicator, from CSV files through import and store, against the same worked out a second time by the oracle."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from suffdesk.figures.indicators import indicators
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations import import_return
from suffdesk.operations.stores import new_store
from tests.oracle import invented, naive

SYNTHETIC = Path(__file__).parents[1] / "data" / "ssda903_synthetic_500_children"
BIRMINGHAM = "E08000025"
AGED_0_TO_17 = {2021: 286_496, 2022: 287_056, 2023: 290_047, 2024: 292_859}
"""Mid-year estimates of Birmingham, Office for National Statistics (Open Government Licence v3.0)."""
YEAR_ENDS = [date(year, 3, 31) for year in range(2022, 2027)]
OTHER_DAYS = [date(2024, 6, 30), date(2024, 2, 29), date(2023, 4, 1), date(2023, 2, 28), date(2025, 12, 31)]


class Imported:
    """A return brought into a store by the program, and the oracle's view of the same files."""

    def __init__(self, store, folder, directory=None):
        self.store, self.folder = store, folder
        held = naive.read(folder)
        directory = directory or open_directory()
        known = {}
        for rows in held.episodes.values():
            for row in rows:
                for postcode in (row["home"], row["placed"]):
                    place = directory.lookup(postcode) if postcode else None
                    known[postcode] = place and (place.easting, place.northing, place.authority)
        self.oracle = naive.Oracle(held, known.get, BIRMINGHAM, AGED_0_TO_17)
        self.names = dict(store.rows("SELECT id, identifier FROM child"))

    def one(self, as_at, code):
        (found,) = indicators(self.store, as_at, [code])
        return found

    def measures(self, as_at):
        return indicators(self.store, as_at, None, "all")


def bring_in(folder, where):
    store = new_store(where / "store.suffdesk", passphrase=None, authority="Birmingham")
    plan = import_return.plan(store, import_return.read([folder], authority="Birmingham"))
    import_return.apply(store, plan)
    return store


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    with bring_in(SYNTHETIC, tmp_path_factory.mktemp("synthetic")) as store:
        yield Imported(store, SYNTHETIC)


@pytest.fixture(scope="module", params=[903, 62, 63])
def made_up(request, tmp_path_factory):
    where = tmp_path_factory.mktemp(f"made-up-{request.param}")
    folder = invented.write(where / "return", request.param, children=300)
    with bring_in(folder, where) as store:
        yield Imported(store, folder)


def assert_agrees(imported, as_at):
    expected = imported.oracle.answers(as_at)
    codes = {code for code, _, _ in expected}
    found = {(item.code, item.variant, item.breakdown): item for item in imported.measures(as_at) if item.code in codes}
    assert set(expected) <= set(found), "a figure that the oracle gives is missing"
    differences = []
    for key, item in found.items():
        answer = expected.get(key)
        if answer is None:  # a group that holds nobody
            assert item.numerator == 0, key
            assert not item.rows, key
            continue
        rows = frozenset(imported.names[row] for row in item.rows)
        same = (item.exact, item.numerator) == (answer.value, answer.numerator) and rows == answer.rows
        if answer.denominator is not None:
            same = same and item.denominator == answer.denominator
            same = same and frozenset(imported.names[row] for row in item.base_rows) == answer.base
        if not same:
            differences.append(
                f"{key}: {item.numerator} of {item.denominator}, oracle {answer.numerator} of {answer.denominator}; "
                f"only the program {sorted(rows - answer.rows)[:5]}, only the oracle {sorted(answer.rows - rows)[:5]}"
            )
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("as_at", YEAR_ENDS + OTHER_DAYS, ids=str)
def test_every_figure_of_the_synthetic_return_is_the_oracles(synthetic, as_at):
    assert_agrees(synthetic, as_at)


@pytest.mark.parametrize("as_at", YEAR_ENDS + OTHER_DAYS, ids=str)
def test_every_figure_of_invented_histories_is_the_oracles(made_up, as_at):
    assert_agrees(made_up, as_at)


def test_invented_histories_tell_the_variants_apart(made_up):
    """Otherwise agreeing on them would say little."""
    answers = made_up.oracle.answers(date(2024, 3, 31))
    for code, variant in (
        ("three_placements", "each_placement"),
        ("stable_two_years", "all_ages"),
        ("out_of_area", "known_only"),
        ("over_20_miles", "known_only"),
    ):
        assert answers[code, "default", None].value != answers[code, variant, None].value, (code, variant)
    assert any(
        made_up.oracle.answers(day)["stable_two_years", "default", None].rows
        != made_up.oracle.answers(day)["stable_two_years", "each_placement", None].rows
        for day in YEAR_ENDS
    )


def test_every_breakdown_adds_up_to_its_whole(synthetic):
    for as_at in YEAR_ENDS:
        totals = {item.code: item.numerator for item in synthetic.measures(as_at) if item.breakdown is None}
        parts = {}
        for item in synthetic.measures(as_at):
            if item.breakdown is not None:
                parts[item.code] = parts.get(item.code, 0) + item.numerator
        assert parts
        for code, total in parts.items():
            assert total == totals[code.split("_by_")[0]], (code, as_at)


def test_missing_periods_change_no_figure(made_up, tmp_path):
    without = shutil.copytree(made_up.folder, tmp_path / "return", ignore=shutil.ignore_patterns("missing.csv"))
    as_at = date(2024, 3, 31)
    with bring_in(without, tmp_path) as store:
        found = indicators(store, as_at, None, "all")
    before = [(item.code, item.variant, item.breakdown, item.exact) for item in made_up.measures(as_at)]
    assert [(item.code, item.variant, item.breakdown, item.exact) for item in found] == before
