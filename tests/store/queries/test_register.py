from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.figures.indicators import indicators
from suffdesk.store.opening import Store
from suffdesk.store.queries.register import EXPRESSIONS, RegisterQuery, Sort
from suffdesk.store.queries.register_filter import AGE_BANDS, RegisterFilter, age_limit, search_words
from tests.small_register import AS_AT, BIRMINGHAM, references, small_store

ALL = ["C-1", "C-2", "C-3", "C-4", "C-5"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = small_store(tmp_path / "small.suffdesk")
    yield made
    made.close()


@pytest.fixture(params=[50_000, 3], ids=["every id held", "by pages"])
def query(request: pytest.FixtureRequest, store: Store, monkeypatch: pytest.MonkeyPatch) -> RegisterQuery:
    """The same answers are wanted of both ways of asking; pages of two, so that each ends somewhere."""
    monkeypatch.setattr("suffdesk.store.queries.register.PAGE", 2)
    return RegisterQuery(store, AS_AT, request.param)


def found(
    store: Store, query: RegisterQuery, wanted: RegisterFilter | None = None, sort: Sort | None = None
) -> list[str]:
    """References of all who are found, page by page."""
    page = query.find(wanted or RegisterFilter(), sort or Sort())
    ids = list(page.ids)
    while page.cursor is not None:
        page = query.find(wanted or RegisterFilter(), sort or Sort(), page.cursor)
        ids.extend(page.ids)
    return references(store, ids)


def test_children_looked_after_on_the_day(store: Store, query: RegisterQuery) -> None:
    assert found(store, query) == ALL


def test_the_day_counts(store: Store) -> None:
    assert found(store, RegisterQuery(store, date(2024, 3, 30))) == [*ALL, "C-6"]
    assert found(store, RegisterQuery(store, date(2022, 3, 31))) == ["C-1", "C-4", "C-6"]
    assert found(store, RegisterQuery(store, date(2019, 3, 31))) == []


def test_two_episodes_open_the_later_counts(store: Store, query: RegisterQuery) -> None:
    child = query.find(RegisterFilter()).ids[0]
    with store.change("Second open episode") as result:
        row = {"child_id": child, "position": 0, "legal_status": "C2", "place": "K2", "provider": "PR4"}
        result.change.insert("episode", {**row, "started": date(2023, 1, 1)})
        result.change.insert("episode", {**row, "started": date(2023, 1, 1), "position": 1, "place": "K1"})
    again = RegisterQuery(store, AS_AT)
    assert found(store, again) == ALL
    assert again.rows([child])[child][list(EXPRESSIONS).index("place")] == "K1"
    assert found(store, query) == ALL


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort("child", True), ["C-5", "C-4", "C-3", "C-2", "C-1"]),
        (Sort("age"), ["C-3", "C-1", "C-2", "C-4", "C-5"]),
        (Sort("age", True), ["C-4", "C-2", "C-1", "C-3", "C-5"]),
        (Sort("born"), ["C-4", "C-2", "C-1", "C-3", "C-5"]),
        (Sort("miles"), ["C-1", "C-3", "C-4", "C-2", "C-5"]),
        (Sort("miles", True), ["C-2", "C-4", "C-3", "C-1", "C-5"]),
        (Sort("since"), ["C-4", "C-1", "C-2", "C-5", "C-3"]),
        (Sort("since", True), ["C-3", "C-5", "C-2", "C-1", "C-4"]),
    ],
    ids=str,
)
def test_sorts_with_blanks_last(store: Store, query: RegisterQuery, sort: Sort, order: list[str]) -> None:
    assert found(store, query, sort=sort) == order


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort("place"), ["C-2", "C-3", "C-1", "C-4", "C-5"]),  # by the words, not by the codes
        (Sort("where"), ["C-1", "C-3", "C-2", "C-4", "C-5"]),
        (Sort("area", True), ["C-1", "C-3", "C-2", "C-4", "C-5"]),
        (Sort("legal_status"), ["C-2", "C-1", "C-4", "C-5", "C-3"]),
        (Sort("last_review"), ["C-1", "C-2", "C-3", "C-4", "C-5"]),
        (Sort("uasc", True), ["C-4", "C-1", "C-2", "C-3", "C-5"]),
    ],
    ids=str,
)
def test_sorts_by_words(store: Store, sort: Sort, order: list[str]) -> None:
    assert found(store, RegisterQuery(store, AS_AT), sort=sort) == order


