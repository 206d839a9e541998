"""Promise 14: what a store holds of a child leaves it by no way but those that the user chose.

Canaries stand in every personal field (read from the descriptions, so a new one is covered by itself), in notes and in
documents. The window and the command line are driven over them; then every place that others can look into is searched:
titles, logs, crash reports, temporary files (also those that are gone again), settings, lock file, store, log, backups.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from suffdesk import app
from suffdesk.cli import main as command_line
from suffdesk.domain.quality import RESTRICTED
from suffdesk.domain.registry import ENTITIES
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store import attempts
from suffdesk.store.backup import backups_of
from suffdesk.store.lock import lock_path
from suffdesk.ui.dialogs.reason import ReasonDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.import_wizard.wizard import ImportWizard
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.records.page import RecordPage
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme, load_fonts
from tests.conftest import ExpectLog
from tests.journeys import canaries
from tests.journeys.canaries import DAY, WORD

PASSPHRASE = "otters under the bridge"


class Watch(logging.Handler):
    """Notes what is logged, what windows are called, and what files hold when they are taken away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.DEBUG)
        self.folder = str(folder)
        self.found: list[str] = []
        self.lines = self.titles = self.removed = 0
        self.on = True

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        if canaries.in_words(f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"):
            self.found.append(f"log of {record.name}")

    def see(self, part: QObject) -> None:
        if isinstance(part, QWidget) and part.isWindow():
            self.titles += 1
            if canaries.in_words(part.windowTitle()):
                self.found.append(f"title of a {type(part).__name__}")

    def hear(self, event: str, what: tuple[object, ...]) -> None:
        if not self.on or event not in ("os.remove", "os.rename"):
            return
        name = os.fsdecode(what[0]) if isinstance(what[0], str | bytes | os.PathLike) else ""
        if not name.startswith(self.folder) or "/mine/" in name or not Path(name).is_file():
            return
        self.removed += 1
        if canaries.in_bytes(Path(name).read_bytes()) or canaries.in_words(name):
            self.found.append(f"file taken away: {Path(name).name}")


class _Titles(QObject):
    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def eventFilter(self, part: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowTitleChange, QEvent.Type.Show):
            self._watch.see(part)
        return False


@pytest.fixture
def watch(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    for folder in ("config", "tmp", "mine"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("SUFFDESK_CONFIG_DIR", str(tmp_path / "config"))
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    made = Watch(tmp_path)
    sys.addaudithook(made.hear)  # it cannot be taken off again, only told to rest
    root, titles = logging.getLogger(), _Titles(made)
    level = root.level
    root.addHandler(made)
    root.setLevel(logging.DEBUG)
    qapp.installEventFilter(titles)
    yield made
    qapp.removeEventFilter(titles)
    root.removeHandler(made)
    root.setLevel(level)
    made.on = False
    attempts.succeeded(tmp_path / "Team.suffdesk")


@pytest.fixture
def files(tmp_path: Path, watch: Watch) -> Path:
    """What a user has of her own, canaries and all: a document, and a return with faults."""
    mine = tmp_path / "mine"
    (mine / f"{WORD} letter.txt").write_text(f"{WORD} lives here. " * 50, encoding="utf-8")
    (mine / "return").mkdir()
    born = DAY.strftime("%d/%m/%Y")
    (mine / "return" / "header.csv").write_text(
        f"CHILD,SEX,DOB,ETHNIC,UPN\n{WORD}90,1,02/05/2010,WBRI,\n{WORD}91,1,{WORD}92,{WORD}93,{WORD}94\n"
        f"{WORD}95,7,{born},WBRI,\n",
        encoding="utf-8",
    )
    (mine / "return" / "episodes.csv").write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        f"{WORD}90,10/06/2023,S,C2,N1,U6,PR1,,,,{WORD}96,SK4 1AA,\n"
        f"{WORD}90,{WORD}97,S,C2,N1,U6,PR1,,,,SK1 3XE,{WORD}98,\n",
        encoding="utf-8",
    )
    (mine / "secret.txt").write_text(PASSPHRASE, encoding="utf-8")
    return mine


@pytest.fixture
def path(tmp_path: Path, files: Path) -> Path:
    made = tmp_path / "Team.suffdesk"
    new_store(made, passphrase=PASSPHRASE, authority="Stockport", who="Ada").close()
    return made


def shown(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    return [found for found in window.findChildren(kind) if found.isVisible()]


def test_the_search_would_find_one(tmp_path: Path) -> None:
    """The search itself, and that the store really holds a canary for every personal field."""
    (tmp_path / "letter.txt").write_text("x")
    with new_store(tmp_path / "plain.suffdesk", passphrase=None, authority="Stockport", who="Ada") as store:
        made = canaries.fill(store, tmp_path / "letter.txt")
        fields = list(canaries.personal_fields())
        assert len(fields) >= 10
        for entity, name in fields:
            (value,) = store.rows(f"SELECT {name} FROM {entity} WHERE id = ?", (made[entity],))[0]
            assert canaries.in_words(str(value)) or (entity, name) == ("document", "name"), (entity, name)
        assert made.keys() == {entity.name for entity in ENTITIES}
        assert "plain.suffdesk-wal" in canaries.in_files(tmp_path, [])
    assert "plain.suffdesk" in canaries.in_files(tmp_path, [])
    (tmp_path / f"{WORD}.txt").write_text("x")
    (tmp_path / "wide.txt").write_bytes(f"x{WORD}".encode("utf-16-le"))
    assert {f"{WORD}.txt", "wide.txt"} < set(canaries.in_files(tmp_path, []))


def test_no_canary_leaves_by_the_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, path: Path, files: Path, watch: Watch,
    monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog,
) -> None:  # fmt: skip
    load_fonts()
    settings = Settings()
    settings.who = "Ada"
    window = MainWindow(Theme(qapp, "light"), settings)
    qtbot.addWidget(window)
    window.show()
    window.stores.take(open_store(path, passphrase=PASSPHRASE, who="Ada"))
    assert window.session
    made = canaries.fill(window.session.store, files / f"{WORD} letter.txt")
    searched: list[str] = []

    def look(where: str) -> None:
        QApplication.processEvents()
        searched.append(where)
        assert canaries.in_files(tmp_path, [files]) == [], where
        assert watch.found == [], where

    for place in PLACES:
        window.go(place.name)
    window.top_bar.search.setText(f"{WORD}1")
    look("screens and search")

    for entity in ("child", "setting", "provider"):
        window.entering.open(entity, made[entity])
        page = window.screen_shown
        assert isinstance(page, RecordPage)
        for number in range(page.tabs.count()):
            page.tabs.setCurrentIndex(number)
    look("pages")

    for entity, row_id in made.items():
        if entity != "document":
            window.entering.edit(entity, row_id)
            window.show_history(entity, row_id)
    forms = shown(window, RecordForm)
    assert len(forms) == len(made) - 1 - len(RESTRICTED)  # a document has no form, and what is restricted asks why
    assert len(shown(window, ReasonDialog)) == len(RESTRICTED)
    window.entering.put_away()
    window.entering.add("child", {})
    (form,) = shown(window, RecordForm)
    assert isinstance(form, RecordForm)
    form.rows.show_texts({"identifier": f"{WORD}80", "upn": f"{WORD}81", "date_of_birth": f"{WORD}82"})
    form.go()
    form.drafting.keep()
    look("forms and a draft")
    form.put_away()

    window.work.import_paths([files / "return"])
    (wizard,) = shown(window, ImportWizard)
    assert isinstance(wizard, ImportWizard)
    for _ in range(4):
        qtbot.waitUntil(lambda: wizard._task is None and not window.tasks.busy, timeout=60_000)
        look(f"import {wizard.step}")
        if wizard.step < 4:
            wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == 4, timeout=60_000)
    assert wizard.state.plan
    assert any(WORD in str(problem) for problem in wizard.state.plan.problems)  # on the screen they may be
    wizard.accept()

    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=60_000)
    window.actions_by_name["redo"].trigger()
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=60_000)
    window.go("history")
    look("undo and redo")

    window.entering.write_document(made["document"], files / "copy.txt")
    window.keeping.back_up_to(tmp_path / "kept")
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=60_000)
    for dialog in shown(window, QMessageBox):
        dialog.reject()
    look("a copy and a backup")

    monkeypatch.setattr(sys, "excepthook", app._crashed(window))
    try:
        try:
            {}[f"{WORD} {DAY.isoformat()}"]
        except KeyError as error:
            raise ValueError(f"{WORD} {DAY.isoformat()}") from error
    except ValueError as error:
        with expect_log("fault of ours"):
            sys.excepthook(type(error), error, error.__traceback__)
    assert list((tmp_path / "config" / "reports").glob("fault *.txt"))
    for dialog in shown(window, QDialog):
        dialog.reject()
    look("a crash")

    assert lock_path(path).is_file()
    window.stores.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=60_000)
    look("locked")
    form = window.lock_page.form
    assert form
    assert form.passphrase
    form.passphrase.setText(PASSPHRASE)
    form.press.click()
    assert window.session
    for dialog in shown(window, QMessageBox):
        dialog.reject()
    settings.save()
    window.close()
    look("closed")
    assert backups_of(path)
    assert (tmp_path / "config" / "window.ini").is_file()
    assert watch.titles > 20
    assert len(searched) >= 12


