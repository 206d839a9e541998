"""A return that holds a child who was erased says so, and leaves the child out unless it is asked for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import BY_NAME
from suffdesk.imports.merging.plan import ImportPlan, plan_import
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations import edit
from suffdesk.operations.erasure import erase_child
from suffdesk.operations.import_return import apply, plan_as_json
from suffdesk.store.backup import backup_before
from suffdesk.store.erasures import ErasedBefore
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.restore import restore_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as opened:
        yield opened


def returned(*children: tuple[str, str]) -> ReturnedFiles:
    """A return of children by identifier and pupil number, each with one episode."""

    def table(name: str, values: list[dict[str, object]]) -> ReturnedTable:
        made = BY_NAME[name]
        rows = tuple(
            ReturnedRow(number, child, tuple(one.get(field) for field in made.fields))  # type: ignore[misc]
            for number, ((child, _), one) in enumerate(zip(children, values, strict=True), start=2)
        )
        return ReturnedTable(made, 2024, f"{name}.csv", rows, len(rows), 0, 0, f"{children!r}")

    episode = {"started": date(2023, 6, 1), "reason_new": "S", "legal_status": "C2", "place": "U6"}
    return ReturnedFiles((table("header", [{"upn": upn} for _, upn in children]),
                          table("episodes", [episode for _ in children])), ())  # fmt: skip


def plan(store: Store, files: ReturnedFiles, *, include: bool = False) -> ImportPlan:
    return plan_import(store, files, open_directory(), include_erased=include)


BOTH = returned(("100019", "A1234"), ("200020", "B1234"))


def erase(store: Store, identifier: str) -> None:
    ((child,),) = store.rows("SELECT id FROM child WHERE identifier = ?", (identifier,))
    erase_child(store, str(child), "mistake")


def identifiers(store: Store) -> list[str]:
    return [str(row[0]) for row in store.rows("SELECT identifier FROM child ORDER BY 1")]


def test_the_child_is_named_and_left_out(store: Store) -> None:
    first = plan(store, BOTH)
    assert first.erased == ()
    apply(store, first)
    erase(store, "100019")
    again = plan(store, BOTH)
    assert again.erased == ("100019",)
    assert plan_as_json(again)["erased_before"] == ["100019"]
    assert (again.added, again.left_out) == (0, 2)
    (problem,) = again.problems
    assert (problem.file, problem.row, problem.value, problem.severity, problem.rule) == (
        "header.csv", 2, "100019", "left out", "erased_before",
    )  # fmt: skip
    assert "was erased from the store, so 2 rows of it are left out" in problem.message
    assert "--include-erased" in problem.mend
    apply(store, again)
    assert identifiers(store) == ["200020"]
    assert store.rows("SELECT count(*) FROM episode") == [(1,)]


def test_asked_for_it_comes_in_as_a_new_child_and_is_not_asked_about_again(store: Store) -> None:
    apply(store, plan(store, BOTH))
    erase(store, "200020")
    wanted = plan(store, BOTH, include=True)
    assert (wanted.erased, wanted.problems, wanted.added) == (("200020",), (), 2)
    apply(store, wanted)
    assert identifiers(store) == ["100019", "200020"]
    assert store.rows("SELECT reference FROM child WHERE identifier = '200020'") == [("C-0003",)]
    assert plan(store, BOTH).erased == ()


def test_it_is_known_by_its_pupil_number_and_by_what_it_was_called_before(store: Store) -> None:
    apply(store, plan(store, BOTH))
    ((child,),) = store.rows("SELECT id FROM child WHERE identifier = '100019'")
    edit.change(store, "child", str(child), {"identifier": "100021"})
    erase(store, "100021")
    assert plan(store, returned(("100019", ""), ("100021", ""), ("9", "a1234"), ("8", "B1234"))).erased == (
        "100019", "100021", "9",
    )  # fmt: skip


def test_nothing_of_the_child_is_kept_for_it_but_keyed_digests(store: Store) -> None:
    apply(store, plan(store, BOTH))
    erase(store, "100019")
    kept = str(store.rows("SELECT erased_id, facts FROM erasure"))
    assert "100019" not in kept
    assert "A1234" not in kept
    before = ErasedBefore(store.db)
    assert before.child("identifier", " 100019 ")
    assert before.child("identifier", "100018") is None
    store.set_meta("erasure_secret", "00" * 32)  # the digests say nothing without the secret of the store
    assert ErasedBefore(store.db).child("identifier", "100019") is None


def test_an_older_backup_that_takes_its_place_knows_it_too(store: Store, tmp_path: Path) -> None:
    apply(store, plan(store, BOTH))
    backup = backup_before(store.db, store.path, None, "import")
    elsewhere = tmp_path / "usb"
    elsewhere.mkdir()
    copy = backup.rename(elsewhere / "copy.suffdesk")
    erase(store, "100019")
    path = store.path
    store.close()
    restore_store(path, copy)
    with open_store(path) as opened:
        assert plan(opened, BOTH).erased == ("100019",)


def test_a_form_asks_before_the_child_is_back(store: Store) -> None:
    child = edit.add(store, "child", {"identifier": "100019", "upn": "A1234"}).row_id
    erase_child(store, child, "mistake")
    with pytest.raises(edit.WasErased, match=r"A child with the 903 identifier “100019” was erased from this store"):
        edit.add(store, "child", {"identifier": "100019"})
    other = edit.add(store, "child", {"identifier": "5"}).row_id
    with pytest.raises(edit.WasErased, match="A1234"):
        edit.change(store, "child", other, {"upn": "A1234"})
    edit.change(store, "child", other, {"upn": "A1234"}, include_erased=True)
    edit.change(store, "child", other, {"sex": "1"})  # and is not asked about again
    assert edit.add(store, "child", {"identifier": "100019"}, include_erased=True).changes.added == 1
