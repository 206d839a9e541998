"""A program that was not closed is told of once, at the next start, without a word of anyone's data."""

import faulthandler
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from suffdesk import app
from suffdesk.ui import reports
from suffdesk.ui.dialogs.problem_report import LastTimeDialog
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.running import Running, left_behind
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme

CANARY = "Zanzibar"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / CANARY / "config"
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> MainWindow:
    made = MainWindow(Theme(qapp, "light"), Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.show()
    return made


def child(ending: str) -> subprocess.Popen[str]:
    """A program that starts, says so, and ends in its own way; its code lies in a folder with a telling name."""
    script = textwrap.dedent(f"""
        from suffdesk.ui.running import Running
        from suffdesk.ui import reports
        import os, time

        def go(child):
            mark = Running()
            print("started", flush=True)
            {ending}

        go("{CANARY}")
    """)
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def run(ending: str) -> int:
    process = child(ending)
    process.communicate(timeout=60)
    return process.returncode


def shown(window: MainWindow) -> list[LastTimeDialog]:
    return [one for one in window.findChildren(LastTimeDialog) if one.isVisible()]


@pytest.mark.skipif(os.name != "posix", reason="ends processes by signals")
def test_an_abort_is_offered_once_with_its_place_and_no_data(window: MainWindow) -> None:
    assert run("os.abort()") == -signal.SIGABRT
    app._tell_of_last_time(window)
    (dialog,) = shown(window)
    text = dialog.text.toPlainText()
    assert "Fatal Python error: Aborted" in text
    assert " go" in text
    assert CANARY not in text
    assert reports.latest().endswith(f"{text}\n")
    dialog.remove.click()
    assert reports.latest() == ""
    app._tell_of_last_time(window)
    assert shown(window) == []


@pytest.mark.skipif(os.name != "posix", reason="ends processes by signals")
def test_a_program_that_was_killed_is_told_in_a_line(window: MainWindow) -> None:
    process = child("time.sleep(60)")
    assert process.stdout
    process.stdout.readline()
    assert left_behind() == [], "it still runs"
    process.kill()
    process.communicate(timeout=60)
    app._tell_of_last_time(window)
    assert shown(window) == []
    assert "was not closed the last time" in window.progress_line.words
    assert left_behind() == []


def test_a_fault_that_was_reported_before_the_end_is_in_the_report(window: MainWindow) -> None:
    assert run("reports.save('a fault of ours'); os._exit(3)") == 3
    (ended,) = left_behind()
    assert "a fault of ours" in ended.words


def test_a_program_that_was_closed_leaves_nothing() -> None:
    assert run("mark.end()") == 0
    assert left_behind() == []
    assert list(reports.folder().iterdir()) == []


def test_a_mark_that_cannot_be_read_goes() -> None:
    (reports.folder() / "running x.txt").write_bytes(b"\xff\x00 no date")
    assert left_behind() == []
    assert list(reports.folder().glob("running *")) == []


def test_two_programs_do_not_tell_of_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("enable", "disable"):  # pytest has its own
        monkeypatch.setattr(faulthandler, name, lambda *_: None)
    first, second = Running(), Running()
    assert left_behind() == []
    second.end()
    first.end()
