"""Small returns that once gave wrong figures (tests/data/cases), one after the other and together, in every order."""

import csv
import shutil
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.figures.indicators import indicators
from suffdesk.operations import import_return
from suffdesk.operations.stores import new_store
from suffdesk.store.queries.register import RegisterQuery, Sort
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.figures.test_random_returns import contents

CASES = Path(__file__).parents[1] / "data" / "cases"
GOOD = "external_good_or_outstanding"
RIGHT = [
    ("figures-adopted-after-a-temporary-stay", "2026-03-31", "three_placements", "default", None, 0, 1),
    ("figures-adopted-after-a-temporary-stay", "2026-03-31", "three_placements", "each_placement", None, 0, 1),
    ("figures-adoptive-and-previous-after-a-gap", "2026-03-31", "stable_two_years", "default", None, 1, 1),
    ("figures-blank-birth-in-a-later-header", "2025-03-31", "cla_by_age", "default", "5-9", 2, 2),
    ("figures-blank-birth-in-a-later-header", "2025-03-31", "cla_by_age", "default", "Not known", 0, 2),
    ("figures-care-ends-after-the-next-row-begins", "2026-03-31", "three_placements", "default", None, 0, 1),
    ("figures-kind-of-setting-by-order", "2025-03-31", GOOD, "all_in_denominator", None, 0, 1),
    ("figures-months-at-a-quarter-end", "2020-09-30", "stable_two_years", "default", None, 1, 1),
    ("figures-same-day-order-across-years", "2025-03-31", "stable_two_years", "default", None, 0, 1),
    ("figures-short-break-within-care", "2026-03-31", "stable_two_years", "default", None, 1, 1),
    ("figures-uasc-none-in-xml", "2024-03-31", "uasc", "default", None, 0, None),
    ("figures-year-of-a-quiet-return", "2021-03-31", "uasc", "default", None, 1, None),
    ("figures-year-of-a-quiet-return", "2020-03-31", "uasc", "default", None, 1, None),
    ("left-open-then-left-care", "2019-03-31", "cla", "default", None, 0, None),
    ("left-open-then-left-care", "2019-03-31", "leavers", "default", None, 1, None),
    ("ni63-short-break-inside-placement", "2019-03-31", "stable_two_years", "default", None, 1, 1),
]


def bring_in(path, folders, authority="Birmingham"):
    """A store with the folders of each element imported together, element by element."""
    store = new_store(path, passphrase=None, authority=authority)
    for some in folders:
        import_return.apply(store, import_return.plan(store, import_return.read(some)))
    return store


def one(store, as_at, code, variant="default", breakdown=None):
    (found,) = [item for item in indicators(store, date.fromisoformat(as_at), [code], variant)
                if item.variant == variant and item.breakdown == breakdown]  # fmt: skip
    return found.numerator, found.denominator


def orders(case):
    years = sorted(path for path in (CASES / case).iterdir() if path.is_dir())
    return [[years], *([[year] for year in order] for order in permutations(years))]


@pytest.mark.parametrize("case", sorted({right[0] for right in RIGHT}))
def test_the_figures_are_right_in_any_order(tmp_path, case):
    for number, order in enumerate(orders(case)):
        with bring_in(tmp_path / f"{number}.suffdesk", order) as store:
            for _, as_at, code, variant, breakdown, *right in (right for right in RIGHT if right[0] == case):
                found = one(store, as_at, code, variant, breakdown)
                assert found == tuple(right), (code, [path.name for some in order for path in some])
                listed = RegisterQuery(store, date.fromisoformat(as_at)).find(RegisterFilter(), Sort()).ids
                assert len(listed) == one(store, as_at, "cla")[0]


@pytest.mark.parametrize(
    ("authority", "outside"),
    [("E10000002", 0), ("Buckinghamshire", 0), ("E10000006", 1), ("E10000021", 1), ("Stockport", 1)],
)
def test_a_former_authority_is_brought_to_todays(tmp_path, authority, outside):
    folder = CASES / "figures-former-authority-out-of-area" / "2022"
    with bring_in(tmp_path / "a.suffdesk", [[folder]], authority) as store:
        assert one(store, "2022-03-31", "out_of_area") == (outside, 1)
        query = RegisterQuery(store, date(2022, 3, 31))
        assert len(query.find(RegisterFilter(out_of_borough=True), Sort()).ids) == outside


@pytest.mark.parametrize("postcode", ["CA3 8QG", "LA9 4DL"])
def test_in_any_successor_of_a_former_county_is_inside(tmp_path, postcode):
    folder = tmp_path / "2022"
    folder.mkdir()
    source = CASES / "figures-former-authority-out-of-area" / "2022"
    for name in ("episodes.csv", "header.csv"):
        text = (source / name).read_text(encoding="utf-8").replace("HP20 1AA", postcode)
        (folder / name).write_text(text, encoding="utf-8")
    with bring_in(tmp_path / "a.suffdesk", [[folder]], "E10000006") as store:
        assert one(store, "2022-03-31", "out_of_area") == (0, 1)
        assert not RegisterQuery(store, date(2022, 3, 31)).find(RegisterFilter(out_of_borough=True), Sort()).ids
    with bring_in(tmp_path / "b.suffdesk", [[folder]], "Birmingham") as store:
        assert one(store, "2022-03-31", "out_of_area") == (1, 1)


def without(source, target, lacking):
    """A copy of a folder whose tables lack some columns."""
    target.mkdir()
    for path in source.iterdir():
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        names = [name for name in rows[0] if name not in lacking]
        with (target / path.name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    return target


def test_a_column_that_a_file_lacks_leaves_what_is_held(tmp_path):
    whole = CASES / "ni63-short-break-inside-placement" / "2019"
    lacking = {"CIN", "PLACE_PROVIDER", "DEC", "REC", "HOME_POST", "PL_POST", "DOB", "SEX"}
    part = without(whole, tmp_path / "2019", lacking)
    with bring_in(tmp_path / "a.suffdesk", [[whole]]) as store:
        before = contents(store)
        import_return.apply(store, import_return.plan(store, import_return.read([part])))
        assert contents(store) == before
    with bring_in(tmp_path / "b.suffdesk", [[part], [whole]]) as store:
        assert contents(store) == before


@pytest.mark.parametrize("column", ["CHILD", "DECOM", "RNE", "LS", "PLACE"])
def test_a_file_without_what_makes_an_episode_is_refused_by_its_column(tmp_path, column):
    whole = CASES / "ni63-short-break-inside-placement" / "2019"
    (tmp_path / "only").mkdir()
    shutil.copy(whole / "episodes.csv", tmp_path / "only")
    part = without(tmp_path / "only", tmp_path / "2019", {column})
    with pytest.raises(UserError, match=f"(?s)episodes.csv.*{column}"):
        import_return.read([part])


def test_an_xml_return_without_placements_is_refused(tmp_path):
    source = CASES / "figures-uasc-none-in-xml" / "2024" / "return.xml"
    target = tmp_path / "return.xml"
    target.write_text(source.read_text(encoding="utf-8").replace("<PL>U6</PL>", ""), encoding="utf-8")
    with pytest.raises(UserError, match="no EPISODE of it has PL, which"):
        import_return.read([target])
