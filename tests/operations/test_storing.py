"""Whatever an import plans is written, in an order that holds, or it fails before anything is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.domain.registry import BY_NAME, ENTITIES, IN_ORDER_OF_REFERENCES
from suffdesk.imports.merging.records import Writes, new_record, read_records
from suffdesk.operations.storing import store_writes
from suffdesk.store.opening import Store, create_store

_LEFT_TO_THE_END = {("placement", "opening_episode_id")}
"""Checked at the end of a change, as an episode names its placement too."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as opened:
        yield opened


def test_every_entity_stands_after_what_it_refers_to() -> None:
    assert sorted(IN_ORDER_OF_REFERENCES) == sorted(entity.name for entity in ENTITIES)
    place = {name: number for number, name in enumerate(IN_ORDER_OF_REFERENCES)}
    early = {
        (entity.name, field.name)
        for entity in ENTITIES
        for field in entity.fields
        if field.reference and place[field.reference] > place[entity.name]
    }
    assert early == _LEFT_TO_THE_END


def test_rows_of_every_entity_are_written_and_removed(store: Store) -> None:
    """Of entities that no import writes too: staffing, visits, waits, notes of a child."""
    child = new_record({"reference": "C-1", "identifier": "A"})
    setting = new_record({"name": "Elm House"})
    made = {
        "waiting": {"child_id": child.id, "setting_id": setting.id, "started": date(2025, 1, 1)},
        "visit": {"child_id": child.id, "setting_id": setting.id, "kind": "Unannounced visit",
                  "visited_on": date(2025, 1, 2)},
        "staffing": {"setting_id": setting.id, "started": date(2025, 1, 1), "role": "Carer",
                     "established": 100, "in_post": 50},
        "note": {"child_id": child.id, "entity": "child", "row_id": child.id, "written_at": "2025-01-01", "who": "A",
                 "text": "b"},
        "setting": setting.values,
        "child": child.values,
    }  # fmt: skip
    records = {"child": child, "setting": setting}
    writes = Writes()
    for entity, values in made.items():
        blank = dict.fromkeys((field.name for field in BY_NAME[entity].fields), None)
        record = records.get(entity) or new_record(values)
        record.values = {**blank, **values}
        writes.take(entity, [record])
    with store.change("Import") as result:
        store_writes(result.change, writes)
    assert result.changes.added == len(made)
    gone = Writes()
    for entity in made:
        (record,) = read_records(store, entity)
        record.removed = True
        gone.take(entity, [record])
    with store.change("Take away") as result:
        store_writes(result.change, gone)
    assert result.changes.removed == len(made)


def test_rows_of_no_entity_are_never_passed_over(store: Store) -> None:
    writes = Writes()
    writes.take("provider", [new_record({"name": "Oak", "sector": None})])
    writes.take("payment", [new_record({"pence": 1})])
    with pytest.raises(KeyError, match="payment"), store.change("Import") as result:
        store_writes(result.change, writes)
    assert store.rows("SELECT count(*) FROM provider") == [(0,)]