def test_every_column_sorts(store: Store) -> None:
    query = RegisterQuery(store, AS_AT)
    for column in EXPRESSIONS:
        assert sorted(found(store, query, sort=Sort(column))) == ALL, column


def test_too_many_rows_are_sorted_where_an_index_helps(store: Store) -> None:
    query = RegisterQuery(store, AS_AT, 3)
    assert query.sortable("miles")
    assert not query.sortable("ethnicity")
    with pytest.raises(UserError, match="not sorted by this column"):
        query.find(RegisterFilter(), Sort("ethnicity"))


FILTERS: list[tuple[RegisterFilter, list[str]]] = [
    (RegisterFilter(place_groups=("Foster placements",)), ["C-1", "C-3"]),
    (RegisterFilter(place_groups=("Foster placements", "Not known")), ["C-1", "C-3", "C-5"]),
    (RegisterFilter(providers=("PR4",)), ["C-2", "C-3"]),
    (RegisterFilter(providers=("", "PR1")), ["C-1", "C-5"]),
    (RegisterFilter(bands=("In borough",)), ["C-1"]),
    (RegisterFilter(bands=("Neighbouring or same sub-region", "Not known")), ["C-3", "C-5"]),
    (RegisterFilter(bands=("Elsewhere",)), ["C-2", "C-4"]),
    (RegisterFilter(age_bands=("Under 1",)), ["C-3"]),
    (RegisterFilter(age_bands=("16 and over", "Not known")), ["C-2", "C-4", "C-5"]),
    (RegisterFilter(sexes=("F",)), ["C-2", "C-4"]),
    (RegisterFilter(legal_statuses=("C1", "V2")), ["C-2", "C-3"]),
    (RegisterFilter(commissioned=True), ["C-2", "C-3", "C-4"]),
    (RegisterFilter(out_of_borough=True), ["C-2", "C-3", "C-4"]),
    (RegisterFilter(far=True), ["C-2"]),  # C-4 is an unaccompanied asylum seeker
    (RegisterFilter(new_this_month=True), ["C-3"]),
    (RegisterFilter(since_from=date(2021, 6, 1), since_to=date(2022, 9, 1)), ["C-1", "C-2"]),
    (RegisterFilter(commissioned=True, sexes=("F",), bands=("Elsewhere",)), ["C-2", "C-4"]),
    (RegisterFilter(text="c-4"), ["C-4"]),
    (RegisterFilter(text="9003"), ["C-3"]),
    (RegisterFilter(text="sk10"), ["C-3"]),
    (RegisterFilter(text="b9 9ap"), ["C-2"]),
    (RegisterFilter(text="B99AP"), ["C-2"]),
    (RegisterFilter(text="b9 9"), ["C-2"]),
    (RegisterFilter(text="SC1234"), ["C-2"]),
    (RegisterFilter(text="older boys"), ["C-2"]),
    (RegisterFilter(text="birmingham"), ["C-2", "C-4"]),
    (RegisterFilter(text="voluntary"), ["C-4"]),
    (RegisterFilter(text="foster private"), ["C-3"]),
    (RegisterFilter(text="foster nobody"), []),
    (RegisterFilter(text="100%"), []),
    (RegisterFilter(text="_"), []),
    (RegisterFilter(text="'"), ["C-2"]),  # Children's home
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=lambda value: str(value)[:60])
def test_filters(store: Store, query: RegisterQuery, wanted: RegisterFilter, expected: list[str]) -> None:
    assert found(store, query, wanted) == expected
    assert query.counts([RegisterFilter(), wanted]) == [5, len(expected)]


def test_chosen_children(store: Store, query: RegisterQuery) -> None:
    everyone = query.find(RegisterFilter(), Sort("child", True)).ids
    wanted = RegisterFilter(child_ids=(everyone[0], everyone[1], "nobody"))
    assert found(store, query, wanted) == ["C-4", "C-5"]
    assert found(store, query, RegisterFilter(child_ids=())) == []


def test_views_count_as_the_indicators_do(store: Store) -> None:
    query = RegisterQuery(store, AS_AT)
    codes = ["cla", "independent_provision", "out_of_area", "over_20_miles"]
    figures = [measure.numerator for measure in indicators(store, AS_AT, codes)]
    counts = query.counts([RegisterFilter(), RegisterFilter(commissioned=True), RegisterFilter(out_of_borough=True),
                           RegisterFilter(far=True)])  # fmt: skip
    assert counts == figures


