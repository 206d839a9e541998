"""A field for a passphrase, and how strong one is."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from suffdesk.store.strength import strength
from suffdesk.ui.icons import icon
from suffdesk.ui.widgets.text import label


class PassphraseField(QLineEdit):
    """Dots, with a button that shows what was typed."""

    def __init__(self, words: str = "Passphrase", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(words)
        colour = QApplication.palette().placeholderText().color().name()
        self._show = self.addAction(QIcon(icon("eye", colour)), QLineEdit.ActionPosition.TrailingPosition)
        self._show.setCheckable(True)
        self._show.setToolTip("Show what was typed")
        self._show.toggled.connect(self._reveal)

    def _reveal(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class StrengthMeter(QWidget):
    """How hard the passphrase that is being typed is to guess: a bar, and a sentence. ``usual`` is said before."""

    def __init__(self, usual: str) -> None:
        super().__init__()
        self._usual = usual
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.bar = QProgressBar()
        self.bar.setRange(0, 3)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName("Strength of the passphrase")
        self.words = label(usual, "muted", wrap=True)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.judge("")

    def judge(self, passphrase: str) -> None:
        """Say how strong it is."""
        judged = strength(passphrase)
        self.say(judged.words if passphrase else self._usual)
        self.bar.setVisible(bool(passphrase))
        self.bar.setValue(judged.level)
        self.bar.setAccessibleDescription(judged.words if passphrase else "")

    def say(self, sentence: str) -> None:
        """Something else instead."""
        self.bar.hide()
        self.words.setText(sentence)
