"""Import mappings by name: kept, replaced, taken away, and passed on as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.domain.formats.annex_a import annex_a
from suffdesk.domain.formats.mapping import MappedColumn, Mapping
from suffdesk.operations import history, mappings
from suffdesk.store.opening import Store, create_store

MONTHLY = Mapping("Monthly", (MappedColumn(("ID",), "identifier"), MappedColumn(("Type",), "place")), source="LCS")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as opened:
        yield opened


def names(store: Store) -> list[str]:
    return [one.name for one in mappings.kept(store)]


def test_a_mapping_is_kept_by_name_and_undone(store: Store) -> None:
    changes = mappings.save(store, MONTHLY.named(" Monthly "))
    assert (changes.label, changes.added) == ("Add import mapping “Monthly”", 1)
    assert mappings.find(store, "MONTHLY") == MONTHLY
    assert names(store) == ["Monthly", annex_a().name]
    history.undo(store)
    assert names(store) == [annex_a().name]


def test_a_name_is_taken_once_and_replaced_only_on_purpose(store: Store) -> None:
    mappings.save(store, MONTHLY)
    other = Mapping("monthly", MONTHLY.columns[:1])
    with pytest.raises(UserError, match="“Monthly” already"):
        mappings.save(store, other)
    assert mappings.save(store, other, replace=True).changed == 1
    assert mappings.find(store, "Monthly").columns == other.columns


def test_what_ships_is_found_and_stays(store: Store) -> None:
    assert mappings.find(store, "annex a") is annex_a()
    with pytest.raises(UserError, match="ships with SuffDesk"):
        mappings.save(store, annex_a())
    with pytest.raises(UserError, match="those that ship cannot be deleted"):
        mappings.delete(store, annex_a().name)


def test_deleting(store: Store) -> None:
    mappings.save(store, MONTHLY)
    mappings.delete(store, "monthly")
    with pytest.raises(UserError, match="There is no import mapping “Monthly”; there are “Annex A"):
        mappings.find(store, "Monthly")


def test_a_file_takes_it_to_another_store(store: Store, tmp_path: Path) -> None:
    mappings.save(store, MONTHLY)
    path = tmp_path / "monthly.json"
    mappings.export(store, "Monthly", path)
    with create_store(tmp_path / "b.suffdesk", passphrase=None) as other:
        mappings.import_file(other, path)
        assert mappings.find(other, "Monthly") == MONTHLY


def test_files_that_are_no_mapping(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for content, said in ((b"{", "not JSON"), (b"\xff\xfe", "not an import mapping"), (b" " * 6_000_000, "too large")):
        path.write_bytes(content)
        with pytest.raises(UserError, match=said):
            mappings.import_file(store, path)
    with pytest.raises(UserError, match="cannot be read"):
        mappings.read_file(tmp_path / "none.json")


def test_renaming(store: Store) -> None:
    mappings.save(store, MONTHLY)
    mappings.save(store, MONTHLY.named("Other"))
    assert mappings.rename(store, "monthly", " Case system ").label == (
        "Rename import mapping “Monthly” to “Case system”"
    )
    assert mappings.find(store, "case system").columns == MONTHLY.columns
    for to, said in (("other", "“Other” already"), (" ", "no name"), (annex_a().name, "ships with SuffDesk")):
        with pytest.raises(UserError, match=said):
            mappings.rename(store, "Case system", to)
    with pytest.raises(UserError, match="cannot be renamed"):
        mappings.rename(store, annex_a().name, "Mine")
    assert mappings.rename(store, "Case system", "CASE system").changed == 1


def test_undo_is_offered_for_a_mapping_only_where_its_name_is_free(store: Store) -> None:
    mappings.save(store, MONTHLY)
    mappings.delete(store, "Monthly")
    mappings.save(store, MONTHLY.named("monthly"))
    _, removed, _ = history.undo_steps(store)
    assert removed.past.label == "Delete import mapping “Monthly”"
    why = "“Delete import mapping “Monthly”” cannot be undone: another import mapping has the same name now"
    assert removed.state == history.UndoState(False, why)
    with pytest.raises(Refused, match="has the same name now"):
        history.undo_step(store, removed.step)
    mappings.delete(store, "monthly")
    assert next(one for one in history.undo_steps(store) if one.step == removed.step).state.possible
    history.undo_step(store, removed.step)
    assert names(store) == ["Monthly", annex_a().name]


def test_a_name_that_was_given_up_and_taken_by_another_is_not_taken_back(store: Store) -> None:
    mappings.save(store, MONTHLY)
    mappings.rename(store, "Monthly", "Yearly")
    mappings.save(store, MONTHLY)
    (renamed,) = (one for one in history.undo_steps(store) if one.past.label.startswith("Rename"))
    assert renamed.state.reason.endswith("another import mapping has the same name now")
    mappings.rename(store, "Monthly", "Weekly")
    history.undo_step(store, renamed.step)
    assert names(store) == ["Monthly", "Weekly", annex_a().name]
