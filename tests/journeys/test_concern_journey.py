"""A concern in the window: shown after a reason, which is kept; nothing of it stands in the history."""

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from suffdesk.operations.edit import add
from suffdesk.operations.looks import looks
from suffdesk.ui.dialogs.reason import ReasonDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.home_pages import SettingScreen
from suffdesk.ui.screens.quality import QualityScreen

SECRET = "Zanzibar"


@pytest.fixture
def home(window: MainWindow) -> str:
    assert window.session
    store = window.session.store
    setting = add(store, "setting", {"name": "The Meadows", "kind": "Children's home"}).row_id
    add(store, "concern", {"setting_id": setting, "kind": "Safeguarding", "raised_on": "01/02/2024", "summary": SECRET})
    return setting


def shown(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def test_a_concern_is_shown_after_a_reason_that_is_kept(qtbot: QtBot, window: MainWindow, home: str) -> None:
    assert window.session
    window.entering.open("setting", home)
    page = window.screen_shown
    assert isinstance(page, SettingScreen)
    tab = page.tab("Concerns")
    assert len(tab.table.rows_model.rows) == 1
    assert SECRET not in str(tab.table.rows_model.rows)
    tab.table.selectRow(0)
    tab.open_button.click()
    (asking,) = shown(window, ReasonDialog)
    assert isinstance(asking, ReasonDialog)
    assert shown(window, RecordForm) == []
    asking.why.setText("no")
    asking.press.click()
    assert "Say in a few words why" in asking.fault
    assert shown(window, RecordForm) == []
    asking.why.setText("Before a new placement")
    asking.press.click()
    qtbot.waitUntil(lambda: bool(shown(window, RecordForm)))
    (form,) = shown(window, RecordForm)
    assert isinstance(form, RecordForm)
    assert form.rows.texts()["summary"] == SECRET
    assert looks(window.session.store).table.rows[0][3] == "Before a new placement"
    form.put_away()
    window.go("quality")
    quality = window.screen_shown
    assert isinstance(quality, QualityScreen)
    qtbot.waitUntil(lambda: len(quality.tab("Looks at concerns").table.rows_model.rows) == 1)


def test_leaving_the_question_shows_nothing_and_records_nothing(qtbot: QtBot, window: MainWindow, home: str) -> None:
    assert window.session
    ((concern,),) = window.session.store.rows("SELECT id FROM concern")
    for verb in ("open", "edit"):
        window.entering.do(verb, "concern", concern)
        (asking,) = shown(window, ReasonDialog)
        asking.reject()
        qtbot.waitUntil(lambda: not shown(window, ReasonDialog))
    assert shown(window, RecordForm) == []
    assert looks(window.session.store).table.rows == []
    window.entering.do("history", "concern", concern)
    screen = window.screen_shown
    assert screen is not None
    assert screen.title == "History"
