"""The supply that the strategy prints, its arrangements, and what the demo invents around them, from the program."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from suffdesk.core.paths import resource
from suffdesk.domain.provider import CHILDRENS_HOME, COMMISSIONED, FOSTERING_AGENCY, RESIDENTIAL_SCHOOL, SUPPORTED
from suffdesk.domain.quality import FULL_JUDGEMENTS, INADEQUATE
from suffdesk.operations.demo import AS_AT, make_demo
from suffdesk.operations.homes import children_placed
from suffdesk.operations.listing import list_entity
from suffdesk.operations.stores import open_store
from suffdesk.store.opening import Store

Row = dict[str, object]
with resource("demo", "published.csv").open(encoding="utf-8", newline="") as file:
    SUPPLY = {
        row["breakdown"]: int(row["printed"])
        for row in csv.DictReader(file)
        if row["series"] == "independent_childrens_homes_in_borough"
    }
GROUPS = {
    "Mainstream": {"Mainstream"}, "Therapeutic": {"Therapeutic", "Family assessment"}, "Disability": {"Disability"},
    "Total": {"Mainstream", "Therapeutic", "Family assessment", "Disability"},
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = make_demo(tmp_path_factory.mktemp("demo"))
    with open_store(path, read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def settings(store: Store) -> dict[str, Row]:
    """Settings that are bought from or could be, each with its places and the children there on the day."""
    found: dict[str, Row] = {str(row["id"]): dict(row) for row in list_entity(store, "setting").rows}
    for row in sorted(list_entity(store, "capacity").rows, key=lambda row: str(row["started"])):
        if row["started"] <= AS_AT:  # type: ignore[operator]
            found[str(row["setting_id"])]["places"] = row["places"]
    for key, row in found.items():
        row["children"] = len(
            {cells[0] for cells in children_placed(store, "setting", key, AS_AT, now=True).table.rows}
        )
    return found


def in_borough(settings: dict[str, Row], kind: str) -> list[Row]:
    return [
        row for row in settings.values()
        if row["kind"] == kind and row["local_authority"] == "E08000007" and row["sector"] in COMMISSIONED
    ]  # fmt: skip


def places(rows: list[Row]) -> int:
    return sum(int(str(row["places"])) for row in rows)


@pytest.mark.parametrize("group", GROUPS)
def test_independent_homes_of_the_borough_are_as_printed(settings: dict[str, Row], group: str) -> None:
    homes = [row for row in in_borough(settings, CHILDRENS_HOME) if row["category"] in GROUPS[group]]
    assert (len(homes), places(homes)) == (SUPPLY[f"{group} | homes"], SUPPLY[f"{group} | beds"])


def test_one_therapeutic_home_is_a_family_assessment_unit(settings: dict[str, Row]) -> None:
    assert [row["category"] for row in in_borough(settings, CHILDRENS_HOME)].count("Family assessment") == 1


def test_school_and_supported_accommodation_of_the_borough(store: Store, settings: dict[str, Row]) -> None:
    school = in_borough(settings, RESIDENTIAL_SCHOOL)
    assert (len(school), places(school), len({row["provider_id"] for row in school})) == (2, 28, 1)
    supported = in_borough(settings, SUPPORTED)
    group = [row for row in supported if row["category"] == "Group living"]
    assert (len({row["provider_id"] for row in group}), places(group)) == (11, 53)
    regulators = Counter(
        row["regulator"]
        for row in list_entity(store, "registration").rows
        if row["setting_id"] in {home["id"] for home in group}
    )
    assert regulators == {"Ofsted": 10, "Care Quality Commission": 1}
    others = Counter(str(row["category"]) for row in supported if row not in group)
    assert others == {"Self-contained": 4, "Supported lodgings": 2}
    assert places(supported) == 67


def test_children_are_where_the_return_has_them(settings: dict[str, Row]) -> None:
    children = Counter[object]()
    for row in settings.values():
        if row["sector"] in COMMISSIONED:
            children[row["kind"]] += int(str(row["children"]))
            children[row["category"]] += int(str(row["children"])) if row["kind"] == SUPPORTED else 0
            assert row["name"] or not row["children"]
    assert (children[CHILDRENS_HOME], children[RESIDENTIAL_SCHOOL], children[SUPPORTED]) == (41, 2, 42)
    assert (children["Self-contained"], children["Supported lodgings"]) == (5, 6)


def test_no_home_ever_has_more_children_than_places(store: Store, settings: dict[str, Row]) -> None:
    stays: dict[str, list[tuple[date, date]]] = {}
    for row in list_entity(store, "placement").rows:
        start, until = row["started"], row["until"] or date.max
        assert isinstance(start, date)
        assert isinstance(until, date)
        stays.setdefault(str(row["setting_id"]), []).append((start, until))
    for key, row in settings.items():
        if row["sector"] in COMMISSIONED and row["kind"] != FOSTERING_AGENCY and "places" in row:
            mine = stays.get(key, [])
            assert all(sum(a <= day < b for a, b in mine) <= int(str(row["places"])) for day, _ in mine)


def test_the_councils_homes_have_ten_beds_and_five_supported_ones_all_taken(
    store: Store, settings: dict[str, Row]
) -> None:
    beds = Counter(
        settings[str(row["setting_id"])]["name"] for row in list_entity(store, "bed").rows if row["until"] is None
    )
    assert beds == {"Dial Park": 5, "Broadfields": 5, "Broadfields annex and flats": 5}
    homes = {row["name"]: row for row in settings.values() if row["sector"] == "PR1"}
    assert [(homes[name]["places"], homes[name]["children"]) for name in beds] == [(5, 5)] * 3
    broadfields = homes["Broadfields"]["id"]
    assert [row["places"] for row in list_entity(store, "capacity").rows if row["setting_id"] == broadfields] == [7, 5]


def test_open_beds_are_never_fewer_than_the_children_in_them(store: Store) -> None:
    beds, closures = list_entity(store, "bed").rows, list_entity(store, "bed_closure").rows
    homes = {row["setting_id"] for row in beds}
    stays = [row for row in list_entity(store, "placement").rows if row["setting_id"] in homes]
    stays += [row for row in list_entity(store, "other_stay").rows if row["setting_id"] in homes]

    def holds(row: Row, day: date) -> bool:
        start, until = row["started"], row["until"]
        assert isinstance(start, date)
        return start <= day and (until is None or day < until)  # type: ignore[operator]

    for back in range(800):
        day = AS_AT - timedelta(days=back)
        shut = {row["bed_id"] for row in closures if holds(row, day)}
        open_beds = Counter(row["setting_id"] for row in beds if holds(row, day) and row["id"] not in shut)
        taken = Counter(row["setting_id"] for row in stays if holds(row, day))
        assert all(taken[home] <= open_beds[home] for home in taken), day


def test_the_homes_to_come(store: Store) -> None:
    projects = {row["name"]: row for row in list_entity(store, "home_project").rows}
    new = [row["beds"] for row in projects.values() if row["kind"] == CHILDRENS_HOME]
    assert sorted(map(str, new)) == ["3", "3", "5"]
    assert projects["The Crescent"]["planned_on"] == date(2024, 9, 2)
    assert all(row["opened_on"] is None for row in projects.values())


def test_regional_arrangements_with_their_lots_and_dates(store: Store) -> None:
    frameworks = {row["id"]: row for row in list_entity(store, "framework").rows}
    lots: dict[str, list[str]] = {}
    for row in list_entity(store, "lot").rows:
        lots.setdefault(str(frameworks[row["framework_id"]]["name"]), []).append(str(row["number"]))
    dates = {row["name"]: (row["started"], row["until"], row["reopens"]) for row in frameworks.values()}
    foster, residential = (
        "North West Foster Care Flexible Purchasing System (FPS) 2018",
        "North West Residential Care Flexible Purchasing System 2018",
    )
    supported, send = (
        "North West Supported Accommodation (Young People) FPS 2023",
        "North West Flexible Purchasing System for SEND 2021",
    )
    assert {name: sorted(numbers, key=lambda text: int(text.split()[1])) for name, numbers in lots.items()} == {
        foster: [f"Lot {number}" for number in range(1, 6)],
        residential: [f"Lot {number}" for number in (1, 3, 4, 5, 9, 10, 11)],
        supported: [f"Category {number}" for number in range(1, 5)],
        send: [f"Lot {number}" for number in range(1, 8)],
    }
    assert dates == {
        foster: (date(2018, 4, 1), date(2028, 4, 1), "Quarterly"),
        residential: (date(2018, 1, 1), date(2028, 1, 1), "Quarterly"),
        supported: (date(2023, 11, 1), date(2031, 11, 1), None),
        send: (date(2021, 3, 1), date(2031, 3, 1), None),
    }
    assert len(list_entity(store, "tier").rows) == 15


def test_grades_are_like_a_markets_and_supported_accommodation_has_none(store: Store, settings: dict[str, Row]) -> None:
    current: dict[str, str] = {}
    for row in sorted(list_entity(store, "grade").rows, key=lambda row: str(row["inspected_on"])):
        setting = settings[str(row["setting_id"])]
        assert setting["kind"] != SUPPORTED
        assert row["inspected_on"] <= AS_AT  # type: ignore[operator]
        if row["judgement"] in FULL_JUDGEMENTS and row["regulator"] == "Ofsted":
            current[str(row["setting_id"])] = str(row["judgement"])
    with_children = Counter(
        grade for key, grade in current.items() if settings[key]["children"] and settings[key]["kind"] == CHILDRENS_HOME
    )
    assert with_children[INADEQUATE] == 1
    good = with_children["Good"] + with_children["Outstanding"]
    assert 0.8 <= good / with_children.total() <= 0.92
    homes = [row for row in settings.values() if row["kind"] == CHILDRENS_HOME and row["sector"] in COMMISSIONED]
    assert sum(1 for row in homes if row["children"] and row["id"] not in current) == 2


def test_about_six_in_seven_placements_are_on_a_lot_and_were_visited(store: Store, settings: dict[str, Row]) -> None:
    bought = {key: row for key, row in settings.items() if row["sector"] in COMMISSIONED and row["children"]}
    memberships = list_entity(store, "lot_membership").rows
    on_lot = {row["setting_id"] for row in memberships} | {
        key
        for key, row in bought.items()
        if row["provider_id"] in {one["provider_id"] for one in memberships if not one["setting_id"]}
    }
    visited = {
        row["setting_id"]
        for row in list_entity(store, "visit").rows
        if row["visited_on"] and row["visited_on"] > date(2023, 3, 31) and not row["child_id"]  # type: ignore[operator]
    }
    everyone = sum(int(str(row["children"])) for row in bought.values())
    for some in (on_lot, visited):
        share = sum(int(str(row["children"])) for key, row in bought.items() if key in some) / everyone
        assert 0.8 <= share <= 0.9
    kinds = Counter(row["kind"] for row in list_entity(store, "contract").rows)
    assert kinds["Block"] == 1
    assert kinds["Off-contract (spot)"] >= 10


def test_a_child_lives_where_registration_was_refused_and_a_plan_says_until_when(
    store: Store, settings: dict[str, Row]
) -> None:
    (refused,) = [row for row in list_entity(store, "registration").rows if row["status"] == "Not registered"]
    assert settings[str(refused["setting_id"])]["children"] == 1
    assert refused["end_by"] == date(2024, 5, 31)
    assert refused["end_plan"]


def test_the_records_are_small_and_their_contacts_nobodys() -> None:
    folder = resource("demo", "records")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 300_000
    with (folder / "contact.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert row["telephone"].startswith("01632 960")
            assert row["email"].endswith(".example.org")
            assert row["name"].endswith(" Example")
