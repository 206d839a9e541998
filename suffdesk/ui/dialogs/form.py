"""The frame that every asking dialog has: heading, fields, a place for a fault, buttons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from suffdesk.ui.dialogs.dialog import Dialog
from suffdesk.ui.widgets.text import button, label, title


class FormDialog(Dialog):
    """``form`` takes the fields, the first of which has the keyboard; Tab goes from them to the buttons.

    Enter in a field presses the main button where that is ``harmless``; Escape leaves without doing anything.
    """

    def __init__(self, parent: QWidget | None, heading: str, press: str, about: str = "", *,
                 harmless: bool = True) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(title(heading))
        if about:
            column.addWidget(label(about, "caption", wrap=True))
        self._has_field = self._in_order = False
        self.form = QFormLayout()
        self.form.setVerticalSpacing(10)
        self.form.setHorizontalSpacing(14)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addSpacing(4)
        column.addLayout(self.form)
        self._fault = label("", "warning", wrap=True)
        self._fault.setAccessibleName("What is wrong")
        self._fault.hide()
        column.addWidget(self._fault)
        column.addStretch()
        self.buttons = QHBoxLayout()
        self.buttons.addStretch()
        self.cancel = button("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.press: QPushButton = button(press, "primary")
        self.press.setDefault(harmless)
        self.press.clicked.connect(self.go)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.press)
        column.addSpacing(6)
        column.addLayout(self.buttons)

    def go(self) -> None:
        """The main button was pressed."""
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the buttons after the fields, which were made later, in the order of Tab."""
        last = self.previousInFocusChain()
        if self._has_field and not self._in_order and last is not None:
            self._in_order = True
            for part in (self.press, self.cancel):
                QWidget.setTabOrder(last, part)
        super().showEvent(event)

    def say_fault(self, sentence: str) -> None:
        """Show what is wrong, in place; an empty sentence takes it away."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    @property
    def fault(self) -> str:
        return self._fault.text()

    def add(self, words: str, field: QWidget, *, help: str = "") -> QLabel:
        """A field with its words before it, and a hint beneath; the first one gets the keyboard."""
        before = label(words)
        before.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words)
        if not help:
            self.form.addRow(before, field)
            self._start_in(field)
            return before
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(field)
        column.addWidget(label(help, "muted", wrap=True))
        field.setAccessibleDescription(help)
        before.setAlignment(Qt.AlignmentFlag.AlignTop)
        before.setContentsMargins(0, 7, 0, 0)
        self.form.addRow(before, both)
        self._start_in(field)
        return before

    def _start_in(self, field: QWidget) -> None:
        if not self._has_field:
            self._has_field = True
            field.setFocus()
