"""Markup in every text that a store holds: nothing in the window reads it as markup, and no path in it is opened."""

import ctypes
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolTip,
    QWidget,
)  # fmt: skip
from pytestqt.qtbot import QtBot

from suffdesk.core.kinds import Day, Text
from suffdesk.core.report import Column
from suffdesk.domain.registry import ENTITIES
from suffdesk.models.rows import RowsModel
from suffdesk.operations import documents
from suffdesk.operations.stores import new_store
from suffdesk.store.opening import Store
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.page import RecordPage
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme

MARKUP = '<img src="file:///x/x.png"><b>BOLDX</b> &amp; <a href="file:///etc/passwd">k</a>'
_TIP_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)


def marked_store(folder: Path) -> tuple[Store, dict[str, str]]:
    """A store with one record of each kind, each text of it markup; ids by entity."""
    store = new_store(folder / "Team.suffdesk", passphrase=None, authority="Stockport", who=MARKUP)
    made: dict[str, str] = {}

    def value(entity: str, field: object) -> object:
        name, kind, reference = field.name, field.kind.name, field.reference  # type: ignore[attr-defined]
        if reference:
            return made.get(reference)
        if entity == "note" and name in ("entity", "row_id"):
            return "child" if name == "entity" else made["child"]
        if isinstance(field.kind, Day):  # type: ignore[attr-defined]
            return date(2023, 6, 1) if field.required else None  # type: ignore[attr-defined]
        if isinstance(field.kind, Text):  # type: ignore[attr-defined]
            return field.choices[0].code if field.choices else MARKUP  # type: ignore[attr-defined]
        if field.kind.sql_type == "TEXT":  # type: ignore[attr-defined]
            return None
        return {"miles": 1.5, "year": 2024}.get(kind, 1)

    entities = [entity for entity in ENTITIES if entity.name != "document"]
    with store.change("Fill") as result:
        for entity in entities:
            row = {field.name: value(entity.name, field) for field in entity.fields}
            if entity.name == "note":
                row["written_at"] = "2024-01-01T10:00:00+00:00"
            if entity.name == "child":
                row["reference"] = "C-0001"
            made[entity.name] = result.change.insert(entity.name, row)
        for entity in entities:
            later = {field.name: made[field.reference] for field in entity.fields if field.reference}
            if later:
                result.change.update(entity.name, made[entity.name], later)
    letter = folder / "a&lt;b BOLDX.txt"
    letter.write_text("x")
    made["document"] = documents.add_document(store, "child", made["child"], letter).row_id
    return store, made


@pytest.fixture
def marked(
    tmp_path: Path, qtbot: QtBot, theme: Theme, settings: Settings
) -> Iterator[tuple[MainWindow, dict[str, str]]]:
    store, made = marked_store(tmp_path)
    window = MainWindow(theme, settings)
    qtbot.addWidget(window)
    window.resize(1400, 900)
    window.show()
    window.set_session(Session(store, date(2024, 3, 31), "Stockport", False, window.tasks))
    yield window, made
    qtbot.waitUntil(lambda: not window.tasks.busy)
    window.entering.put_away()
    window.set_session(None)
    store.close()


