"""The command palette: type a few letters of what you want done."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from suffdesk.ui.dialogs.dialog import Dialog

_ICON = QSize(18, 18)
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class CommandsDialog(Dialog):
    """Actions that can be done now; Enter does the one that is marked."""

    def __init__(self, parent: QWidget | None, actions: Sequence[QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        self._actions = [action for action in actions if action.isEnabled() and action.objectName() != "commands"]
        column = QVBoxLayout(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Name of a command")
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setIconSize(_ICON)
        self._blank = QPixmap(_ICON)
        self._blank.fill(Qt.GlobalColor.transparent)
        self.list.itemActivated.connect(self._run)
        self.list.itemClicked.connect(self._run)
        column.addWidget(self.list)
        self._filter("")

    def _filter(self, text: str) -> None:
        self.list.clear()
        for action in sorted(self._actions, key=lambda action: _rank(text, words_of(action))):
            words = words_of(action)
            if _rank(text, words) == _NO_MATCH:
                continue
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            icon = QIcon(self._blank) if action.icon().isNull() else action.icon()
            item = QListWidgetItem(icon, f"{words}    {keys}" if keys else words)
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setToolTip(action.toolTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if step := _STEPS.get(event.key()):
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if item := self.list.currentItem():
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _run(self, item: QListWidgetItem) -> None:
        action: QAction = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        action.trigger()


_NO_MATCH = 9


def _rank(text: str, words: str) -> int:
    """0: begins with the text, 1: a word does, 2: holds it, 3: has its letters in order, 9: none of these."""
    wanted, whole = text.strip().casefold(), words.casefold()
    if whole.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in whole.split()):
        return 1
    if wanted in whole:
        return 2
    letters = iter(whole)
    return 3 if all(letter in letters for letter in wanted.replace(" ", "")) else _NO_MATCH


def words_of(action: QAction) -> str:
    """The action's text without marks."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
