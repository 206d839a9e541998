"""Going through a window with the Tab key alone, as somebody without a mouse does."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

_MOST = 400
LOSING = ("throw", "restore", "erase", "remove", "delete", "undo", "open all the same", "stop and lock", "written it")
"""Words of buttons that lose or risk something."""


def stops(window: QWidget, inside: QWidget | None = None) -> list[QWidget]:
    """Every widget in sight that Tab ought to reach."""
    found = []
    for part in (inside or window).findChildren(QWidget):
        reached = part.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if reached and part.isVisible() and part.isEnabled() and part.focusProxy() is None and part.window() is window:
            found.append(part)
    return found


def walk(qtbot: QtBot, window: QWidget) -> list[QWidget]:
    """Press Tab until what had the keyboard first has it again; what had it, in order."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    reached: list[QWidget] = []
    for _ in range(_MOST):
        here = QApplication.focusWidget()
        if here in reached:
            break
        if here is not None:
            reached.append(here)
        QTest.keyClick(here or window, Qt.Key.Key_Tab)
    return reached


def named(part: QWidget) -> str:
    """What a widget is, for the message of a test."""
    words = part.text() if isinstance(part, QPushButton) else ""
    return f"{type(part).__name__} {part.accessibleName() or words}"


def unreached(qtbot: QtBot, window: QWidget, inside: QWidget | None = None) -> list[str]:
    """Names of what Tab ought to reach and does not."""
    reached = walk(qtbot, window)
    return [named(part) for part in stops(window, inside) if part not in reached]


def pressed_by_enter(dialog: QDialog) -> str:
    """Words of the button that Enter presses in a field; empty for none."""
    found = [one for one in dialog.findChildren(QPushButton) if one.isDefault() and one.isVisible()]
    return found[0].text().replace("&", "") if found else ""


def is_harmless(words: str) -> bool:
    """Whether a button of these words loses nothing."""
    return not any(part in words.casefold() for part in LOSING)
