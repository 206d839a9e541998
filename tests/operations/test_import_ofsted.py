"""Ofsted's lists brought in: the real one whole, and what later and earlier ones change."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suffdesk.core.dates import add_months, parse_date
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.kinds import Value
from suffdesk.domain.provider import COMMISSIONED
from suffdesk.domain.working_days import add_working_days
from suffdesk.operations import edit, history, import_ofsted, import_return, list_changes
from suffdesk.operations.import_ofsted import Decisions, OfstedPlan
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.opening import Store
from tests.ofsted_lists import (
    AS_AT,
    DATE,
    HEADER,
    LATER,
    NUMBER,
    OVERALL,
    OWNER,
    REAL,
    Row,
    home,
    real_rows,
    write_list,
)

TODAY = date(2024, 6, 3)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the real list."""
    path = tmp_path_factory.mktemp("ofsted") / "filled.suffdesk"
    with new_store(path, passphrase=None, authority="Stockport", who="Ada") as store:
        bring(store, REAL)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "s.suffdesk", passphrase=None, authority="Stockport", who="Ada") as made:
        yield made


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(filled, tmp_path / "f.suffdesk")
    with open_store(tmp_path / "f.suffdesk", who="Ada") as opened:
        yield opened


def plan_of(store: Store, path: Path, decisions: Decisions | None = None, as_at: date | None = None) -> OfstedPlan:
    return import_ofsted.preview(store, import_ofsted.read(path), decisions=decisions, as_at=as_at, today=TODAY)


def bring(store: Store, path: Path, decisions: Decisions | None = None) -> OfstedPlan:
    plan = plan_of(store, path, decisions)
    import_ofsted.apply(store, plan)
    return plan


def told(plan: OfstedPlan) -> set[tuple[str, str, str, str]]:
    return {(one.urn, one.kind, one.before, one.after) for one in plan.changes}


def count(store: Store, table: str, where: str = "1") -> int:
    return int(str(store.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]))


def place_child(store: Store, urn: str, *, until: date | None = None) -> None:
    with store.change("Place a child") as result:
        write = result.change
        number = count(store, "child") + 1
        child = write.insert("child", {"reference": f"C-{number}", "identifier": f"9{number}"})
        ((setting,),) = store.rows("SELECT id FROM setting WHERE urn = ?", (urn,))
        write.insert("placement", {
            "child_id": child, "setting_id": setting, "basis": "looked after", "source": "typed", "counted": 1,
            "started": date(2021, 1, 1), "until": until, "urn": urn,
        })  # fmt: skip


# From the preview to the store


def test_saving_the_faults_does_not_make_the_import_refuse_itself(store: Store, tmp_path: Path) -> None:
    plan = plan_of(store, write_list(tmp_path / "l.csv", [home("SC1"), home("SC2")]))
    import_return.save_problems(store, plan.problems, tmp_path / "faults.xlsx")
    import_ofsted.apply(store, plan)
    assert count(store, "setting") == 2
    plan = plan_of(store, write_list(tmp_path / "l.csv", [home("SC1"), home("SC2"), home("SC3")]))
    edit.add(store, "provider", {"name": "Oak"})
    with pytest.raises(Refused, match="changed since this import was previewed"):
        import_ofsted.apply(store, plan)


# The real list


