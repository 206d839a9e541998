"""A field for a passphrase, and how strong one is."""

import math

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from suffdesk.ui.icons import icon

SHORTEST = 8


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


def strength(passphrase: str) -> str:
    """One sentence on how hard a passphrase is to guess; empty for none.

    A rough measure: the logarithm of the alphabet in use times the length, where repeats count half.
    """
    if not passphrase:
        return ""
    if len(passphrase) < SHORTEST:
        return f"Too short: at least {SHORTEST} characters"
    kinds = (str.islower, 26), (str.isupper, 26), (str.isdigit, 10)
    alphabet = sum(size for test, size in kinds if any(test(letter) for letter in passphrase))
    if any(not letter.isalnum() for letter in passphrase):
        alphabet += 20
    different = len(set(passphrase.casefold()))
    bits = math.log2(max(alphabet, 2)) * (different + (len(passphrase) - different) / 2)
    if bits < 45:
        return "Weak: easy to guess; four or five unrelated words are better"
    if bits < 70:
        return "Fair: longer is better"
    return "Strong"
