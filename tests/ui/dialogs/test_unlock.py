from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations.stores import new_store, open_store
from suffdesk.store import attempts
from suffdesk.store.lock import StoreLocked
from suffdesk.store.opening import Store
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.widgets.unlock_form import UnlockForm

PASSPHRASE = "otters under the bridge"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "Team.suffdesk"
    new_store(made, passphrase=PASSPHRASE, who="Ada").close()
    yield made
    attempts.succeeded(made)


def form_for(path: Path, remember: bool | None = None) -> UnlockForm:
    def opener(passphrase: str | None, who: str, read_only: bool) -> Store:
        return open_store(path, passphrase=passphrase, who=who, read_only=read_only, limited=True)

    return UnlockForm(path, opener, passphrase=True, who="Ada", remember=remember)


@pytest.fixture
def form(owner: QWidget, path: Path) -> UnlockForm:
    made = form_for(path)
    UnlockDialog(owner, path, made).show()
    return made


def typed(form: UnlockForm, passphrase: str) -> None:
    assert form.passphrase
    form.passphrase.setText(passphrase)
    form.press.click()


def test_the_right_passphrase_opens_and_is_forgotten_by_the_field(qtbot: QtBot, form: UnlockForm) -> None:
    with qtbot.waitSignal(form.opened) as heard:
        typed(form, PASSPHRASE)
    store, who = heard.args
    assert (store.encrypted, store.read_only, who) == (True, False, "Ada")
    assert form.passphrase
    assert form.passphrase.text() == ""
    store.close()


def test_a_wrong_one_is_said_in_place_with_a_wait_in_words_that_grows(
    qtbot: QtBot, form: UnlockForm, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(attempts.time, "time", lambda: now[0])
    waits = []
    for _ in range(3):
        typed(form, "not this one")
        assert "does not open Team.suffdesk" in form.fault
        assert not form.press.isEnabled()
        waits.append(form.fault.partition("Wait ")[2])
        now[0] += 10
        qtbot.waitUntil(form.press.isEnabled)
        assert "Wait" not in form.fault
    assert waits == [f"{words} before the next try." for words in ("1 second", "2 seconds", "4 seconds")]


def test_the_wait_outlives_the_dialog(form: UnlockForm, path: Path) -> None:
    for _ in range(4):
        attempts.failed(path)
    again = form_for(path)
    assert "Wait 8 seconds" in again.fault
    assert not again.press.isEnabled()
    again.deleteLater()


def test_a_store_open_elsewhere_is_handed_on_with_its_passphrase(qtbot: QtBot, form: UnlockForm, path: Path) -> None:
    with open_store(path, passphrase=PASSPHRASE, who="Grace"), qtbot.waitSignal(form.refused) as heard:
        typed(form, PASSPHRASE)
    error, passphrase, who = heard.args
    assert isinstance(error, StoreLocked)
    assert error.holder
    assert (error.holder.who, passphrase, who) == ("Grace", PASSPHRASE, "Ada")


def test_a_name_is_needed(form: UnlockForm) -> None:
    form.who.setText("  ")
    typed(form, PASSPHRASE)
    assert form.fault.startswith("Type your name")


def test_remembering_is_offered_only_with_a_keyring(owner: QWidget, path: Path, form: UnlockForm) -> None:
    assert not form.remember.isVisible()
    other = form_for(path, remember=True)
    UnlockDialog(owner, path, other).show()
    assert other.remember.isVisible()
    assert other.remember.isChecked()
