from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QLabel, QWidget
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


def test_a_fault_ends_its_sentence_once_and_squeezes_nothing(dialog: NewStoreDialog, qtbot: QtBot) -> None:
    qtbot.wait(20)
    dialog.passphrase.setText("password")
    dialog.again.setText("password")
    qtbot.wait(20)
    dialog.authority.setText("Stockp")
    dialog.press.click()
    qtbot.wait(20)
    assert dialog.fault.endswith("it may be Stockport.")
    shown = [one for one in dialog.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert [one.text() for one in shown if one.height() < one.heightForWidth(one.width())] == []
    assert [one.text() for one in shown if one.y() and one.geometry().bottom() > one.parentWidget().height()] == []
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())


def test_the_folder_offered_is_there(owner: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "Documents"))
    assert NewStoreDialog(owner, maker).folder.text() == str(tmp_path)
    (tmp_path / "Documents").mkdir()
    assert NewStoreDialog(owner, maker).folder.text() == str(tmp_path / "Documents")
