"""Going through a window with the Tab key alone, as somebody without a mouse does."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from suffdesk.core.report import Column, Table
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
from suffdesk.ui.dialogs.guide import GuideDialog
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
from suffdesk.ui.import_wizard.ofsted_wizard import OfstedWizard
from suffdesk.ui.import_wizard.wizard import ImportWizard
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.palette import commands_of
from suffdesk.ui.register.save_view import SaveView
from suffdesk.ui.widgets.unlock_form import UnlockForm
from tests.small_homes import Homes

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


def dialogs_of(window: MainWindow, homes: Homes, tmp_path: Path) -> Iterator[QDialog]:
    """Every dialog of the program, made as it is asked for."""
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
            lambda: GuideDialog(window),
            lambda: EarlierVersionsDialog(window, session, "child", child),
            lambda: EraseDialog(window, what_goes(store, child)),
            lambda: InUseDialog(window, "Team", StoreLocked("Open", None), backups=True),
            lambda: InsideBackupDialog(window, session, info),
            lambda: MappingsDialog(window, store, window.settings),
            lambda: MergeOffersDialog(window, store),
            lambda: ChangePassphraseDialog(window, lambda *_: None),
            lambda: RecoverDialog(window, store.path, lambda *_: None),
            lambda: RecoveryKeyDialog(
                window, lambda: "", lambda *_: None, lambda _: None, earlier=True, folder=str(tmp_path)
            ),
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