def test_the_real_list_is_stored_whole(full: Store) -> None:
    rows = real_rows()
    assert len(rows) == 3_546
    assert count(full, "setting") == len(rows)
    assert {urn for (urn,) in full.rows("SELECT urn FROM setting")} == {row["URN"] for row in rows}
    kinds = {
        "Children's home": ("Children's home", "Children's Home"),
        "Secure children's home": ("Secure children's home", "Secure Training Centre"),
        "Residential special school registered as a children's home":
            ("Residential special school (registered as a children's home)",),
        "Fostering agency": ("Independent Fostering Agency",),
        "Residential school": ("Residential Special School",),
        "Boarding school": ("Boarding School",),
        "Further education college": ("Further Education College with Residential Accommodation",),
        "Residential family centre": ("Residential Family Centre",),
        "Holiday scheme": ("Residential Holiday Scheme for Disabled Children",),
        "Adoption agency": ("Voluntary Adoption Agency",),
        "Adoption support agency": ("Adoption Support Agency",),
    }  # fmt: skip
    types = Counter(row["Provision type"] for row in rows)
    assert len(types) == 13
    assert dict(full.rows("SELECT kind, count(*) FROM setting GROUP BY kind")) == {
        kind: sum(types[name] for name in names) for kind, names in kinds.items()
    }
    judgements = Counter(row[OVERALL] for row in rows)  # two of monitoring inspections, which Ofsted counts with them
    assert dict(full.rows("SELECT judgement, count(*) FROM grade WHERE kind = 'Full inspection' GROUP BY 1")) == dict(
        judgements
    )
    assert judgements == {
        "Good": 2_447, "Requires improvement to be good": 558, "Outstanding": 468, "Inadequate": 73,
    }  # fmt: skip
    assert count(full, "grade", "kind <> 'Full inspection'") == 0
    assert full.rows("SELECT sum(places), count(*) FROM capacity") == [
        (sum(int(row["Places"] or 0) for row in rows), sum(bool(row["Places"]) for row in rows))
    ]
    sectors = Counter(row["Sector"] for row in rows)
    held = Counter(dict(full.rows("SELECT sector, count(*) FROM setting GROUP BY sector")))
    assert held["PR4"] == sectors["Private"]
    assert held["PR5"] == sectors["Voluntary"]
    assert held["PR3"] == sectors["Health Authority"] + sectors["Academy"]
    assert held["PR1"] == sum(row["Sector"] == "Local Authority" and "Stockport" in row[OWNER] for row in rows) == 2
    assert held["PR1"] + held["PR2"] == sectors["Local Authority"]
    assert {"PR4", "PR5"} == COMMISSIONED


def test_the_real_list_keeps_dates_names_and_status(full: Store) -> None:
    for row in real_rows()[::40]:
        ((name, postcode, registered, area),) = full.rows(
            "SELECT name, postcode, registered_on, local_authority FROM setting WHERE urn = ?", (row["URN"],)
        )
        assert name == (None if row["Name"] == "REDACTED" else row["Name"].strip())
        assert (postcode is None) == (row["Postcode"] in ("REDACTED", ""))
        assert registered == parse_date(row["Registration date"]).isoformat()
        assert str(area).startswith("E")
        (grade,) = full.rows(
            "SELECT inspected_on, published_on, judgement, event_number FROM grade JOIN setting s ON s.id = setting_id "
            "WHERE urn = ?", (row["URN"],),
        )  # fmt: skip
        assert grade == (
            parse_date(row[DATE]).isoformat(), parse_date(row["Latest full inspection publication date"]).isoformat(),
            row[OVERALL], row[NUMBER],
        )  # fmt: skip
    suspended = full.rows(
        "SELECT s.urn FROM registration r JOIN setting s ON s.id = r.setting_id WHERE status = 'Suspended' "
        "AND started = ?", (AS_AT.isoformat(),),
    )  # fmt: skip
    assert {urn for (urn,) in suspended} == {
        row["URN"] for row in real_rows() if row["Registration status"] == "Suspended"
    }
    assert not full.rows("SELECT 1 FROM setting WHERE name LIKE '%REDACTED%' OR address LIKE '%REDACTED%'")


def test_owners_written_in_two_ways_are_one_provider(full: Store) -> None:
    names = [str(name) for (name,) in full.rows("SELECT name FROM provider")]
    plain = Counter(name.casefold().replace("limited", "ltd").replace(".", "") for name in names)
    assert plain.most_common(1)[0][1] == 1


def test_importing_the_real_list_again_changes_nothing(full: Store) -> None:
    before = full.rows("SELECT count(*) FROM change_log")
    plan = bring(full, REAL)
    assert not plan.changes
    assert plan.left_alone == 3_546
    assert full.rows("SELECT count(*) FROM change_log") == before


