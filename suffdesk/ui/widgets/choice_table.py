"""A table with a list to choose from in the last column of each row."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from suffdesk.models.choices import ChoicesModel
from suffdesk.ui.widgets.table import PlainTable

_MOST_OPEN = 200
"""Rows whose lists stand there at once; in longer tables a list comes on a click or F2."""
_HIGHER = 12
"""Pixels that a list needs beyond a line of text."""

_Index = QModelIndex | QPersistentModelIndex


class _List(QComboBox):
    """A list that the wheel passes by: one scrolls the table, and changes nothing by that."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Delegate(QStyledItemDelegate):
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        model = index.model()
        assert isinstance(model, ChoicesModel)
        made = _List(parent)
        made.addItems(list(model.choices(index.row())))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setMaxVisibleItems(18)
        made.setAccessibleName(f"{model.table.columns[-1].title}: {model.table.rows[index.row()][0]}")
        made.activated.connect(lambda _place: self.commitData.emit(made))
        return made

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentIndex(), Qt.ItemDataRole.EditRole)


class ChoiceTable(PlainTable):
    """Shows a :class:`ChoicesModel`; Tab goes from list to list."""

    def __init__(self, model: ChoicesModel, name: str, *, widths: Mapping[int, int], stretch: int) -> None:
        super().__init__(model, name, widths=widths, stretch=stretch)
        self._choices = model
        self.setItemDelegateForColumn(model.columnCount() - 1, _Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.verticalHeader().setDefaultSectionSize(self.verticalHeader().defaultSectionSize() + _HIGHER)
        model.modelReset.connect(self._open_lists)

    def _open_lists(self) -> None:
        last = self._choices.columnCount() - 1
        for row in range(min(self._choices.rowCount(), _MOST_OPEN)):
            self.openPersistentEditor(self._choices.index(row, last))
