from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs import unlock
from suffdesk.ui.dialogs.unlock import UnlockDialog

PASSPHRASE = "otters under the bridge"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "Team.suffdesk"
    new_store(made, passphrase=PASSPHRASE, who="Ada").close()
    return made


@pytest.fixture
def dialog(owner: QWidget, path: Path, monkeypatch: pytest.MonkeyPatch) -> UnlockDialog:
    monkeypatch.setattr(unlock, "_FIRST_WAIT", 30)

    def opener(passphrase: str | None, who: str, read_only: bool) -> Store:
        return open_store(path, passphrase=passphrase, who=who, read_only=read_only)

    made = UnlockDialog(owner, path, opener, passphrase=True, who="Ada")
    made.show()
    return made


def typed(dialog: UnlockDialog, passphrase: str) -> None:
    assert dialog.passphrase
    dialog.passphrase.setText(passphrase)
    dialog.press.click()


def test_the_right_passphrase_opens(qtbot: QtBot, dialog: UnlockDialog) -> None:
    with qtbot.waitSignal(dialog.opened) as heard:
        typed(dialog, PASSPHRASE)
    store, who = heard.args
    assert (store.encrypted, store.read_only, who) == (True, False, "Ada")
    store.close()


def test_a_wrong_one_is_said_in_place_and_slows_the_next(qtbot: QtBot, dialog: UnlockDialog) -> None:
    waits = []
    for _ in range(2):
        typed(dialog, "not this one")
        assert "does not open Team.suffdesk" in dialog.fault
        assert not dialog.press.isEnabled()
        waits.append(dialog._wait)
        qtbot.waitUntil(dialog.press.isEnabled)
    assert waits[1] == 2 * waits[0]
    assert dialog.isVisible()


def test_a_store_open_elsewhere_is_offered_for_reading(qtbot: QtBot, dialog: UnlockDialog, path: Path) -> None:
    with open_store(path, passphrase=PASSPHRASE, who="Grace"):
        typed(dialog, PASSPHRASE)
        assert "Grace" in dialog.fault
        assert dialog.reading.isVisible()
        with qtbot.waitSignal(dialog.opened) as heard:
            dialog.reading.click()
        assert heard.args[0].read_only
        heard.args[0].close()


def test_a_name_is_needed(dialog: UnlockDialog) -> None:
    dialog.who.setText("  ")
    typed(dialog, PASSPHRASE)
    assert dialog.fault.startswith("Type your name")