class _Seen:
    """What was looked at, and what would be read as markup."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.labels = 0
        self.tips: set[str] = set()
        self.wrong: set[str] = set()

    def tip(self, text: object) -> None:
        if isinstance(text, str) and GuiQt.mightBeRichText(text):
            self.tips.add(text)

    def look(self, where: str) -> None:
        for _ in range(3):
            QApplication.processEvents()
        # those of this window and its dialogs: what earlier tests left may go while it is looked at
        for widget in (self.window, *self.window.findChildren(QWidget)):
            if not widget.isVisible():
                continue
            name = f"{where}: {type(widget).__name__} in {type(widget.parent()).__name__}"
            if isinstance(widget, QLabel):
                self.labels += 1
                if widget.textFormat() != Qt.TextFormat.PlainText:
                    self.wrong.add(f"label {name} {widget.text()[:40]!r}")
            if isinstance(widget, QTextEdit):
                self.wrong.add(f"{name} can show markup")
            if widget.whatsThis():
                self.wrong.add(f"{name} has a “What's this?”, which can show markup")
            self.tip(widget.toolTip())
            self.tip(widget.statusTip())
            if isinstance(widget, QTabBar):
                for tab in range(widget.count()):
                    self.tip(widget.tabToolTip(tab))
            if isinstance(widget, QGraphicsView) and widget.scene():
                for item in widget.scene().items():
                    self.tip(item.toolTip())
                    if (
                        isinstance(item, QGraphicsTextItem)
                        and "BOLDX" in item.toPlainText()
                        and ("<b>" not in item.toPlainText())
                    ):
                        self.wrong.add(f"{name} draws markup")
            if isinstance(widget, QAbstractItemView):
                self._model(widget, name)
        for action in self.window.findChildren(QAction):
            self.tip(action.toolTip())

    def _model(self, view: QAbstractItemView, name: str) -> None:
        model = view.model()
        if model is None:
            return
        columns = getattr(model, "columnCount", None)
        try:
            width = columns(QModelIndex()) if columns else 1
        except TypeError:  # a list has it as a private method
            width = 1
        roles = [*_TIP_ROLES, *(role for role in model.roleNames() if role >= Qt.ItemDataRole.UserRole)]
        for column in range(width):
            for role in _TIP_ROLES:
                self.tip(model.headerData(column, Qt.Orientation.Horizontal, role))
            for row in range(min(model.rowCount(QModelIndex()), 30)):
                for role in roles:
                    text = model.data(model.index(row, column), role)
                    if role == Qt.ItemDataRole.WhatsThisRole and text:
                        self.wrong.add(f"{name} has a “What's this?” in a cell")
                    self.tip(text)


def test_every_text_of_a_store_is_shown_as_it_is(marked: tuple[MainWindow, dict[str, str]]) -> None:
    window, made = marked
    seen = _Seen(window)
    seen.look("start")
    for place in PLACES:
        window.go(place.name)
        seen.look(place.name)
        screen = window.screen_shown
        assert screen is not None
        for view in screen.findChildren(QAbstractItemView):
            model = view.model()
            if model is not None and model.rowCount(QModelIndex()):
                view.setCurrentIndex(model.index(0, 0))
        seen.look(f"{place.name}, chosen")
    for entity in ("child", "setting", "provider"):
        window.entering.open(entity, made[entity])
        page = window.screen_shown
        assert isinstance(page, RecordPage)
        for tab in range(page.tabs.count()):
            page.tabs.setCurrentIndex(tab)
            seen.look(f"page of a {entity}, tab {tab}")
    for entity in made:
        if entity != "document":
            window.entering.edit(entity, made[entity])
            seen.look(f"form of a {entity}")
            window.entering.put_away()
    window.tell(MARKUP)
    seen.look("told")
    assert seen.labels > 200
    assert len(seen.tips) > 15  # or the walk has not met what it is for
    for text in sorted(seen.tips):
        if shown_as_tip(window, text) != Qt.TextFormat.PlainText:
            seen.wrong.add(f"tooltip {text[:60]!r}")
    assert sorted(seen.wrong) == []


def shown_as_tip(owner: QWidget, text: str) -> Qt.TextFormat | None:
    """How Qt's tooltip takes a text."""
    QToolTip.showText(QPoint(5, 5), text, owner)
    tips = [widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() == "QTipLabel"]
    formats = {tip.textFormat() for tip in tips if isinstance(tip, QLabel)}
    QToolTip.hideText()
    return formats.pop() if len(formats) == 1 else None


class _Opened:
    """How often a file is opened by anyone (inotify)."""

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._file = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._file, os.fsencode(path), 0x20) >= 0  # IN_OPEN

    def count(self) -> int:
        try:
            return len(os.read(self._file, 65536)) // 16
        except BlockingIOError:
            return 0

    def close(self) -> None:
        os.close(self._file)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux which files are opened")
@pytest.mark.parametrize("shown", ["label", "tooltip", "cell"])
def test_no_picture_that_a_text_names_is_opened(
    qtbot: QtBot, theme: Theme, owner: QWidget, tmp_path: Path, shown: str
) -> None:
    picture = tmp_path / "bait.png"
    picture.write_bytes(b"x")
    words = f'<img src="{picture.as_uri()}"><b>x</b>'
    assert GuiQt.mightBeRichText(words)
    owner.show()
    watch = _Opened(picture)
    try:
        if shown == "label":
            label = QLabel(words, owner)
            label.show()
            label.adjustSize()
        elif shown == "tooltip":
            QToolTip.showText(QPoint(5, 5), words, owner)
        else:
            view = QTableView(owner)
            model = RowsModel([Column("Name")], view)
            model.set_rows([[words]])
            view.setModel(model)
            view.show()
            at = view.visualRect(model.index(0, 0)).center()
            hover = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
            QApplication.sendEvent(view.viewport(), hover)
            assert QToolTip.text() == words
        QApplication.processEvents()
        assert watch.count() == 0
        assert picture.read_bytes() == b"x"
        assert watch.count() == 1  # so the watch does see an opening
    finally:
        watch.close()
        QToolTip.hideText()