def test_an_altered_copy_changes_exactly_what_was_altered(full: Store, tmp_path: Path) -> None:
    rows = real_rows()
    homes = [row for row in rows if row["Provision type"] == "Children's home"]
    good = [row for row in homes if row[OVERALL] == "Good"]
    expected: set[tuple[str, str, str, str]] = set()

    def grade(row: Row, judgement: str, kind: str) -> None:
        expected.add((row["URN"], kind, row[OVERALL], judgement))
        row.update({OVERALL: judgement, DATE: "12/12/2023", NUMBER: "10999999"})

    for row in good[:5]:
        grade(row, "Inadequate", "grade_down")
    for row in good[5:8]:
        grade(row, "Outstanding", "grade_up")
    places, owner, suspended, gone, renamed = *good[10:14], next(row for row in rows if row["Name"] != "REDACTED")
    expected.add((places["URN"], "places", places["Places"], "41"))
    places["Places"] = "41"
    expected.add((owner["URN"], "owner", owner[OWNER], "Another Owner Ltd"))
    owner[OWNER] = "Another Owner Ltd"
    expected.add((suspended["URN"], "suspended", "Registered", "Suspended"))
    suspended["Registration status"] = "Suspended"
    expected.add((gone["URN"], "closed", "Registered", "Closed"))
    rows.remove(gone)
    expected.add((renamed["URN"], "name", renamed["Name"], "A new name"))
    renamed["Name"] = "A new name"
    fresh = dict(good[14], URN="2799999", Places="3")
    rows.append(fresh)
    expected.add(("2799999", "new", "", "Good, 3 places"))
    path = write_list(tmp_path / "later.csv", rows, LATER, rows[0])
    plan = bring(full, path)
    assert told(plan) == expected
    assert len(plan.changes) == len(expected)
    assert {one.rule for one in plan.problems} == {"counted_as_full", "spoiled"}  # one event number is 1.02E+07
    assert plan.left_alone == 3_546 - 1 - 12
    held = list_changes.lists_held(full)
    assert [one.as_at for one in held] == [LATER, AS_AT]
    assert list_changes.changes_of(full, held[0].id) == plan.changes
    assert len(list_changes.changes_of(full, held[1].id)) == 3_546
    before = count(full, "setting")
    history.undo(full)
    assert count(full, "setting") == before - 1
    assert [one.as_at for one in list_changes.lists_held(full)] == [AS_AT]


# What a list adds


def both(store: Store, tmp_path: Path, first: list[Row], second: list[Row]) -> OfstedPlan:
    bring(store, write_list(tmp_path / "one.csv", first, AS_AT))
    plan = bring(store, write_list(tmp_path / "two.csv", second, LATER))
    latest = list_changes.lists_held(store)[0]
    assert list_changes.changes_of(store, latest.id) == plan.changes, "what is told later is what was previewed"
    return plan


def test_a_fall_opens_one_checklist_where_children_live(store: Store, tmp_path: Path) -> None:
    bring(store, write_list(tmp_path / "one.csv", [home("2700001", "Good"), home("2700002", "Good")]))
    place_child(store, "2700001")
    place_child(store, "2700002", until=date(2024, 1, 1))
    later = [home(urn, "Inadequate", "05/02/2024") for urn in ("2700001", "2700002")]
    path = write_list(tmp_path / "two.csv", later, LATER)
    plan = bring(store, path)
    assert [(one.urn, one.kind, one.children, one.opens_checklist) for one in plan.changes] == [
        ("2700001", "grade_down", 1, True), ("2700002", "grade_down", 0, False),
    ]  # fmt: skip
    assert list_changes.changes_of(store, plan.list_id) == plan.changes
    actions = store.rows(
        "SELECT a.due_on, s.urn, g.judgement FROM quality_action a JOIN setting s ON s.id = a.setting_id "
        "JOIN grade g ON g.id = a.grade_id ORDER BY a.due_on"
    )
    assert len(actions) == 8
    assert {row[1:] for row in actions} == {("2700001", "Inadequate")}
    assert actions[0][0] == add_working_days(TODAY, 1).isoformat()
    bring(store, path)
    bring(store, write_list(tmp_path / "three.csv", later, date(2024, 8, 31)))
    assert count(store, "quality_action") == 8
    history.undo(store)
    history.undo(store)
    assert count(store, "quality_action") == 0
    assert count(store, "grade") == 2


