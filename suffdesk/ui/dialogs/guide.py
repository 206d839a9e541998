"""The guide, inside the program: contents, search, pages with their pictures. It shows files of our own only."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from suffdesk.operations import guide
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button

_PAGE, _SECTION = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_MARKED = 200
_BACK_KEPT = 50
_PICTURE_WIDTH = 720


class _Reader(QTextBrowser):
    """A page of the guide. Nothing but the guide's own pictures is loaded, and no link leads out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Page of the guide")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(18)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        path = guide.picture(url.toString() if isinstance(url, QUrl) else url)
        if kind != QTextDocument.ResourceType.ImageResource or path is None:
            return None
        room = max(240, min(_PICTURE_WIDTH, self.viewport().width() - 60))
        picture = QImage(str(path))
        if picture.width() <= room:
            return picture
        return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)

    def show_markdown(self, text: str) -> None:
        """Show a page; what looks like HTML in it is text."""
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)

    def go_to_heading(self, number: int) -> None:
        """Bring the heading of that number (0 is the page's title) to the top."""
        block, seen = self.document().begin(), -1
        while block.isValid():
            seen += block.blockFormat().headingLevel() > 0
            if seen == number:
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top) if number else 0)
                return
            block = block.next()

    def mark(self, words: str) -> int:
        """Mark each of these words wherever it stands; how many there are."""
        marked: list[QTextEdit.ExtraSelection] = []
        style = QTextCharFormat()
        style.setBackground(self.palette().highlight())
        style.setForeground(self.palette().highlightedText())
        for word in words.split():
            cursor = self.document().find(word)
            while not cursor.isNull() and len(marked) < _MOST_MARKED:
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, style
                marked.append(one)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marked)
        return len(marked)


class GuideDialog(Dialog):
    """Stands beside the window, which goes on working. Up and Down in the contents turn the pages."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._way: list[tuple[str, int]] = []
        self.page, self.section = "", 0
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        top = QHBoxLayout()
        self.back = button("← Back", "quiet", "To the page before (Alt+Left)")
        self.back.clicked.connect(self.go_back)
        top.addWidget(self.back)
        self.words = QLineEdit()
        self.words.setPlaceholderText("Search the guide")
        self.words.setAccessibleName("Search the guide")
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._search)
        self.words.installEventFilter(self)
        top.addWidget(self.words, 1)
        close = button("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        top.addWidget(close)
        column.addLayout(top)
        parts = QSplitter()
        self.contents = QTreeWidget()
        self.contents.setAccessibleName("Contents of the guide")
        self.contents.setHeaderHidden(True)
        self.contents.currentItemChanged.connect(lambda item, _: self._chosen(item))
        self.reader = _Reader()
        self.contents.itemActivated.connect(lambda _: self.reader.setFocus())
        parts.addWidget(self.contents)
        parts.addWidget(self.reader)
        parts.setStretchFactor(1, 1)
        parts.setSizes([260, 700])
        column.addWidget(parts, 1)
        for keys, call in (("Ctrl+F", self._start_search), ("Ctrl+K", self._start_search), ("Alt+Left", self.go_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(call)
        self.resize(980, 720)
        self.back.setEnabled(False)
        self._fill()

    # Contents

    def _fill(self) -> None:
        """Pages and their sections."""
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in guide.pages():
            item = self._item(page.title, page.name, 0)
            self.contents.addTopLevelItem(item)
            for section in page.sections[1:]:
                item.addChild(self._item(section.heading, page.name, section.number))
            item.setExpanded(page.name == self.page)
        self._show_place()
        self.contents.blockSignals(False)

    def _item(self, words: str, page: str, section: int, tip: str = "") -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, _PAGE, page)
        item.setData(0, _SECTION, section)
        item.setToolTip(0, tip or words)
        return item

    def _show_place(self) -> None:
        """Mark in the contents what is shown."""
        for place in range(self.contents.topLevelItemCount()):
            item = self.contents.topLevelItem(place)
            if item is None or item.data(0, _PAGE) != self.page:
                continue
            item.setExpanded(True)
            self.contents.setCurrentItem(item.child(self.section - 1) or item)
            return

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and (page := item.data(0, _PAGE)):
            self._turn(str(page), int(item.data(0, _SECTION)))

    # Pages

    def show_page(self, name: str, section: int = 0) -> None:
        """Turn to a page, as it is called in ``resources/guide``, and take what was searched for away."""
        self._turn(name, section)
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)
        self._fill()
        self.reader.mark("")
        self.reader.setFocus()

    def _turn(self, name: str, section: int) -> None:
        if (name, section) == (self.page, self.section):
            return
        if self.page:
            self._way = [*self._way[1 - _BACK_KEPT :], (self.page, self.section)]
        self._open(name, section)

    def _open(self, name: str, section: int) -> None:
        if name != self.page:
            self.reader.show_markdown(guide.page(name).markdown)
        self.page, self.section = name, section
        self.setWindowTitle(f"Guide – {guide.page(name).title}")
        self.back.setEnabled(bool(self._way))
        self.reader.go_to_heading(section)
        self.reader.mark(self.words.text())

    def go_back(self) -> None:
        """To the page before."""
        if self._way:
            name, section = self._way.pop()
            self._open(name, section)
            if not self.words.text():
                self._fill()

    # Searching

    def _start_search(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def _search(self, text: str) -> None:
        """Where the words stand, in place of the contents; nothing typed brings the contents back."""
        if not text.strip():
            self._fill()
            self.reader.mark("")
            return
        self.contents.blockSignals(True)
        self.contents.clear()
        for passage in guide.find(text):
            one = passage.section
            words = passage.title if not one.number else f"{passage.title} › {one.heading}"
            self.contents.addTopLevelItem(self._item(words, one.page, one.number, passage.words))
        found = self.contents.topLevelItem(0)
        if found is None:
            nothing = self._item(f"Nothing about “{text.strip()[:40]}”; try fewer letters or another word", "", 0)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.contents.addTopLevelItem(nothing)
        else:
            self.contents.setCurrentItem(found)
        self.contents.blockSignals(False)
        self._chosen(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.contents.setFocus()
                return True
            if event.key() in _ENTER:
                self.reader.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.words.text():
                self.words.clear()
                return True
        return super().eventFilter(watched, event)
