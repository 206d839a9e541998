from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.operations.child_record import child_record
from suffdesk.operations.overview import charts, measure_of_key, measures_for, overview
from suffdesk.operations.register import (
    BY_NAME,
    COLUMNS,
    USUAL,
    VIEWS,
    Register,
    View,
    choices,
    said,
    view_as_json,
    view_from_json,
)
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import EXPRESSIONS, RegisterQuery, Sort
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.small_register import AS_AT, LONG_NAME, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


def test_every_column_has_its_sql() -> None:
    assert [column.name for column in COLUMNS] == list(EXPRESSIONS)[: len(COLUMNS)]
    assert set(USUAL) <= set(BY_NAME)


def test_table_holds_real_dates_and_numbers(store: Store) -> None:
    table = Register(store, AS_AT).table(
        RegisterFilter(commissioned=True), Sort("miles", True), ("child", "age", "since", "miles", "setting", "uasc")
    )
    assert [column.title for column in table.columns] == ["Child", "Age", "Since", "Miles", "Setting", "UASC"]
    assert table.rows == [
        ["C-2", 16, date(2022, 9, 1), 71.4, LONG_NAME, "No"],
        ["C-4", 18, date(2020, 1, 1), 70.0, None, "Yes"],
        ["C-3", 0, date(2024, 3, 4), 11.0, None, "No"],
    ]


def test_a_long_register_is_exported_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suffdesk.store.queries.register.PAGE", 2)
    register = Register(store, AS_AT)
    register.query = RegisterQuery(store, AS_AT, 3)
    table = register.table(RegisterFilter(), Sort(), ("child",))
    assert [row[0] for row in table.rows] == ["C-1", "C-2", "C-3", "C-4", "C-5"]


def test_a_filter_in_words() -> None:
    wanted = RegisterFilter(
        text="sk1", place_groups=("Foster placements", "Residential schools"), providers=("PR4", ""),
        age_bands=("Under 1", "1-4", "5-9"), far=True, since_from=date(2024, 1, 1), child_ids=("a", "b"),
    )  # fmt: skip
    assert said(wanted) == [
        (("text",), "“sk1”"),
        (("child_ids", "child_words"), "2 children"),
        (("place_groups",), "Placement: Foster placements or Residential schools"),
        (("providers",), "Provider: Private or Not reported"),
        (("age_bands",), "Age: 3 chosen"),
        (("far",), "Over 20 miles"),
        (("since_from", "since_to"), "Placed from 1 January 2024"),
    ]
    assert said(RegisterFilter()) == []


def test_choices_count_what_the_other_conditions_leave(store: Store) -> None:
    register = Register(store, AS_AT)
    assert choices(register, "providers", RegisterFilter(providers=("PR4",), sexes=("F",))) == [
        ("PR4", "Private", 1), ("PR5", "Voluntary", 1),
    ]  # fmt: skip
    assert ("", "Not reported", 1) in choices(register, "providers", RegisterFilter())
    assert ("Not known", "Not known", 1) in choices(register, "place_groups", RegisterFilter())
    assert ("PR3", "Other public provision", 0) in choices(register, "providers", RegisterFilter(providers=("PR3",)))


def test_a_view_survives_the_settings() -> None:
    view = View("Mine", RegisterFilter(age_bands=("1-4",), far=True, since_from=date(2024, 1, 1)), ("child", "age"),
                Sort("age", True))  # fmt: skip
    assert view_from_json(view_as_json(view)) == view
    kept = view_as_json(View("Of a measure", RegisterFilter(child_ids=("secret",), child_words="Who", text="C-1")))
    assert "secret" not in str(kept)
    assert kept["filter"] == {}


@pytest.mark.parametrize(
    "kept",
    [{}, {"name": "x"}, {"name": "x", "filter": {"nonsense": 1}, "columns": [], "sort": None},
     {"name": "x", "filter": {"since_from": "soon"}, "columns": [], "sort": None},
     {"name": "x", "filter": [], "columns": 3, "sort": None}],
)  # fmt: skip
def test_a_view_that_cannot_be_understood_is_none(kept: dict[str, object]) -> None:
    assert view_from_json(kept) is None


def test_the_usual_views(store: Store) -> None:
    counts = RegisterQuery(store, AS_AT).counts([view.filter for view in VIEWS])
    assert dict(zip([view.name for view in VIEWS], counts, strict=True)) == {
        "All": 5, "Commissioned": 3, "Out of borough": 3, "Over 20 miles": 1, "New this month": 1, "Under fives": 1,
        "No episode yet": 0,
    }  # fmt: skip


def test_overview_has_figures_with_their_basis(store: Store) -> None:
    found = overview(store, AS_AT)
    texts = {figure.label: (figure.measure.text, figure.basis) for figure in found.figures}
    assert found.children == 5
    assert texts["With foster carers"] == ("40.0%", "2 of 5")
    assert texts["Independent provision"] == ("60.0%", "3 of 5")
    assert texts["Unaccompanied (UASC)"] == ("1", "of 5 children")
    assert texts["Children in care"][0] == "5"
    assert texts["Children in care"][1].endswith("as a year before") or "in the year" in texts["Children in care"][1]
    assert [chart.kind for chart in found.charts] == ["line", "bar", "column", "line"]


def test_every_point_of_every_chart_opens_the_children_it_counts(store: Store) -> None:
    for chart in charts(store, AS_AT):
        for place, key in enumerate(chart.keys):
            measure = measure_of_key(store, key, AS_AT)
            assert measure is not None
            assert measure.value == chart.series[0].values[place]
            if measure.unit == "children":
                assert len(measure.rows) == measure.value
    assert measure_of_key(store, "", AS_AT) is None


def test_variants_come_with_the_default_first(store: Store) -> None:
    found = measures_for(store, "stable_two_years", AS_AT)
    assert found[0].variant == "default"
    assert len(found) == 3


def test_child_record_tells_the_facts_of_one_child(store: Store) -> None:
    child = str(store.rows("SELECT id FROM child WHERE reference = 'C-1'")[0][0])
    record = child_record(store, child, AS_AT)
    assert record is not None
    assert record.reference == "C-1"
    assert ("Date of birth", "1 May 2010, 13 on 31 March 2024") in record.facts
    assert child_record(store, "nobody", AS_AT) is None