def test_no_canary_leaves_by_the_command_line(
    tmp_path: Path, path: Path, files: Path, watch: Watch, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with open_store(path, passphrase=PASSPHRASE, who="Ada") as store:
        canaries.fill(store, files / f"{WORD} letter.txt")
    secret = ["--passphrase-file", str(files / "secret.txt")]
    held = ["--store", str(path), *secret]

    def run(*words: str) -> tuple[int, str, str]:
        status = command_line(list(words))
        out, err = capsys.readouterr()
        assert canaries.in_files(tmp_path, [files]) == [], words
        assert watch.found == [], words
        return status, out, err

    status, out, _ = run("list", "child", "--json", *held)
    assert status == 0
    assert WORD in out  # whoever asks for the children is shown them
    assert run("import", str(files / "return"), "--problems", str(files / "faults.xlsx"), *held)[0] == 0
    assert run("import", str(files / "return"), "--strict", *held)[0] == 2
    assert run("set", "child", f"{WORD}90", f"upn={WORD}70", f"date_of_birth={WORD}", *held)[0] == 2
    assert run("add", "child", f"identifier={WORD}71", *held)[0] == 0
    assert run("indicators", "--as-at", "2024-03-31", *held)[0] == 0
    assert run("check", str(path), *secret)[0] == 0
    assert run("backup", str(path), str(tmp_path / "kept"), *secret)[0] == 0
    assert (tmp_path / "kept").is_file()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"{WORD} {DAY.isoformat()}")

    monkeypatch.setattr("suffdesk.operations.listing.list_entity", fail)
    status, out, err = run("list", "child", *held)
    assert status == 1
    assert canaries.in_words(out + err) == ""
