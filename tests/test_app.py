from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from suffdesk import app
from suffdesk.ui import reports
from suffdesk.ui.dialogs.problem_report import CrashDialog


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.damage = SimpleNamespace(explains=lambda _error: False)  # type: ignore[attr-defined]  # no store is open
    qtbot.addWidget(made)
    return made


def test_a_crash_is_told_once_and_reported_without_data(window: QMainWindow, expect_log: Callable[..., object]) -> None:
    hook = app._crashed(window)  # type: ignore[arg-type]  # any window will do
    with expect_log("fault of ours"):  # type: ignore[attr-defined]
        for _ in range(2):
            try:
                raise KeyError("Jasmine Canary")
            except KeyError as error:
                hook(type(error), error, error.__traceback__)
    dialogs = window.findChildren(CrashDialog)
    assert len(dialogs) == 1
    assert "builtins.KeyError" in dialogs[0].text.toPlainText()
    assert len(list(reports.folder().glob("fault *.txt"))) == 2
    for path in reports.folder().iterdir():
        assert "Canary" not in path.read_text(encoding="utf-8")


def test_the_application_has_its_name_and_font(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontDatabase

    made = app.make_application()
    assert made is qapp
    assert made.applicationName() == "SuffDesk"
    assert "Source Sans Pro" in QFontDatabase.families()