def test_a_fall_that_is_typed_opens_the_checklist_too(store: Store, tmp_path: Path) -> None:
    bring(store, write_list(tmp_path / "one.csv", [home("2700001", "Good"), home("2700002", "Good")]))
    place_child(store, "2700001")
    lately, long_ago = add_months(date.today(), -2), add_months(date.today(), -13)
    values: dict[str, Value] = {"regulator": "Ofsted", "kind": "Full inspection", "inspected_on": lately}
    old = edit.add(store, "grade", {"setting_id": "2700001", **values, "inspected_on": long_ago,
                                    "judgement": "Requires improvement to be good"})  # fmt: skip
    assert count(store, "quality_action") == 0, "typed for the history, and no news"
    edit.remove(store, "grade", old.row_id)
    lower = edit.add(
        store, "grade", {"setting_id": "2700001", **values, "judgement": "Requires improvement to be good"}
    )
    assert count(store, "quality_action") == 8
    edit.change(store, "grade", lower.row_id, {"judgement": "Inadequate"})
    assert count(store, "quality_action") == 8, "never twice for one judgement"
    edit.add(store, "grade", {**values, "setting_id": "2700002", "judgement": "Inadequate"})
    assert count(store, "quality_action") == 8, "nobody of ours lives there"
    edit.add(
        store, "grade", {"setting_id": "2700001", **values, "inspected_on": "03/05/2019", "judgement": "Inadequate"}
    )
    assert count(store, "quality_action") == 8, "an earlier judgement is no fall of today"


def test_interim_inspections_are_kept_apart(store: Store, tmp_path: Path) -> None:
    interim = ("Latest interim inspection date", "Latest interim inspection outcome")
    first = [home("2700001", "Good")]
    bring(store, write_list(tmp_path / "one.csv", first))
    second = [first[0] | dict(zip(interim, ("05/10/2023", "Declined in effectiveness"), strict=True))]
    path = write_list(tmp_path / "two.csv", second, LATER, (*HEADER, *interim))
    plan = bring(store, path)
    assert told(plan) == {("2700001", "other_inspection", "Good", "Declined in effectiveness, 5 October 2023")}
    assert store.rows("SELECT kind, judgement FROM grade ORDER BY inspected_on") == [
        ("Full inspection", "Good"), ("Interim inspection", "Declined in effectiveness"),
    ]  # fmt: skip
    assert not bring(store, path).changes


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (home("2700001", "Outstanding", "01/06/2022", "1"), ("grade_up", "Good", "Outstanding")),
        (home("2700001", "Good", "01/06/2023", "2"), ("same_grade", "Good", "Good, 1 June 2023")),
        (home("2700001", "Inadequate", "01/06/2020", "0"), ("earlier", "Good", "Inadequate, 1 June 2020")),
        (home("2700001", "Good", number="1", Local_authority="Trafford"),
         ("details", "Area: Stockport", "Area: Trafford")),
        (home("2700001", "Good", number="1", Registration_status="Closed"), ("closed", "Registered", "Closed")),
    ],
)  # fmt: skip
def test_each_change_is_told_once(store: Store, tmp_path: Path, second: Row, expected: tuple[str, str, str]) -> None:
    plan = both(store, tmp_path, [home("2700001", "Good", number="1")], [second])
    assert told(plan) == {("2700001", *expected)}


