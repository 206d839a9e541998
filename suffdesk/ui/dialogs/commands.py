"""The command palette: type a few letters of what you want done."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.palette import Command

_ICON = QSize(18, 18)
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_NO_MATCH = 9
_CAN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class CommandsDialog(Dialog):
    """Before anything is typed, what can be done now; then whatever is called so. Enter does the one that is marked."""

    guide = "keyboard"

    def __init__(self, parent: QWidget | None, commands: Sequence[Command]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        self._commands = list(commands)
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
        wanted = text.strip()
        ranked = [(not one.enabled, _rank(wanted, one), one) for one in self._commands if one.enabled or wanted]
        for waits, rank, command in sorted(ranked, key=lambda each: each[:2]):
            if rank == _NO_MATCH:
                continue
            words = f"{command.words}    {command.keys}" if command.keys else command.words
            item = QListWidgetItem(command.icon or QIcon(self._blank), f"{words}  (not now)" if waits else words)
            item.setData(Qt.ItemDataRole.UserRole, command)
            item.setToolTip(command.tip)
            item.setFlags(Qt.ItemFlag.NoItemFlags if waits else _CAN)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem("Nothing is called so. Try another word, or press F1 for the guide")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self._mark(0, 1)

    def _mark(self, row: int, step: int) -> None:
        """Mark this row, or the next from there that can be done."""
        row = min(max(row, 0), self.list.count() - 1)
        while 0 <= row < self.list.count():
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(row)
                return
            row += 1 if step > 0 else -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if step := _STEPS.get(event.key()):
                self._mark(self.list.currentRow() + step, step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if item := self.list.currentItem():
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _run(self, item: QListWidgetItem) -> None:
        command: Command | None = item.data(Qt.ItemDataRole.UserRole)
        if command is None or not command.enabled:
            return
        self.accept()
        command.do()


def _rank(text: str, command: Command) -> int:
    """How well a command answers: the lower the better.

    0: it begins with the text, 1: a word of it does, 2: it holds it, 3: each word of the text begins one of its words
    or of what it does, 4: it has its letters in order, 9: none of these.
    """
    wanted, whole = text.casefold(), command.words.casefold()
    if whole.startswith(wanted):
        return 0
    words = whole.replace("(", "").replace(")", "").split()
    if any(word.startswith(wanted) for word in words):
        return 1
    if wanted in whole:
        return 2
    others = [*words, *command.also.casefold().replace(",", " ").split()]
    if all(any(other.startswith(word) for other in others) for word in wanted.split()):
        return 3
    letters = iter(whole)
    return 4 if all(letter in letters for letter in wanted.replace(" ", "")) else _NO_MATCH
