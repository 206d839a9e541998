"""Records as a backup holds them, in words, and one of them put back."""

from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.operations import earlier, edit, history
from suffdesk.store.backup import backup_before
from suffdesk.store.opening import Store, create_store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.suffdesk"
    with create_store(made, passphrase=None, who="Ann") as store, store.change("Add") as result:
        provider = result.change.insert("provider", {"id": "p", "name": "Otters Ltd"})
        result.change.insert("setting", {"id": "s", "name": "Weir House", "provider_id": provider})
        result.change.insert("setting", {"id": "t", "name": "Bridge House", "provider_id": provider})
    return made


def changed(path: Path) -> tuple[Store, Path]:
    store = open_store(path)
    backup = backup_before(store.db, path, store.raw_key, "import")
    with store.change("Work") as result:
        result.change.update("setting", "s", {"name": "New House"})
        result.change.delete_many("setting", ["t"])
        result.change.insert("provider", {"id": "q", "name": "Herons Ltd"})
    return store, backup


def test_what_differs_is_named_and_what_was_removed_is_named_by_the_backup(path: Path) -> None:
    store, backup = changed(path)
    with store:
        said: list[str] = []
        lines, whole = earlier.differing(store, backup, lambda what, _: said.append(what))
        assert whole
        assert {(one.entity, one.state, one.name) for one in lines} == {
            ("setting", "changed", "New House"), ("setting", "removed", "Bridge House"),
            ("provider", "added", "Herons Ltd"),
        }  # fmt: skip
        assert "Names of records" in said


def test_a_long_list_is_cut_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, backup = changed(path)
    with store:
        with store.change("More") as result:
            result.change.insert("provider", {"id": "r", "name": "Voles Ltd"})
        monkeypatch.setattr(earlier, "LISTED", 1)
        lines, whole = earlier.differing(store, backup)
        assert not whole
        assert len(lines) == 3


def test_fields_are_side_by_side_with_those_that_differ_first(path: Path) -> None:
    store, backup = changed(path)
    with store:
        pairs = earlier.side_by_side(store, backup, "setting", "s")
        assert [(one.then, one.now) for one in pairs if one.differs] == [("Weir House", "New House")]
        assert pairs[0].differs
        assert any(one.then == one.now == "Otters Ltd" for one in pairs)
        removed = earlier.side_by_side(store, backup, "setting", "t")
        assert all(one.now == "" for one in removed)


def test_a_record_is_put_back_as_a_change_that_can_be_undone(path: Path) -> None:
    store, backup = changed(path)
    with store:
        (version,) = earlier.earlier_versions(store, "setting", "s")
        assert (version.backup, version.state, len(version.fields)) == (backup, "changed", 1)
        earlier.put_back(store, backup, "setting", "s")
        assert store.rows("SELECT name FROM setting WHERE id = 's'") == [("Weir House",)]
        assert earlier.earlier_versions(store, "setting", "s") == []
        with pytest.raises(Refused, match="the same now"):
            earlier.put_back(store, backup, "setting", "s")
        history.undo(store)
        assert store.rows("SELECT name FROM setting WHERE id = 's'") == [("New House",)]
        with pytest.raises(Refused, match="is not in"):
            earlier.put_back(store, backup, "provider", "q")


def test_the_placement_follows_an_episode_that_is_put_back(path: Path) -> None:
    with open_store(path) as store:
        with store.change("Child") as result:
            result.change.insert("child", {"id": "c", "reference": "C-1", "identifier": "1"})
        given = {
            "child": "C-1", "started": "01/01/2023", "reason_new": "S", "legal_status": "C2", "need": "N1",
            "place": "U6", "provider": "PR1", "home_postcode": "sk13xe", "placement_postcode": "M1 1AE",
            "urn": "sc123456",
        }  # fmt: skip
        typed = edit.add(store, "episode", given)
        backup = backup_before(store.db, path, store.raw_key, "import")
        edit.change(store, "episode", typed.row_id, {"started": "01/02/2023"})
        assert str(store.rows("SELECT started FROM placement")[0][0]) == "2023-02-01"
        earlier.put_back(store, backup, "episode", typed.row_id)
        assert str(store.rows("SELECT started FROM placement")[0][0]) == "2023-01-01"
        history.undo(store)
        assert str(store.rows("SELECT started FROM placement")[0][0]) == "2023-02-01"