def test_a_corrected_judgement_stays_one_judgement(store: Store, tmp_path: Path) -> None:
    help_and = ("Help and protection",)
    rows = [home("2700001", "Good", number="1") | {help_and[0]: "Good"}]
    bring(store, write_list(tmp_path / "one.csv", rows, AS_AT, (*HEADER, *help_and)))
    rows = [rows[0] | {help_and[0]: "Inadequate"}]
    plan = bring(store, write_list(tmp_path / "two.csv", rows, LATER, (*HEADER, *help_and)))
    assert [one.kind for one in plan.changes] == ["corrected"]
    assert list_changes.changes_of(store, plan.list_id) == plan.changes
    assert store.rows("SELECT judgement, protection FROM grade") == [("Good", "Inadequate")]


def test_a_home_that_is_suspended_and_comes_back(store: Store, tmp_path: Path) -> None:
    active, halted = home("2700001"), home("2700001", Registration_status="Suspended")
    both(store, tmp_path, [active], [halted])
    plan = bring(store, write_list(tmp_path / "three.csv", [active], date(2024, 8, 31)))
    assert told(plan) == {("2700001", "registered_again", "Suspended", "Registered")}
    assert store.rows("SELECT status, started FROM registration ORDER BY started") == [
        ("Registered", "2020-02-01"), ("Suspended", "2024-03-31"), ("Registered", "2024-08-31"),
    ]  # fmt: skip


def test_places_are_a_row_only_where_they_changed(store: Store, tmp_path: Path) -> None:
    both(store, tmp_path, [home("2700001")], [home("2700001")])
    bring(store, write_list(tmp_path / "three.csv", [home("2700001", Places="5")], date(2024, 8, 31)))
    assert store.rows("SELECT started, places FROM capacity ORDER BY started") == [
        ("2023-03-31", 4), ("2024-08-31", 5),
    ]  # fmt: skip


# Closing


def test_what_a_complete_list_no_longer_has_is_closed(store: Store, tmp_path: Path) -> None:
    edit.add(store, "setting", {"name": "Typed", "kind": "Children's home", "urn": "2709999"})
    plan = both(store, tmp_path, [home(f"270000{n}") for n in range(4)], [home(f"270000{n}") for n in range(3)])
    assert told(plan) == {("2700003", "closed", "Registered", "Closed")}
    assert store.rows("SELECT urn FROM setting WHERE until IS NOT NULL") == [("2700003",)]
    plan = bring(store, write_list(tmp_path / "three.csv", [home(f"270000{n}") for n in range(4)], date(2024, 8, 31)))
    assert told(plan) == {("2700003", "registered_again", "Closed", "Registered")}
    assert count(store, "setting", "until IS NOT NULL") == 0


@pytest.mark.parametrize("how", ["title", "decision", "kind", "few"])
def test_nothing_is_closed_by_a_part_of_a_list(store: Store, tmp_path: Path, how: str) -> None:
    bring(store, write_list(tmp_path / "one.csv", [home(f"270000{n}") for n in range(5)]))
    rows = [home(f"270000{n}") for n in range(2 if how == "few" else 4)]
    if how == "kind":
        rows = [home("2711111", Provision_type="Boarding School")]
    path = write_list(tmp_path / ("Inspections in year 2023-24.csv" if how == "title" else "two.csv"), rows, LATER)
    plan = bring(store, path, Decisions(complete=False) if how == "decision" else None)
    assert not plan.counts["closed"]
    assert [problem.rule for problem in plan.problems] == (["part_of_a_kind"] if how == "few" else [])


