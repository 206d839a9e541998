"""The guide inside the program, by keyboard, from every screen and over a dialog."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from suffdesk.operations import guide
from suffdesk.ui.dialogs.guide import GuideDialog
from suffdesk.ui.dialogs.new_store import NewStoreDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.main_window import _SCREENS, MainWindow
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme
from tests.small_homes import AS_AT, small_homes


@pytest.fixture
def dialog(owner: QWidget, theme: Theme, qtbot: QtBot) -> GuideDialog:
    made = GuideDialog(owner)
    made.show_page("importing")
    made.show()
    return made


@pytest.fixture
def full(qtbot: QtBot, theme: Theme, settings: Settings, tmp_path: Path) -> Iterator[MainWindow]:
    homes = small_homes(tmp_path / "homes.suffdesk")
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)
    homes.store.close()


def contents(dialog: GuideDialog) -> list[str]:
    tree = dialog.contents
    return [tree.topLevelItem(place).text(0) for place in range(tree.topLevelItemCount())]


def opened(window: MainWindow) -> GuideDialog:
    (found,) = (one for one in window.findChildren(GuideDialog) if one.isVisible())
    return found


def test_contents_headings_and_text(dialog: GuideDialog) -> None:
    assert contents(dialog) == [page.title for page in guide.pages()]
    assert dialog.windowTitle() == "Guide – Importing"
    assert "Four things can be imported" in dialog.reader.toPlainText()
    assert "**" not in dialog.reader.toPlainText()
    assert dialog.reader.document().begin().blockFormat().headingLevel() == 1


def test_arrows_turn_the_pages_and_back_returns(dialog: GuideDialog) -> None:
    dialog.contents.setFocus()
    QTest.keyClick(dialog.contents, Qt.Key.Key_Down)
    assert (dialog.page, dialog.section) == ("importing", 1)
    assert dialog.reader.textCursor().block().text() == "The return"
    dialog.show_page("stores")
    assert dialog.reader.textCursor().block().text() == "Stores"
    dialog.back.click()
    assert (dialog.page, dialog.section) == ("importing", 1)
    dialog.back.click()
    assert (dialog.page, dialog.section) == ("importing", 0)
    assert not dialog.back.isEnabled()


def test_search_finds_marks_and_says_when_there_is_nothing(dialog: GuideDialog, press: Callable[..., None]) -> None:
    press(dialog.words, "recovery key")
    assert contents(dialog)[0].startswith("Stores")
    assert dialog.page == "stores"
    assert len(dialog.reader.extraSelections()) > 2
    press(dialog.words, Qt.Key.Key_Escape)
    assert contents(dialog) == [page.title for page in guide.pages()]
    assert dialog.isVisible()
    dialog.words.setText("xyzzy")
    assert contents(dialog) == ["Nothing about “xyzzy”; try fewer letters or another word"]
    assert dialog.page == "stores"


def test_nothing_but_its_own_pictures_is_loaded(dialog: GuideDialog) -> None:
    image = QTextDocument.ResourceType.ImageResource.value
    assert not dialog.reader.loadResource(image, QUrl("pictures/child-light.png")).isNull()
    for other in ("file:///etc/passwd", "https://example.org/x.png", "pictures/../x.png"):
        assert dialog.reader.loadResource(image, QUrl(other)) is None
    dialog.reader.show_markdown("<b>x</b> [link](https://example.org)")
    assert "<b>x</b>" in dialog.reader.toPlainText()


def test_every_screen_has_a_page_of_the_guide(theme: Theme, settings: Settings, qtbot: QtBot) -> None:
    for name, make in _SCREENS.items():
        screen = make(settings)
        qtbot.addWidget(screen)
        assert screen.guide in guide.PAGES, name


def test_f1_opens_it_at_the_page_of_the_screen(full: MainWindow, qtbot: QtBot) -> None:
    for place, page in zip(
        PLACES,
        ("records", "providers", "quality", "own-homes", "board-pack", "importing", "history", "keeping-and-losing"),
        strict=True,
    ):
        full.go(place.name)
        full.do("guide")
        assert opened(full).page == page
    assert full.actions_by_name["guide"].shortcut().toString() == "F1"
    opened(full).close()


def test_over_a_form_it_is_the_forms_page_and_can_be_used(full: MainWindow, qtbot: QtBot) -> None:
    full.entering.add("provider", {})
    form = next(one for one in full.findChildren(RecordForm) if one.isVisible())
    qtbot.waitActive(form) if form.isModal() else None
    full.help.guide()
    shown = next(one for one in form.findChildren(GuideDialog))
    assert (shown.page, shown.isVisible(), shown.isModal()) == ("records", True, False)
    shown.close()
    form.reject()
    assert NewStoreDialog.guide == "first-day"
    assert date.today() >= AS_AT
