from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import authority_name, new_store
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.new_store import NewStoreDialog

PASSPHRASE = "otters under the bridge"


def maker(path: Path, passphrase: str | None, authority: str | None, who: str) -> Store:
    return new_store(path, passphrase=passphrase, authority=authority, who=who)


@pytest.fixture
def dialog(owner: QWidget, tmp_path: Path) -> NewStoreDialog:
    made = NewStoreDialog(owner, maker, who="Ada", folder=str(tmp_path))
    made.name.setText("Team")
    made.passphrase.setText(PASSPHRASE)
    made.again.setText(PASSPHRASE)
    made.show()
    return made


def test_makes_an_encrypted_store(qtbot: QtBot, dialog: NewStoreDialog, tmp_path: Path) -> None:
    dialog.authority.setText("Stockport MBC")
    with qtbot.waitSignal(dialog.made) as heard:
        dialog.press.click()
    store, who = heard.args
    assert store.path == tmp_path / "Team.suffdesk"
    assert store.encrypted
    assert (authority_name(store), who) == ("Stockport", "Ada")
    store.close()


def test_plain_only_when_asked_for(qtbot: QtBot, dialog: NewStoreDialog) -> None:
    dialog.passphrase.clear()
    dialog.press.click()
    assert "Type a passphrase" in dialog.fault
    dialog.plain.setChecked(True)
    assert not dialog.again.isEnabled()
    with qtbot.waitSignal(dialog.made) as heard:
        dialog.press.click()
    assert not heard.args[0].encrypted
    heard.args[0].close()


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("name", " ", "a name"),
        ("name", "a/b", "none of"),
        ("who", "", "Type your name"),
        ("again", "another", "differ"),
        ("authority", "Stokport", "it may be"),
        ("folder", "/no/such/folder", "no folder"),
    ],
)
def test_what_is_wrong_is_said_in_place(
    dialog: NewStoreDialog, tmp_path: Path, field: str, text: str, fault: str
) -> None:
    getattr(dialog, field).setText(text)
    dialog.press.click()
    assert fault in dialog.fault
    assert dialog.isVisible()
    assert not list(tmp_path.glob("*.suffdesk"))


def test_a_file_that_is_there_is_never_overwritten(dialog: NewStoreDialog, tmp_path: Path) -> None:
    (tmp_path / "Team.suffdesk").write_text("mine", encoding="utf-8")
    dialog.press.click()
    assert "is there already" in dialog.fault
    assert (tmp_path / "Team.suffdesk").read_text(encoding="utf-8") == "mine"