def test_an_earlier_list_adds_to_histories_and_changes_nothing_of_today(store: Store, tmp_path: Path) -> None:
    newer = [home("2700001", "Good", "01/06/2023", Places="5", Name="New name"), home("2700002")]
    bring(store, write_list(tmp_path / "new.csv", newer, LATER))
    older = [
        home("2700001", "Inadequate", "01/06/2021", Places="3", Name="Old name", **{OWNER.replace(" ", "_"): "Other"}),
        home("2700002"), home("2700003"),
    ]  # fmt: skip
    before = store.rows("SELECT * FROM setting ORDER BY id")
    plan = bring(store, write_list(tmp_path / "old.csv", older, AS_AT))
    assert plan.later == LATER
    assert told(plan) == {
        ("2700001", "earlier", "Good", "Inadequate, 1 June 2021"),
        ("2700003", "new", "", "4 places, closed by 31 March 2024"),
    }
    assert list_changes.changes_of(store, plan.list_id) == plan.changes
    assert store.rows("SELECT * FROM setting WHERE urn <> '2700003' ORDER BY id") == before
    assert store.rows(
        "SELECT started, places FROM capacity JOIN setting s ON s.id = setting_id WHERE urn = '2700001' ORDER BY 1"
    ) == [("2023-03-31", 3), ("2024-03-31", 5)]
    assert not bring(store, tmp_path / "old.csv").changes
    assert not bring(store, tmp_path / "new.csv").changes


# Matching


def test_a_setting_of_the_return_is_found_by_its_number(store: Store, tmp_path: Path) -> None:
    with store.change("As the return makes it") as result:
        result.change.insert("setting", {"urn": "SC012345", "kind": "Children's home", "sector": "PR4"})
    plan = bring(store, write_list(tmp_path / "one.csv", [home("SC012345", "Good")]))
    assert told(plan) == {("SC012345", "new", "Held already", "Good, 4 places")}
    assert count(store, "setting") == 1
    assert list_changes.changes_of(store, plan.list_id) == plan.changes


def typed_home(store: Store, **facts: str) -> str:
    return edit.add(store, "setting", {"name": "Dial House", "kind": "Children's home", **facts}).row_id


def test_a_typed_home_asks_and_waits_until_somebody_says(store: Store, tmp_path: Path) -> None:
    typed = typed_home(store, local_authority="Stockport")
    rows = [home("2700001", Name="Dial House"), home("2700002", Name="Elsewhere")]
    path = write_list(tmp_path / "one.csv", rows)
    plan = bring(store, path)
    (question,) = plan.questions
    assert (question.waits, [option.urn for option in question.options]) == (True, ["2700001"])
    assert [(problem.row, problem.severity) for problem in plan.problems] == [(4, "left out")]
    assert count(store, "setting") == 2
    plan = bring(store, path, Decisions(same={typed: "2700001"}))
    assert told(plan) == {("2700001", "new", "Held already", "4 places")}
    assert store.rows("SELECT urn FROM setting WHERE id = ?", (typed,)) == [("2700001",)]
    assert store.rows("SELECT rows_left_out FROM published_list") == [(0,)]


def test_a_typed_home_that_is_none_of_the_list(store: Store, tmp_path: Path) -> None:
    typed = typed_home(store, local_authority="Stockport")
    path = write_list(tmp_path / "one.csv", [home("2700001", Name="Dial House")])
    bring(store, path, Decisions(apart=frozenset({typed})))
    assert count(store, "setting") == 2
    assert store.rows("SELECT urn FROM setting WHERE id = ?", (typed,)) == [(None,)]


def test_kind_and_area_alone_are_offered_and_hold_nothing_up(store: Store, tmp_path: Path) -> None:
    typed_home(store, local_authority="Stockport")
    plan = bring(store, write_list(tmp_path / "one.csv", [home("2700001"), home("2700002", Local_authority="Bury")]))
    (question,) = plan.questions
    assert (question.waits, [option.urn for option in question.options]) == (False, ["2700001"])
    assert count(store, "setting") == 3


@pytest.mark.parametrize(
    ("same", "words"),
    [({"nobody": "2700001"}, "nothing is asked"), ({"typed": "2709999"}, "not offered")],
)
def test_decisions_about_what_is_not_asked_are_refused(
    store: Store, tmp_path: Path, same: Mapping[str, str], words: str
) -> None:
    typed = typed_home(store, local_authority="Stockport")
    path = write_list(tmp_path / "one.csv", [home("2700001", Name="Dial House")])
    decisions = Decisions(same={typed if key == "typed" else key: urn for key, urn in same.items()})
    with pytest.raises(UserError, match=words):
        plan_of(store, path, decisions)


