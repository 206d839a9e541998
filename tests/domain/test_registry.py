"""The description of every entity and its table say the same."""

import pytest

from suffdesk.core.kinds import Kind
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.store.opening import create_store

OF_EVERY_TABLE = {"id": "TEXT", "row_version": "INTEGER"}
NOT_ENTITIES = {"meta", "change_log", "journal", "journal_image", "child_search",
                "document_content", "draft", "export_log", "event", "erasure", "seal"}  # fmt: skip
"""Tables that the store keeps for itself."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with create_store(tmp_path_factory.mktemp("schema") / "new.suffdesk", passphrase=None) as made:
        yield made


def columns(store, table):
    """Name → declared type and whether it may not be null."""
    return {
        name: (kind, bool(not_null))
        for name, kind, not_null in store.rows('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,))
    }


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_fields_are_the_columns_of_the_table_with_the_type_of_their_kind(store, entity):
    described = {field.name: field.kind.sql_type for field in entity.fields} | OF_EVERY_TABLE
    assert {name: kind for name, (kind, _) in columns(store, entity.name).items()} == described


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_what_is_needed_may_not_be_null_and_nothing_else(store, entity):
    needed = {field.name for field in entity.fields if field.required} | set(OF_EVERY_TABLE)
    assert {name for name, (_, not_null) in columns(store, entity.name).items() if not_null} == needed


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_tables_are_strict(store, entity):
    assert store.rows("SELECT strict FROM pragma_table_list WHERE name = ?", (entity.name,)) == [(1,)]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_references_are_foreign_keys_to_the_entity_that_they_name(store, entity):
    described = {(field.name, field.reference) for field in entity.fields if field.reference}
    found = store.rows('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (entity.name,))
    assert set(found) == described
    assert {target for _, target in described} <= set(BY_NAME)


def test_every_table_is_an_entity_or_the_stores_own(store):
    tables = {
        name
        for name, kind in store.rows("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        if kind == "table" and not name.startswith(("sqlite_", "_sqlite"))
    }
    assert tables - NOT_ENTITIES - {"_migrations"} == set(BY_NAME)


def test_names_and_labels_differ():
    for attribute in ("name", "label"):
        assert len({getattr(entity, attribute) for entity in ENTITIES}) == len(ENTITIES)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_default_columns_are_fields_and_no_field_comes_twice(entity):
    assert set(entity.default_columns) <= set(entity.by_name)
    assert len(entity.by_name) == len(entity.fields)
    for field in entity.fields:
        assert isinstance(field.kind, Kind)
        assert field.label


def test_what_could_trace_a_child_is_marked():
    personal = {field.name for field in BY_NAME["child"].fields if field.personal}
    assert {"identifier", "date_of_birth", "ethnicity", "upn", "mother_child_born"} <= personal
    assert {field.name for field in BY_NAME["episode"].fields if field.personal} >= {
        "home_postcode",
        "placement_postcode",
    }
