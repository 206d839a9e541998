"""What holds for every test: no screen, settings of its own, and no warning in a log that nobody expected."""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

ExpectLog = Callable[[str], AbstractContextManager[None]]

_CONFIG_DIR = pytest.StashKey[Path]()

hypothesis.settings.register_profile("suffdesk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "suffdesk")

for waits in (QtBot.waitUntil, QtBot.waitSignal):
    # Milliseconds to wait for what will come: a busy machine is slow, and a test that passes waits no longer.
    waits.__kwdefaults__["timeout"] = 30_000


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests, and the programs they start, off the screen and out of the user's settings.

    The cache stays the user's: the side file of postcodes in it takes long to make and never changes.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    config.stash[_CONFIG_DIR] = Path(tempfile.mkdtemp(prefix="suffdesk-tests-"))
    os.environ["SUFFDESK_CONFIG_DIR"] = str(config.stash[_CONFIG_DIR])
    os.environ.pop("SUFFDESK_PASSPHRASE_FILE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the settings that the tests left."""
    shutil.rmtree(config.stash[_CONFIG_DIR], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what ``dev.py test`` found before pytest, where the reader looks last."""
    failed = os.environ.get("SUFFDESK_FAILED_CHECKS")
    if failed:
        terminalreporter.section("checks that failed before pytest", red=True)
        terminalreporter.line(f"{failed} (above): this run fails, whatever pytest says")


class _Warnings(logging.Handler):
    """Keeps every record of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _warnings_logged() -> Iterator[_Warnings]:
    """Fail a test during which any logger warned, unless the test expected it."""
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        logging.getLogger().removeHandler(handler)
    unexpected = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in handler.records]
    if unexpected:
        pytest.fail("logged, and not expected (fixture expect_log):\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def expect_log(_warnings_logged: _Warnings) -> ExpectLog:
    """``with expect_log("pattern"):`` a warning that matches must be logged inside, and is no failure."""

    @contextmanager
    def expecting(pattern: str) -> Iterator[None]:
        before = len(_warnings_logged.records)
        yield
        inside = _warnings_logged.records[before:]
        others = [record for record in inside if not re.search(pattern, record.getMessage())]
        assert len(others) < len(inside), f"no warning matching {pattern!r} was logged"
        _warnings_logged.records[before:] = others

    return expecting


@pytest.fixture(autouse=True)
def _no_dialog_is_left() -> Iterator[None]:
    """Take away what a test left in the way: a modal dialog keeps the keyboard from every window of later tests."""
    yield
    application = QApplication.instance()
    while isinstance(application, QApplication) and (left := application.activeModalWidget()):
        left.hide()
