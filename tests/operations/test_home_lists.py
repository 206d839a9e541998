"""The lists of settings and providers: what is shown, found and counted as things stood on a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.figures.home_charts import grades_chart
from suffdesk.operations.edit import add, change
from suffdesk.operations.home_lists import (
    PROVIDER_COLUMNS,
    SETTING_COLUMNS,
    SETTING_VIEWS,
    HomeList,
    said,
)
from suffdesk.operations.home_pages import concerns_open, provider_facts, setting_facts
from suffdesk.store.queries.home_lists import HomeFilter
from suffdesk.store.queries.names import name_of
from tests.small_homes import AS_AT, Homes, small_homes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


def grade(homes: Homes, day: str, judgement: str, kind: str = "Full inspection", regulator: str = "Ofsted") -> None:
    add(homes.store, "grade", {"setting_id": homes.meadows, "regulator": regulator, "kind": kind, "inspected_on": day,
                               "judgement": judgement})  # fmt: skip


def words(homes: Homes, name: str, day: date = AS_AT, setting: str = "") -> str:
    shown = HomeList(homes.store, "setting", day)
    row_id = setting or homes.meadows
    return shown.words(shown.by_name[name], shown.query.rows([row_id])[row_id])


def names(homes: Homes, wanted: HomeFilter, day: date = AS_AT, column: str = "name", down: bool = False) -> list[str]:
    shown = HomeList(homes.store, "setting", day)
    ids = shown.query.find(wanted, column, down)
    rows = shown.query.rows(ids)
    return [str(rows[row_id]["name"]) for row_id in ids]


def test_the_current_full_judgement_on_a_day(homes: Homes) -> None:
    assert words(homes, "judgement") == "None yet"
    grade(homes, "01/05/2019", "Good")
    grade(homes, "01/05/2021", "Good")
    grade(homes, "01/02/2022", "Declined in effectiveness", "Interim inspection")
    grade(homes, "01/02/2023", "Excellent", regulator="Care Inspectorate Wales")
    assert (words(homes, "judgement"), words(homes, "since")) == ("Good", "1 May 2019")
    grade(homes, "31/03/2024", "Inadequate")
    assert (words(homes, "judgement"), words(homes, "since")) == ("Inadequate (was Good)", "31 Mar 2024")
    assert words(homes, "judgement", date(2024, 3, 30)) == "Good"
    assert names(homes, HomeFilter(fell=True)) == ["The Meadows"]
    assert names(homes, HomeFilter(fell=True), date(2024, 3, 30)) == []
    assert names(homes, HomeFilter(judgements=("Inadequate",))) == ["The Meadows"]
    assert "The Meadows" not in names(homes, HomeFilter(judgements=("",)))


def test_a_day_on_which_it_had_fallen_and_risen_again(homes: Homes) -> None:
    for day, judgement in (("01/05/2019", "Good"), ("01/05/2020", "Inadequate"), ("01/05/2021", "Good")):
        grade(homes, day, judgement)
    assert (words(homes, "judgement"), words(homes, "since")) == ("Good", "1 May 2021")
    assert names(homes, HomeFilter(fell=True)) == []


def test_what_holds_until_a_later_row_begins(homes: Homes) -> None:
    for day, places in (("01/01/2020", "4"), ("01/04/2024", "6")):
        add(homes.store, "capacity", {"setting_id": homes.meadows, "started": day, "places": places})
    add(homes.store, "price_range", {"setting_id": homes.meadows, "started": "01/01/2020", "lowest": "4,000",
                                     "highest": "5,250.50"})  # fmt: skip
    assert [words(homes, "places", day) for day in (date(2019, 12, 31), AS_AT, date(2024, 4, 1))] == ["", "4", "6"]
    assert words(homes, "price") == "£4,000 to £5,250.50"


def test_visits_and_contracts_in_words(homes: Homes) -> None:
    assert words(homes, "next_due") == "Never visited"
    add(homes.store, "visit", {"setting_id": homes.meadows, "kind": "Unannounced visit", "visited_on": "05/02/2023"})
    assert (words(homes, "visited"), words(homes, "next_due")) == ("5 Feb 2023", "Overdue, 5 Feb 2024")
    assert words(homes, "next_due", date(2024, 2, 5)) == "5 Feb 2024"
    assert words(homes, "contract") == "Under a framework"
    assert words(homes, "contract", setting=homes.elm_house) == "On a lot"
    assert words(homes, "contract", setting=homes.branch) == "None"
    assert words(homes, "contract", setting=homes.our_home) == ""
    assert names(homes, HomeFilter(uncovered=True)) == ["Fostering agency SC000003"]


def test_search_filters_and_order(homes: Homes) -> None:
    every = ["Elm House", "Fostering agency SC000003", "Oak Lodge", "The Meadows"]
    assert names(homes, HomeFilter()) == every
    assert names(homes, HomeFilter(), down=True) == every[::-1]
    assert names(homes, HomeFilter(text="meadow care elm")) == ["Elm House"]
    assert names(homes, HomeFilter(text="sc000003")) == ["Fostering agency SC000003"]
    assert names(homes, HomeFilter(text="%")) == []
    assert name_of(homes.store, "setting", homes.branch) == "Fostering agency SC000003"
    assert names(homes, HomeFilter(ours=True), date(2024, 3, 14)) == every[1:]
    assert names(homes, HomeFilter(bands=("In borough",))) == ["Oak Lodge", "The Meadows"]
    assert names(homes, HomeFilter(bands=("Neighbouring or same sub-region",))) == ["Elm House"]
    assert names(homes, HomeFilter(sectors=("PR5",))) == ["Fostering agency SC000003"]
    assert names(homes, HomeFilter(), column="area")[0] == "Elm House"  # Manchester, then Stockport, then unknown
    change(homes.store, "setting", homes.our_home, {"until": "31/03/2024"})
    assert names(homes, HomeFilter(closed=True)) == ["Oak Lodge"]
    assert "Oak Lodge" not in names(homes, HomeFilter())
    assert "Oak Lodge" in names(homes, HomeFilter(), date(2024, 3, 30))
    for day, status in (("01/02/2024", "Registered"), ("01/03/2024", "Closed"), ("30/03/2024", "Registered")):
        add(homes.store, "registration", {"setting_id": homes.elm_house, "status": status, "started": day})
    assert names(homes, HomeFilter(closed=True), date(2024, 3, 15)) == ["Elm House"]
    assert "Elm House" in names(homes, HomeFilter())


@pytest.mark.parametrize(("entity", "columns"), [("setting", SETTING_COLUMNS), ("provider", PROVIDER_COLUMNS)])
def test_every_column_can_be_sorted_by_and_exported(homes: Homes, entity: str, columns: tuple[object, ...]) -> None:
    shown = HomeList(homes.store, entity, AS_AT)
    everything = set(shown.query.find(HomeFilter()))
    assert len(columns) == len(shown.columns)
    for column in shown.columns:
        for down in (False, True):
            assert set(shown.query.find(HomeFilter(), column.name, down)) == everything
    table = shown.table(HomeFilter(), "name", False, [column.name for column in shown.columns])
    assert len(table.rows) == len(everything)
    if entity == "setting":
        prices = shown.table(HomeFilter(), "name", False, ("name", "price", "status"))
        assert [column.title for column in prices.columns] == [
            "Setting", "Price a week", "Highest a week", "Registration",
        ]  # fmt: skip


def test_counts_are_what_the_views_show(homes: Homes) -> None:
    shown = HomeList(homes.store, "setting", AS_AT)
    filters = [view.filter for view in SETTING_VIEWS]
    assert shown.query.counts(filters) == [len(shown.query.find(one)) for one in filters] == [4, 4, 0, 1, 0, 0]
    assert shown.choices("kinds", HomeFilter()) == [
        ("Children's home", "Children's home", 3), ("Fostering agency", "Fostering agency", 1),
    ]  # fmt: skip
    assert [one[1:] for one in shown.choices("bands", HomeFilter())] == [
        ("In our area", 2), ("Neighbouring or same sub-region", 1), ("Not known", 1),
    ]  # fmt: skip


def test_a_filter_says_itself() -> None:
    assert said(HomeFilter(text="elm", ours=True, kinds=("A", "B", "C", "D"), judgements=("",))) == [
        (("text",), "“elm”"), (("ours",), "With children of ours"), (("kinds",), "Kind: A, B or C or 1 more"),
        (("judgements",), "Judgement: None yet"),
    ]  # fmt: skip


def test_facts_of_pages(homes: Homes) -> None:
    grade(homes, "01/05/2021", "Good")
    add(homes.store, "registration", {"setting_id": homes.meadows, "status": "Registered", "regulator": "Ofsted",
                                      "started": "01/01/2018"})  # fmt: skip
    facts = dict(setting_facts(homes.store, homes.meadows, AS_AT))
    assert facts["Judgement"] == "Good, since 1 May 2021"
    assert facts["Registration"] == "Registered with Ofsted, since 1 Jan 2018"
    assert facts["Children of ours"] == "1"
    assert setting_facts(homes.store, "gone", AS_AT) == []
    add(homes.store, "concern", {"setting_id": homes.meadows, "raised_on": "01/03/2024", "kind": "Staffing",
                                 "summary": "Three left in a week"})  # fmt: skip
    about = provider_facts(homes.store, homes.meadow, AS_AT)
    assert dict(about) == {"Settings": "2", "Children of ours": "2", "Lots": "1", "Contracts": "1",
                           "Checks": "None has expired", "Concerns open": "1"}  # fmt: skip
    assert "Three left" not in str(about)
    assert concerns_open(homes.store, "setting", homes.meadows, date(2024, 2, 29)) == 0


def test_chart_of_judgements_steps_by_quarters(homes: Homes) -> None:
    assert grades_chart(homes.store, homes.meadows, AS_AT) is None
    grade(homes, "01/05/2023", "Good")
    grade(homes, "01/11/2023", "Inadequate")
    grade(homes, "01/04/2024", "Outstanding")
    spec = grades_chart(homes.store, homes.meadows, AS_AT)
    assert spec is not None
    assert spec.categories == ("Jun 23", "Sep 23", "Dec 23", "Mar 24")
    assert spec.series[0].values == (3.0, 3.0, 1.0, 1.0)
    assert [row[1] for row in spec.table()] == ["Good", "Good", "Inadequate", "Inadequate"]
    assert "Good on 1 May 2023 and Inadequate on 1 November 2023" in spec.alternative_text