def test_a_row_without_a_number_is_known_again(store: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "one.csv", [home("", Name="No number yet", Postcode="SK1 3XE"), home("2700001")])
    bring(store, path)
    assert count(store, "setting") == 2
    assert not bring(store, path).changes
    assert count(store, "setting") == 2


# Refusals


def test_a_list_without_a_date_needs_one(store: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "list.csv", [home("2700001")], None)
    with pytest.raises(UserError, match="give the date of the list"):
        plan_of(store, path)
    assert plan_of(store, path, as_at=AS_AT).as_at == AS_AT


def test_nothing_is_stored_where_the_store_has_changed_since(store: Store, tmp_path: Path) -> None:
    plan = plan_of(store, write_list(tmp_path / "one.csv", [home("2700001")]))
    edit.add(store, "provider", {"name": "Meanwhile"})
    with pytest.raises(Refused, match="changed since"):
        import_ofsted.apply(store, plan)
    assert count(store, "setting") == 0


def test_stopping_stores_nothing(store: Store, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop_at(part: float) -> Callable[[str, float | None], None]:
        def progress(_what: str, done: float | None) -> None:
            if done is not None and done >= part:
                raise Stopped

        return progress

    listed = import_ofsted.read(write_list(tmp_path / "one.csv", [home("2700001")]))
    with pytest.raises(Stopped):
        import_ofsted.preview(store, listed, today=TODAY, progress=stop_at(0.5))
    plan = import_ofsted.preview(store, listed, today=TODAY)
    with pytest.raises(Stopped):
        import_ofsted.apply(store, plan, progress=stop_at(0.8))
    assert count(store, "setting") == count(store, "published_list") == 0


def test_strict_refuses_a_list_with_a_row_left_out(store: Store, tmp_path: Path) -> None:
    plan = plan_of(store, write_list(tmp_path / "one.csv", [home("2700001"), home("")]))
    assert plan.rows_left_out == 1
    with pytest.raises(UserError, match="1 row cannot be stored"):
        import_ofsted.refuse_if_strict(plan)


# Whatever two lists say


_GRADES = st.sampled_from(["", "Outstanding", "Good", "Requires improvement to be good", "Inadequate", "Adequate"])
_DAYS = st.sampled_from(["01/06/2021", "01/06/2022", "05/02/2024"])
_HOMES = st.lists(
    st.builds(
        home, st.sampled_from([f"270000{n}" for n in range(5)]), _GRADES, _DAYS, st.sampled_from(["", "1", "2"]),
        Places=st.sampled_from(["", "3", "4"]), Name=st.sampled_from(["REDACTED", "One", "Two"]),
        Registration_status=st.sampled_from(["Active", "Suspended", "Closed"]),
        Sector=st.sampled_from(["Private", "Voluntary", "Local Authority"]),
        Organisation_which_owns_the_provider=st.sampled_from(["", "Kind Homes", "Stockport Council"]),
    ),
    max_size=6, min_size=1,
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_HOMES, _HOMES, st.booleans())
def test_any_two_lists_in_any_order(tmp_path: Path, first: list[Row], second: list[Row], newer_first: bool) -> None:
    days = (LATER, AS_AT) if newer_first else (AS_AT, LATER)
    paths = [write_list(tmp_path / f"{n}.csv", rows, day) for n, (rows, day) in enumerate(zip((first, second), days,
                                                                                             strict=True))]  # fmt: skip
    file = tmp_path / "s.suffdesk"
    file.unlink(missing_ok=True)
    with new_store(file, passphrase=None, authority="Stockport", who="Ada") as store:
        for path in paths:
            plan = bring(store, path)
            assert list_changes.changes_of(store, plan.list_id) == plan.changes
        for path in paths:
            assert not plan_of(store, path).changes, "what was brought in already changes nothing"
        whole = [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("setting", "grade", "capacity")]
        history.undo(store)
        bring(store, paths[1])
        again = [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("setting", "grade", "capacity")]
        assert [len(rows) for rows in whole] == [len(rows) for rows in again]
