"""Merging of years by hand-made returns: what is added, changed, left alone and no longer returned."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import BY_NAME
from suffdesk.imports.merging.plan import ImportPlan, plan_import
from suffdesk.imports.postcodes import PostcodeDirectory, open_directory
from suffdesk.operations.import_return import apply
from suffdesk.store.opening import Store, create_store
from suffdesk.store.undo import next_undo, undo

DEFAULTS: dict[str, Value] = {
    "reason_new": "S", "legal_status": "C2", "need": "N1", "place": "U6", "provider": "PR1",
    "home_postcode": "SK1 3XE", "placement_postcode": "M1 1AE", "urn": "SC123456",
}  # fmt: skip


@pytest.fixture(scope="module")
def directory() -> PostcodeDirectory:
    return open_directory()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as opened:
        yield opened


def table(name: str, year: int, rows: Sequence[tuple[str, dict[str, Value]]]) -> ReturnedTable:
    made = BY_NAME[name]
    returned = tuple(
        ReturnedRow(number, child, tuple(values.get(field) for field in made.fields))
        for number, (child, values) in enumerate(rows, start=2)
    )
    return ReturnedTable(made, year, f"{name} {year}.csv", returned, len(rows), 0, 0, f"{name}{year}{rows!r}")


def episode(child: str, started: str, until: str = "", **values: Value) -> tuple[str, dict[str, Value]]:
    ends: dict[str, Value] = {}
    if until:
        ends = {"until": date.fromisoformat(until), "reason_ceased": "X1"}
    return child, {**DEFAULTS, "started": date.fromisoformat(started), **ends, **values}


def episodes(year: int, *rows: tuple[str, dict[str, Value]]) -> ReturnedTable:
    return table("episodes", year, rows)


def bring_in(store: Store, directory: PostcodeDirectory, *tables: ReturnedTable, remove: bool = False) -> ImportPlan:
    plan = plan_import(store, ReturnedFiles(tables, ()), directory, remove_no_longer_returned=remove)
    apply(store, plan)
    return plan


def held(store: Store) -> list[tuple[object, ...]]:
    return store.rows(
        "SELECT identifier, e.started, e.position, e.until, e.place, e.collection_year, e.miles, p.started, p.until "
        "FROM episode e JOIN child ON child.id = e.child_id JOIN placement p ON p.id = e.placement_id "
        "ORDER BY identifier, e.started, e.position"
    )


YEAR_1 = episodes(
    2023,
    episode("A", "2022-05-01", "2022-08-01"),
    episode("A", "2022-08-01", reason_new="P", place="K2", provider="PR4"),
    episode("B", "2021-01-01", "2022-06-01", reason_ceased="E4A"),
    episode("C", "2022-12-01", "2022-12-01"),
    episode("C", "2022-12-01", reason_new="P", place="U1"),
)
YEAR_2 = episodes(
    2024,
    episode("A", "2022-08-01", "2023-09-01", reason_new="P", place="K2", provider="PR4"),
    episode("A", "2023-09-01", reason_new="P", place="U4"),
    episode("C", "2022-12-01", reason_new="P", place="U1", legal_status="E1"),
)
YEAR_3 = episodes(2025, episode("A", "2023-09-01", reason_new="P", place="U4"), episode("D", "2024-04-01"))


def test_first_import_adds_everything(store: Store, directory: PostcodeDirectory) -> None:
    plan = bring_in(store, directory, YEAR_1)
    assert (plan.added, plan.changed, plan.left_alone, plan.no_longer_returned) == (5, 0, 0, 0)
    assert store.rows("SELECT reference, identifier FROM child ORDER BY 1") == [
        ("C-0001", "A"), ("C-0002", "B"), ("C-0003", "C"),
    ]  # fmt: skip


def test_again_changes_nothing(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1, YEAR_2)
    before = store.state()
    plan = plan_import(store, ReturnedFiles((YEAR_1, YEAR_2), ()), directory)
    assert not plan.writes
    assert (plan.added, plan.changed) == (0, 0)
    assert not apply(store, plan).changes
    assert store.state() == before


def test_later_year_wins_and_earlier_rows_stay(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1)
    plan = bring_in(store, directory, YEAR_2)
    # A's second and C's open episode are known and changed, A's third is new
    assert (plan.added, plan.changed, plan.left_alone) == (1, 2, 0)
    rows = {(row[0], row[1], row[2]): row[3:6] for row in held(store)}
    assert rows["A", "2022-08-01", 0] == ("2023-09-01", "K2", 2024)
    assert rows["A", "2022-05-01", 0] == ("2022-08-01", "U6", 2023)
    assert rows["C", "2022-12-01", 0] == ("2022-12-01", "U6", 2023)
    assert rows["C", "2022-12-01", 1] == (None, "U1", 2024)


def test_order_of_years_does_not_matter(tmp_path: Path, directory: PostcodeDirectory) -> None:
    results = []
    for number, order in enumerate(permutations((YEAR_1, YEAR_2, YEAR_3))):
        with create_store(tmp_path / f"{number}.suffdesk", passphrase=None) as store:
            for year in order:
                bring_in(store, directory, year)
            results.append(held(store))
    with create_store(tmp_path / "all.suffdesk", passphrase=None) as store:
        bring_in(store, directory, YEAR_3, YEAR_1, YEAR_2)
        results.append(held(store))
    assert all(result == results[0] for result in results)


def test_rows_no_longer_returned_are_kept_and_an_open_one_is_a_fault(
    store: Store, directory: PostcodeDirectory
) -> None:
    bring_in(store, directory, YEAR_1)
    without_c = episodes(2024, *[episode("A", "2022-08-01", reason_new="P", place="K2", provider="PR4")])
    plan = bring_in(store, directory, without_c)
    assert plan.no_longer_returned == 1
    fault = plan.problems[-1]
    assert (fault.severity, fault.rule) == ("listed", "left_open")
    assert "1 December 2022" in fault.message
    assert fault.value == "C"
    assert len(held(store)) == 5


def test_rows_no_longer_returned_can_be_removed_and_put_back(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1)
    before = held(store)
    again = episodes(2023, *[row for row in _rows(YEAR_1) if row[0] != "C"])
    plan = bring_in(store, directory, again, remove=True)
    assert (plan.no_longer_returned, plan.total("removed")) == (2, 2)
    assert not plan.problems
    assert {row[0] for row in held(store)} == {"A", "B"}
    assert store.rows("SELECT count(*) FROM placement JOIN child ON child.id = child_id WHERE identifier = 'C'") == [
        (0,)
    ]
    step = next_undo(store)
    assert step is not None
    undo(store, step)
    assert held(store) == before


@pytest.mark.parametrize("table_name", ["episodes", "reviews"])
def test_half_a_file_removes_nothing_and_says_why(store: Store, directory: PostcodeDirectory, table_name: str) -> None:
    children = [f"{number:03}" for number in range(20)]
    if table_name == "episodes":
        whole = [episode(child, "2022-05-01") for child in children]
    else:
        whole = [(child, {"reviewed_on": date(2022, 6, 1), "participation": "PN1"}) for child in children]
    bring_in(store, directory, table(table_name, 2023, whole))
    half = plan_import(
        store, ReturnedFiles((table(table_name, 2023, whole[:11]),), ()), directory, remove_no_longer_returned=True
    )
    assert (half.no_longer_returned, half.total("removed"), half.writes.deletes) == (9, 0, {})
    (fault,) = [problem for problem in half.problems if problem.rule == "part_of_a_return"]
    assert "has 11 of the 20 rows that the store has of the year to 31 March 2023" in fault.message
    most = plan_import(
        store, ReturnedFiles((table(table_name, 2023, whole[:15]),), ()), directory, remove_no_longer_returned=True
    )
    assert (most.total("removed"), [problem.rule for problem in most.problems]) == (5, [])


def test_of_a_fact_the_latest_year_that_is_not_empty_counts_in_every_order(
    tmp_path: Path, directory: PostcodeDirectory
) -> None:
    """2025 leaves empty what 2023 and 2024 give differently, so 2024 counts, though 2023 may have filled it before."""
    years = []
    told = ((2023, "U4", "M1 1AE", 5), (2024, None, "SK1 3XE", 6), (2025, "U6", None, None))
    for year, place, postcode, born in told:
        years.append((
            table("header", year, [("A", {"date_of_birth": date(2010, 5, born) if born else None})]),
            episodes(year, episode("A", "2022-05-01", place=place, placement_postcode=postcode)),
            table("missing", year, [("A", {"started": date(2022, 6, 1), "kind": "M" if year == 2023 else None})]),
        ))  # fmt: skip
    for number, order in enumerate(permutations(years)):
        with create_store(tmp_path / f"{number}.suffdesk", passphrase=None) as store:
            for tables in order:
                bring_in(store, directory, *tables)
            assert store.rows("SELECT date_of_birth, collection_year FROM child") == [("2010-05-06", 2025)]
            assert store.rows("SELECT place, placement_postcode FROM episode") == [("U6", "SK1 3XE")]
            assert store.rows("SELECT kind, collection_year FROM missing_period") == [("M", 2025)]
            for tables in years:
                assert not plan_import(store, ReturnedFiles(tables, ()), directory).writes


def _rows(returned: ReturnedTable) -> list[tuple[str, dict[str, Value]]]:
    fields = returned.format.fields
    return [(row.identifier, dict(zip(fields, row.values, strict=True))) for row in returned.rows]


def test_placement_keeps_its_id(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1)
    before = _placements(store)
    bring_in(store, directory, YEAR_2)
    moved = episodes(
        2023,
        episode("A", "2022-05-01", "2022-08-03"),
        episode("A", "2022-08-03", "2023-09-01", reason_new="P", place="K2", provider="PR4"),
        *[row for row in _rows(YEAR_1) if row[0] != "A"],
    )
    bring_in(store, directory, moved)
    after = _placements(store)
    assert after["A", "2022-05-01"] == before["A", "2022-05-01"]
    # the same day in the later return still stands, and the corrected row of the older one is its own
    assert after["A", "2022-08-01"] == before["A", "2022-08-01"]


def test_placement_keeps_its_id_when_its_start_is_corrected(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1)
    before = _placements(store)
    corrected = episodes(
        2023,
        episode("A", "2022-05-01", "2022-08-03"),
        episode("A", "2022-08-03", reason_new="P", place="K2", provider="PR4"),
        *[row for row in _rows(YEAR_1) if row[0] != "A"],
    )
    bring_in(store, directory, corrected, remove=True)
    after = _placements(store)
    assert after["A", "2022-08-03"] == before["A", "2022-08-01"]
    assert ("A", "2022-08-01") not in after


def _placements(store: Store) -> dict[tuple[str, str], str]:
    rows = store.rows("SELECT identifier, started, placement.id FROM placement JOIN child ON child.id = child_id")
    return {(str(child), str(started)): str(row_id) for child, started, row_id in rows}


def test_one_import_is_one_undo(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1, YEAR_2, table("reviews", 2023, [("A", {"reviewed_on": date(2022, 6, 1)})]))
    step = next_undo(store)
    assert step is not None
    assert step.label == "Import SSDA903 2022-23 and 2023-24"
    undo(store, step)
    for entity in ("child", "episode", "placement", "care_period", "setting", "review", "return_table"):
        assert store.rows(f"SELECT count(*) FROM {entity}") == [(0,)], entity
    assert next_undo(store) is None


def test_header_of_a_later_year_wins_but_an_empty_cell_takes_nothing_away(
    store: Store, directory: PostcodeDirectory
) -> None:
    born = date(2010, 5, 5)
    bring_in(store, directory, table("header", 2023, [("A", {"sex": "M", "date_of_birth": born, "ethnicity": "WBRI"})]))
    bring_in(store, directory, table("header", 2022, [("A", {"sex": "F", "date_of_birth": born})]))
    assert store.rows("SELECT sex, ethnicity, collection_year FROM child") == [("M", "WBRI", 2023)]
    bring_in(store, directory, table("header", 2024, [("A", {"sex": "F", "date_of_birth": born})]))
    assert store.rows("SELECT sex, ethnicity, collection_year FROM child") == [("F", "WBRI", 2024)]


def test_other_tables_merge_by_their_keys(store: Store, directory: PostcodeDirectory) -> None:
    day = date(2023, 1, 5)
    bring_in(store, directory, table("missing", 2023, [("A", {"kind": "M", "started": day})]),
             table("oc2", 2023, [("A", {"sdq_score": 12})]))  # fmt: skip
    plan = bring_in(
        store, directory,
        table("missing", 2024, [("A", {"kind": "M", "started": day, "until": date(2023, 4, 9)})]),
        table("oc2", 2024, [("A", {"sdq_score": 15})]),
    )  # fmt: skip
    assert (plan.added, plan.changed) == (1, 1)  # SDQ is a year's own; the missing period is the same one
    assert store.rows("SELECT until, collection_year FROM missing_period") == [("2023-04-09", 2024)]
    assert store.rows("SELECT sdq_score, collection_year FROM outcomes ORDER BY 2") == [(12, 2023), (15, 2024)]


def test_two_records_of_one_key_in_a_file_are_both_kept(store: Store, directory: PostcodeDirectory) -> None:
    day = date(2023, 1, 5)
    rows = [("A", {"kind": "M", "started": day}), ("A", {"kind": "A", "started": day})]
    bring_in(store, directory, table("missing", 2023, rows))
    plan = plan_import(store, ReturnedFiles((table("missing", 2023, rows),), ()), directory)
    assert not plan.writes
    assert store.rows("SELECT count(*) FROM missing_period") == [(2,)]


def test_places_are_kept_with_the_version_of_the_postcodes(store: Store, directory: PostcodeDirectory) -> None:
    unknown = episode("B", "2022-05-01", home_postcode=None, placement_postcode="ZZ99 9ZZ")
    plan = bring_in(store, directory, episodes(2023, episode("A", "2022-05-01"), unknown))
    rows = store.rows(
        "SELECT miles, e.home_authority, e.placement_authority, postcodes_version FROM episode e "
        "JOIN child ON child.id = child_id ORDER BY identifier"
    )
    # SK1 3XE to M1 1AE: E 389682-384667 m, N 390067-398141 m is 9,505 m, 5.9 miles
    assert rows[0][1:] == ("E08000007", "E08000003", directory.version)
    assert float(str(rows[0][0])) == pytest.approx(5.9, abs=0.3)
    assert rows[1] == (None, None, None, directory.version)
    assert plan.authority == "E08000007"
    assert "home postcodes" in plan.authority_from
    assert store.meta("authority") == "E08000007"


def test_settings_are_made_from_their_numbers(store: Store, directory: PostcodeDirectory) -> None:
    home = episode("A", "2022-05-01", place="K2", provider="PR4", urn="SC000001")
    agency = episode("B", "2022-05-01", place="U6", provider="PR4", urn="SC000002")
    parents = episode("C", "2022-05-01", place="P1", provider="PR0", urn="XXXXXXX")
    bring_in(store, directory, episodes(2023, home, agency, parents))
    assert store.rows("SELECT urn, kind, sector, postcode FROM setting ORDER BY urn") == [
        ("SC000001", "Children's home", "PR4", "M1 1AE"),
        ("SC000002", "Fostering agency", "PR4", None),
    ]


def test_short_breaks_have_placements_of_their_own(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(
        store, directory,
        episodes(2023, episode("A", "2022-05-01", "2022-05-03", legal_status="V4"),
                 episode("A", "2022-06-01", "2022-06-03", legal_status="V4")),
    )  # fmt: skip
    assert store.rows("SELECT basis, started, counted FROM placement ORDER BY started") == [
        ("short break", "2022-05-01", 0), ("short break", "2022-06-01", 0),
    ]  # fmt: skip
    assert store.rows("SELECT count(*) FROM care_period") == [(0,)]


def test_an_episode_that_lies_outside_its_year_is_known_again(store: Store, directory: PostcodeDirectory) -> None:
    full = episodes(2024, episode("A", "2019-05-01", "2020-06-01"), episode("A", "2023-06-01"))
    bring_in(store, directory, full)
    for _ in range(2):
        assert not plan_import(store, ReturnedFiles((full,), ()), directory).writes
    corrected = episodes(2025, episode("A", "2019-05-01", "2020-06-02"), episode("A", "2023-06-01"))
    plan = bring_in(store, directory, corrected)  # a full history sent again, with one date put right
    assert (plan.added, plan.changed, plan.left_alone) == (0, 1, 1)
    assert [row[3] for row in held(store)] == ["2020-06-02", None]


def test_an_end_that_a_later_return_leaves_empty_is_kept_and_listed(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, episodes(2022, episode("A", "2021-05-01", "2021-06-01")))
    plan = bring_in(store, directory, episodes(2023, episode("A", "2021-05-01")))
    assert [(row[1], row[3], row[5]) for row in held(store)] == [("2021-05-01", "2021-06-01", 2023)]
    (fault,) = plan.problems
    assert (fault.rule, fault.row, fault.column) == ("end_kept", 2, "DEC")
    assert "held as ceased on 1 June 2021" in fault.message


def test_a_later_year_puts_a_wrong_end_right(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, episodes(2022, episode("A", "2021-05-01", "2021-06-01")))
    bring_in(store, directory, episodes(2023, episode("A", "2021-05-01", "2022-06-01")))
    assert [(row[1], row[3]) for row in held(store)] == [("2021-05-01", "2022-06-01")]


def test_a_copy_of_a_file_counts_once_and_is_listed(store: Store, directory: PostcodeDirectory) -> None:
    rows = _rows(YEAR_1)
    copy = ReturnedTable(YEAR_1.format, 2023, "episodes (1).csv", YEAR_1.rows, len(rows), 0, 0, "copy")
    plan = bring_in(store, directory, YEAR_1, copy)
    assert len(held(store)) == len(rows)
    (fault,) = plan.problems
    assert (fault.file, fault.rule) == ("episodes (1).csv", "in_two_files")
    assert "5 rows stand in episodes 2023.csv too" in fault.message
    assert [table.rows_read for table in plan.tables] == [10]


def test_of_two_files_of_one_year_the_later_one_counts(store: Store, directory: PostcodeDirectory) -> None:
    first = episodes(2023, episode("A", "2022-05-01"), episode("B", "2022-05-01"))
    ended = episode("A", "2022-05-01", "2022-09-01", reason_ceased="E4A")
    made = episodes(2023, ended, episode("C", "2022-10-01"))
    later = ReturnedTable(made.format, 2023, "q2.csv", made.rows, 2, 0, 0, "q2")
    plan = bring_in(store, directory, first, later)
    assert [(row[0], row[3]) for row in held(store)] == [("A", "2022-09-01"), ("B", None), ("C", None)]
    assert plan.no_longer_returned == 0  # B is in one of the two
    (fault,) = plan.problems
    assert (fault.file, fault.row, fault.value) == ("q2.csv", 2, "A")


def test_children_of_another_authority_are_refused(store: Store, directory: PostcodeDirectory) -> None:
    bring_in(store, directory, YEAR_1)  # of Stockport, by the home postcodes
    with pytest.raises(UserError, match="holds the children of Stockport, and these files are of Trafford"):
        plan_import(store, ReturnedFiles((YEAR_2,), ()), directory, chosen_authority="Trafford")
    with pytest.raises(UserError, match="Trafford"):
        plan_import(store, ReturnedFiles((YEAR_2,), (), ("Trafford",)), directory)
