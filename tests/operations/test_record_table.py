"""Records as tables to open, lists of homes, and finding a record by what it is called."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.operations.edit import add, move
from suffdesk.operations.form_values import as_typed, why_fixed
from suffdesk.operations.homes import children_placed, setting_of_child
from suffdesk.operations.picking import find_records, name_to_pick
from suffdesk.operations.record_table import all_of_child, facts_of, health_of, records_of
from suffdesk.store.opening import Store, create_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        add(opened, "child", {"identifier": "123", "date_of_birth": "29/02/2012"})
        add(opened, "provider", {"name": "Oak_Care"})
        add(opened, "setting", {"name": "Elm House", "kind": "Children's home", "provider": "Oak_Care"})
        values = {"child": "123", "started": "03/04/2024", "reason_new": "S", "legal_status": "C1", "place": "U6"}
        add(opened, "episode", {**values, "provider": "PR1", "home_postcode": "SK1 3XE"})
        move(opened, {"child": "123", "started": "01/06/2024", "place": "K2", "provider": "PR4",
                      "setting": "Elm House", "placement_postcode": "M1 1AE"}, "CHILD")  # fmt: skip
        yield opened


def child_of(store: Store) -> str:
    return find_records(store, "child", "123")[0][0]


def test_tables_name_what_they_refer_to(store: Store) -> None:
    records = records_of(store, "placement", child_of(store))
    titles = [column.title for column in records.table.columns]
    assert [row[titles.index("Setting")] for row in records.table.rows] == ["Elm House", ""]
    assert {entity for entity, _ in records.rows} == {"placement"}
    kinds = [row[0] for row in all_of_child(store, child_of(store)).table.rows]
    assert kinds == ["Care period", "Episode", "Episode", "Placement", "Placement"]


def test_all_records_of_a_child_are_those_of_every_entity_that_may_be_about_it(store: Store) -> None:
    child = child_of(store)
    visit = add(store, "visit", {"setting": "Elm House", "child": "123", "kind": "Unannounced visit",
                                 "visited_on": "02/07/2024"}).row_id  # fmt: skip
    add(store, "quality_action", {"setting": "Elm House", "visit": visit, "action": "Mend the gate"})
    add(store, "waiting", {"child": "123", "started": "01/05/2024", "needs": "Near school"})
    add(store, "note", {"entity": "child", "row_id": child, "text": "Likes swimming"})
    told = {"kind": "Staffing", "raised_on": "03/07/2024", "raised_by": "A neighbour", "summary": "Heard shouting"}
    concern = add(store, "concern", {"setting": "Elm House", "child": "123", **told}).row_id
    add(store, "quality_action", {"setting": "Elm House", "concern": concern, "action": "Tell the officer"})
    found = all_of_child(store, child)
    kinds = [entity for entity, _ in found.rows if entity not in ("care_period", "episode", "placement")]
    assert kinds == ["note", "visit", "quality_action", "waiting"]
    assert not any("shouting" in str(row) or "officer" in str(row) for row in found.table.rows)
    assert any("Mend the gate" in str(row) for row in found.table.rows)


def test_placements_that_were_told_apart_are_named(store: Store) -> None:
    child = child_of(store)
    ids = [str(row_id) for (row_id,) in store.rows("SELECT id FROM placement ORDER BY started")]
    with store.change("Keep apart") as result:
        result.change.insert("told_apart", {"child_id": child, "typed_id": ids[0], "imported_id": ids[1]})
    (said,) = [row[1] for row in all_of_child(store, child).table.rows if row[0] == "Placements told apart"]
    assert said == (
        "Typed placement Placement of C-0001, 3 Apr 2024, Imported placement Placement of C-0001, 1 Jun 2024"
    )


def test_scores_have_their_band_or_the_reason(store: Store) -> None:
    add(store, "outcomes", {"child": "123", "collection_year": 2025, "sdq_score": "17", "teeth_check": "yes"})
    add(store, "outcomes", {"child": "123", "collection_year": 2026, "sdq_reason": "SDQ2"})
    rows = health_of(store, child_of(store)).table.rows
    assert [tuple(row[:3]) for row in rows] == [
        ("31 March 2026", None, "Carer(s) refused"), ("31 March 2025", 17, "High"),
    ]  # fmt: skip


def test_who_lives_where_and_when(store: Store) -> None:
    setting, provider = find_records(store, "setting", "elm")[0][0], find_records(store, "provider", "oak_")[0][0]
    assert setting_of_child(store, child_of(store), date(2024, 7, 1)) == setting
    assert setting_of_child(store, child_of(store), date(2024, 5, 1)) == ""
    for entity, row_id in (("setting", setting), ("provider", provider)):
        assert children_placed(store, entity, row_id, date(2024, 7, 1), now=True).count == 1
        assert children_placed(store, entity, row_id, date(2024, 5, 1), now=True).count == 0
        assert children_placed(store, entity, row_id, date(2024, 5, 1), now=False).count == 1
    assert ("Provider", "Oak_Care") in facts_of(store, "setting", setting)
    assert facts_of(store, "setting", "gone") == ()


def test_names_and_texts_for_forms(store: Store) -> None:
    child = child_of(store)
    assert name_to_pick(store, "child", child) == "C-0001 · 123"
    assert name_to_pick(store, "child", "gone") == ""
    texts, version = as_typed(store, "child", child)
    assert (texts["date_of_birth"], version) == ("29 Feb 2012", 1)
    placement = records_of(store, "placement", child).rows[0][1]
    fixed = why_fixed(store, "placement", placement)
    assert fixed is not None
    assert fixed.entity == "episode"
    assert why_fixed(store, "child", child) is None
