"""Every keyboard shortcut."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from suffdesk.ui.actions import ACTIONS
from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button, title

_ELSEWHERE = (
    ("In tables", (("Copy the chosen rows", "Ctrl+C"), ("Choose all rows", "Ctrl+A"),
                   ("Open the chosen row", "Enter"))),
    ("In every window", (("Next or previous part", "Tab, Shift+Tab"), ("Press what has the focus", "Space or Enter"),
                         ("Leave without doing anything", "Esc"), ("Menus", "Alt"))),
)  # fmt: skip


class ShortcutsDialog(Dialog):
    """Shortcuts in groups, as they are set."""

    guide = "keyboard"

    def __init__(self, parent: QWidget | None, actions: Mapping[str, QAction]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.addWidget(title("Keyboard shortcuts"))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setHeaderLabels(["What", "Keys"])
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        groups: dict[str, QTreeWidgetItem] = {}
        for spec in ACTIONS:
            if not spec.shortcuts:
                continue
            keys = ", ".join(
                keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in actions[spec.name].shortcuts()
            )
            self._group(groups, spec.group).addChild(QTreeWidgetItem([spec.words.rstrip("…"), keys]))
        for name, rows in _ELSEWHERE:
            for what, keys in rows:
                self._group(groups, name).addChild(QTreeWidgetItem([what, keys]))
        self.tree.expandAll()
        column.addWidget(self.tree)
        close = button("Close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _group(self, groups: dict[str, QTreeWidgetItem], name: str) -> QTreeWidgetItem:
        if name not in groups:
            groups[name] = QTreeWidgetItem([name])
            font = self.font()
            font.setBold(True)
            groups[name].setFont(0, font)
            self.tree.addTopLevelItem(groups[name])
        return groups[name]
