"""Tab reaches everything, in every form, dialog and screen; Enter presses nothing that loses work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.report import Column, Table
from suffdesk.domain.entering import NOT_TYPED
from suffdesk.domain.registry import ENTITIES
from suffdesk.operations.backups import listing
from suffdesk.operations.erasure import what_goes
from suffdesk.operations.keeping import check
from suffdesk.store.backup import backup_on_closing
from suffdesk.store.lock import StoreLocked
from suffdesk.ui.dialogs.about import AboutDialog
from suffdesk.ui.dialogs.authority import AuthorityDialog
from suffdesk.ui.dialogs.backups import BackupsDialog
from suffdesk.ui.dialogs.break_lock import BreakLockDialog
from suffdesk.ui.dialogs.certificate import CertificateDialog
from suffdesk.ui.dialogs.check_report import CheckDialog
from suffdesk.ui.dialogs.commands import CommandsDialog
from suffdesk.ui.dialogs.earlier_versions import EarlierVersionsDialog
from suffdesk.ui.dialogs.erase import EraseDialog
from suffdesk.ui.dialogs.in_use import InUseDialog
from suffdesk.ui.dialogs.inside_backup import InsideBackupDialog
from suffdesk.ui.dialogs.mappings import MappingsDialog
from suffdesk.ui.dialogs.merge_offers import MergeOffersDialog
from suffdesk.ui.dialogs.message import ask
from suffdesk.ui.dialogs.new_passphrase import ChangePassphraseDialog, RecoverDialog, RecoveryKeyDialog
from suffdesk.ui.dialogs.new_store import NewStoreDialog
from suffdesk.ui.dialogs.problem_report import CrashDialog, ProblemReportDialog
from suffdesk.ui.dialogs.reason import ReasonDialog
from suffdesk.ui.dialogs.shortcuts import ShortcutsDialog
from suffdesk.ui.dialogs.table import TableDialog
from suffdesk.ui.dialogs.unlock import UnlockDialog
from suffdesk.ui.extract_wizard.wizard import ExtractWizard
from suffdesk.ui.forms.end_form import EndForm
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.import_wizard.ofsted_wizard import OfstedWizard
from suffdesk.ui.import_wizard.wizard import ImportWizard
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.palette import commands_of
from suffdesk.ui.register.save_view import SaveView
from suffdesk.ui.session import Session
from suffdesk.ui.settings import Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme
from suffdesk.ui.widgets.unlock_form import UnlockForm
from tests.small_homes import AS_AT, Homes, small_homes
from tests.ui.tabbing import is_harmless, pressed_by_enter, unreached, walk


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    made = small_homes(tmp_path / "homes.suffdesk")
    yield made
    made.store.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, settings: Settings, homes: Homes) -> Iterator[MainWindow]:
    made = MainWindow(theme, settings)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.set_session(Session(homes.store, AS_AT, "Stockport", False, made.tasks))
    yield made
    qtbot.waitUntil(lambda: not made.tasks.busy)
    made.set_session(None)


@pytest.mark.parametrize("entity", [one.name for one in ENTITIES if one.name not in NOT_TYPED])
def test_a_form_of_each_entity(qtbot: QtBot, homes: Homes, entity: str) -> None:
    form = RecordForm(None, homes.store, entity)
    form.show()
    assert unreached(qtbot, form) == []
    assert pressed_by_enter(form) == "Save"
    form.put_away()


def _dialogs(window: MainWindow, homes: Homes, tmp_path: Path) -> Iterator[QDialog]:
    session, store = window.session, homes.store
    assert session is not None
    backup_on_closing(store)
    child, placement = (str(store.rows(f"SELECT id FROM {name} LIMIT 1")[0][0]) for name in ("child", "placement"))
    unlock = UnlockForm(store.path, lambda *_: store, passphrase=True, who="Ada", remember=False)
    info = listing(store)[0]
    table = Table("Ages", (Column("Age"), Column("Children", "number")), [("Under 1", 3)])
    yield from (
        make()
        for make in (
            lambda: AboutDialog(window),
            lambda: AuthorityDialog(window, "Stockport", lambda _: ""),
            lambda: BackupsDialog(window, "Backups", "", [info], comparable=True),
            lambda: BackupsDialog(window, "Damaged", "", [info], faults=["Page 3 is not as it was"]),
            lambda: BreakLockDialog(window, "by Ann", lambda *_: None, who="Ada"),
            lambda: CertificateDialog(window, ["Certificate", "1"], 1, str(tmp_path), unfinished=True),
            lambda: CheckDialog(window, store.path, check(store)),
            lambda: CommandsDialog(window, commands_of(window)),
            lambda: EarlierVersionsDialog(window, session, "child", child),
            lambda: EraseDialog(window, what_goes(store, child)),
            lambda: InUseDialog(window, "Team", StoreLocked("Open", None), backups=True),
            lambda: InsideBackupDialog(window, session, info),
            lambda: MappingsDialog(window, store, window.settings),
            lambda: MergeOffersDialog(window, store),
            lambda: ChangePassphraseDialog(window, lambda *_: None),
            lambda: RecoverDialog(window, store.path, lambda *_: None),
            lambda: RecoveryKeyDialog(window, lambda: "", lambda *_: None, earlier=True, folder=str(tmp_path)),
            lambda: NewStoreDialog(window, lambda *_: store, who="Ada"),
            lambda: ProblemReportDialog(window),
            lambda: CrashDialog(window, "text", "here"),
            lambda: ReasonDialog(window, "A concern", lambda _: None),
            lambda: ShortcutsDialog(window, window.actions_by_name),
            lambda: TableDialog(window, table),
            lambda: UnlockDialog(window, store.path, unlock),
            lambda: SaveView(window, [], []),
            lambda: EndForm(window, store, "placement", placement),
            lambda: ImportWizard(window, session, window.settings),
            lambda: OfstedWizard(window, session, window.settings),
            lambda: ExtractWizard(window, session, window.settings),
            lambda: ask(window, "Remove it?", "Remove", lambda: None),
            lambda: ask(window, "Throw away?", "Throw it away", lambda: None),
        )
    )


def test_every_dialog(qtbot: QtBot, window: MainWindow, homes: Homes, tmp_path: Path) -> None:
    faults: dict[str, object] = {}
    for dialog in _dialogs(window, homes, tmp_path):
        dialog.show()
        qtbot.waitUntil(lambda: not window.tasks.busy)
        if left := unreached(qtbot, dialog):
            faults[f"{type(dialog).__name__}: Tab"] = left
        if not is_harmless(words := pressed_by_enter(dialog)):
            faults[f"{type(dialog).__name__}: Enter"] = words
        QDialog.done(dialog, QDialog.DialogCode.Rejected)
        dialog.deleteLater()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert faults == {}


def test_every_screen_and_each_of_its_tabs(qtbot: QtBot, window: MainWindow, homes: Homes) -> None:
    child = str(homes.store.rows("SELECT id FROM child LIMIT 1")[0][0])
    places = [place.name for place in PLACES]
    faults: dict[str, list[str]] = {}
    pages = [("child", child), ("setting", homes.meadows), ("provider", homes.meadow)]
    for name, row_id in [*((name, "") for name in places), *pages]:
        if row_id:
            window.going.show(name, row_id)
        else:
            window.go(name)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        screen = window.screen_shown
        assert screen is not None
        bars: list[QTabWidget | None] = [*screen.findChildren(QTabWidget)] or [None]
        for place in range(bars[0].count() if bars[0] is not None else 1):
            if bars[0] is not None:
                bars[0].setCurrentIndex(place)
            if left := unreached(qtbot, window):
                faults[f"{name} {place}"] = left
    assert faults == {}


@pytest.mark.parametrize("field", ["name", "why", "authority"])
def test_a_dialog_that_asks_for_a_name_opens_with_the_keyboard_in_it(qtbot: QtBot, owner: QWidget, field: str) -> None:
    made: QDialog = {
        "name": lambda: SaveView(owner, [], []), "why": lambda: ReasonDialog(owner, "A concern", lambda _: None),
        "authority": lambda: AuthorityDialog(owner, "", lambda _: ""),
    }[field]()  # fmt: skip
    made.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    assert QApplication.focusWidget() is getattr(made, field)
    order = walk(qtbot, made)
    assert isinstance(order[0], QLineEdit)
    assert [one.text() for one in order[1:]][:1] == ["Cancel"]  # type: ignore[attr-defined]


def test_enter_presses_the_button_that_has_the_keyboard_and_no_is_the_default(qtbot: QtBot, owner: QWidget) -> None:
    done: list[str] = []
    box = ask(owner, "Throw away what you typed?", "Throw it away", lambda: done.append("gone"))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert done == []
    assert not box.isVisible()
    dialog = SaveView(owner, [], [])
    dialog.show()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
