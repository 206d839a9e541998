"""Records of the demo from CSV files: by key, checked as typed ones are, all or nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations.demo_records import bring_in
from suffdesk.operations.edit import add, held_row
from suffdesk.operations.listing import list_entity
from suffdesk.store.opening import Store, create_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def test_records_refer_to_one_another_by_key_and_to_held_ones_by_number(store: Store, tmp_path: Path) -> None:
    child = add(store, "child", {"identifier": "123", "date_of_birth": "29/02/2012", "sex": "Female"}).row_id
    folder = write(
        tmp_path / "records",
        waiting="child_id,setting_id,started\n123,home,2024-01-02\n",
        setting="key,provider_id,name,kind\nhome,p,Teapot House,Children's home\n",
        provider="key,name\np,Teapot Demo Care\n",
    )
    changes = bring_in(store, folder)
    (waiting,) = list_entity(store, "waiting").rows
    (setting,) = list_entity(store, "setting").rows
    (provider,) = list_entity(store, "provider").rows
    assert (waiting["child_id"], waiting["setting_id"], waiting["started"]) == (child, setting["id"], date(2024, 1, 2))
    assert setting["provider_id"] == provider["id"]
    assert changes.added == 3


def test_a_setting_whose_number_is_held_is_changed_and_gets_its_area(store: Store, tmp_path: Path) -> None:
    held = add(store, "setting", {"kind": "Children's home", "urn": "SC123456"}).row_id
    bring_in(store, write(tmp_path / "records", setting="key,name,urn,postcode\na,Teapot House,SC123456,SK1 3XE\n"))
    row = held_row(store, "setting", held)
    assert (row["name"], row["kind"], row["local_authority"]) == ("Teapot House", "Children's home", "E08000007")
    assert len(list_entity(store, "setting").rows) == 1


def test_what_cannot_be_kept_is_named_by_file_and_line_and_nothing_stays(store: Store, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "records",
        provider="key,name\np,Teapot Demo Care\n",
        contact="provider_id,name,role\np,Ann Example,Referrals\nq,Bob Example,Finance\n",
    )
    with pytest.raises(UserError, match=r"contact\.csv, line 3: There is no provider “q”"):
        bring_in(store, folder)
    assert not list_entity(store, "provider").rows