def test_spread_of_values(store: Store, query: RegisterQuery) -> None:
    assert query.spread("place_group", RegisterFilter())["Foster placements"] == 2
    assert query.spread("place_group", RegisterFilter())[None] == 1
    commissioned = query.spread("band", RegisterFilter(commissioned=True))
    assert commissioned == {"Elsewhere": 2, "Neighbouring or same sub-region": 1}
    assert sum(query.spread("age_band", RegisterFilter()).values()) == 5


def test_rows_hold_what_is_known(store: Store) -> None:
    query = RegisterQuery(store, AS_AT)
    first = query.find(RegisterFilter()).ids[0]
    row = dict(zip(EXPRESSIONS, query.rows([first, "nobody"])[first], strict=True))
    assert (row["child"], row["since"], row["start_known"]) == ("C-1", "2021-06-01", 0)
    assert row["last_review"] == "2023-09-01"  # the one after the as-at date is not held yet
    assert row["uasc"] == 0
    fourth = query.find(RegisterFilter()).ids[3]
    before = RegisterQuery(store, date(2020, 7, 1)).rows([fourth])[fourth]
    assert dict(zip(EXPRESSIONS, before, strict=True))["uasc"] is None  # no return of that year is held


def test_children_of_a_measure_need_not_be_looked_after(store: Store) -> None:
    query = RegisterQuery(store, AS_AT)
    left = str(store.rows("SELECT id FROM child WHERE reference = 'C-6'")[0][0])
    here = query.find(RegisterFilter()).ids[1]
    row = dict(zip(EXPRESSIONS, query.rows_of_any([left])[left], strict=True))
    assert (row["child"], row["place"]) == ("C-6", None)
    assert query.rows([left]) == {}
    assert query.sorted_ids([left, here], Sort()) == [here, left]
    assert query.sorted_ids([left, here], Sort("miles")) == [here, left]


def test_search_follows_changes_of_children(store: Store) -> None:
    query = RegisterQuery(store, AS_AT, 3)
    child = query.find(RegisterFilter()).ids[0]
    with store.change("Rename") as result:
        result.change.update("child", child, {"identifier": "777123"})
    assert found(store, query, RegisterFilter(text="77712")) == ["C-1"]
    assert found(store, query, RegisterFilter(text="900100")) == []
    with store.change("Sex only") as result:
        result.change.update("child", child, {"sex": "F"})
    assert found(store, query, RegisterFilter(text="777123")) == ["C-1"]
    left = str(store.rows("SELECT id FROM child WHERE reference = 'C-7'")[0][0])
    for table in ("episode", "placement", "care_period"):
        store.db.conn.execute("PRAGMA foreign_keys = OFF").fetchall()
        store.db.conn.execute(f"DELETE FROM {table} WHERE child_id = ?", (left,))
    with store.change("Remove") as result:
        result.change.delete_many("child", [left])
    assert store.rows("SELECT count(*) FROM child_search") == [(6,)]
    assert store.rows("SELECT count(*) FROM child_words WHERE words LIKE '%900700%'") == [(0,)]


def test_a_store_without_its_authority_knows_no_bands(store: Store) -> None:
    store.db.conn.execute("DELETE FROM meta WHERE name = 'authority'")
    query = RegisterQuery(store, AS_AT)
    assert query.band(BIRMINGHAM) == "Not known"
    assert query.counts([RegisterFilter(out_of_borough=True)]) == [0]


@pytest.mark.parametrize(
    ("born", "day", "years", "is_under"),
    [
        ("2004-02-29", date(2023, 2, 28), 19, True),  # the birthday is kept on 1 March
        ("2004-02-29", date(2023, 3, 1), 19, False),
        ("2023-03-01", date(2024, 2, 29), 1, True),
        ("2023-02-28", date(2024, 2, 29), 1, False),
        ("2008-03-31", date(2024, 3, 31), 16, False),
        ("2008-04-01", date(2024, 3, 31), 16, True),
    ],
)
def test_age_by_date_of_birth_alone(born: str, day: date, years: int, is_under: bool) -> None:
    assert (born > age_limit(day, years)) is is_under


def test_words_of_a_search() -> None:
    assert search_words("sk1 3xe foster") == ["sk1 3xe", "foster"]
    assert search_words("SK13XE") == ["SK1 3XE"]
    assert search_words("  ") == []
    assert AGE_BANDS[0] == "Under 1"
