"""What stands between a user and a store, and the way round it: passphrase, recovery key, locks, damage."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from suffdesk.core.errors import UserError
from suffdesk.operations import backups, stores
from suffdesk.store import keyring_slot
from suffdesk.store.lock import StoreLocked, break_lock
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import reset_passphrase
from suffdesk.store.refusals import DamagedStore, EncryptionLost, StoreMissing
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.widgets.unlock_form import UnlockForm

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow


class Opening:
    """Asks for what is needed to open a store, and hands the open store to ``window.stores``."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def opened(self, path: Path, passphrase: str | None, who: str, read_only: bool, key: bytes | None = None, *,
               plain_meant: bool = False) -> Store:  # fmt: skip
        """Open a store under a wait cursor. Raises UserError and its kinds."""
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return stores.open_store(
                path, passphrase=passphrase, key=key, who=who, read_only=read_only, limited=passphrase is not None,
                plain_meant=plain_meant,
            )  # fmt: skip
        finally:
            QApplication.restoreOverrideCursor()

    def recalled(self, path: Path) -> bytes | None:
        """The key of a store that this computer was asked to remember; None for none."""
        return keyring_slot.recall(path) if self._window.settings.remembers(path) else None

    # Asking

    def ask(self, path: Path, *, passphrase: bool, read_only: bool) -> None:
        """A dialog for the passphrase and the name."""
        from suffdesk.ui.dialogs.unlock import UnlockDialog

        UnlockDialog(self._window, path, self._form(path, passphrase=passphrase, read_only=read_only)).open()

    def ask_again(self, path: Path, why: str, *, read_only: bool, as_at: date) -> None:
        """The page of a locked store, in place of what was shown."""
        form = self._form(path, passphrase=True, read_only=read_only, leave="Close the store", as_at=as_at)
        form.left.connect(self._window.show_start)
        self._window.show_locked(path.stem, why, form)

    def _form(self, path: Path, *, passphrase: bool, read_only: bool, leave: str = "Cancel",
              as_at: date | None = None) -> UnlockForm:  # fmt: skip
        settings = self._window.settings
        remember = settings.remembers(path) if passphrase and keyring_slot.available() else None
        form = UnlockForm(
            path,
            lambda words, who, reading: self.opened(path, words, who, reading),
            passphrase=passphrase, who=settings.who or stores.login_name(), read_only=read_only, remember=remember,
            leave=leave,
        )  # fmt: skip

        def opened(store: Store, who: str) -> None:
            if remember is not None:
                self._remember(path, store, form.remember.isChecked())
            self._window.stores.take_under(store, who, as_at)

        form.opened.connect(opened)
        form.refused.connect(lambda error, words, who: self.refused(path, error, words, who))
        form.recover.connect(lambda: self.recover(path))
        return form

    def _remember(self, path: Path, store: Store, wanted: bool) -> None:
        settings = self._window.settings
        if wanted and store.raw_key:
            kept = keyring_slot.remember(path, store.raw_key)
            settings.set_remembers(path, kept)
            if not kept:
                tell(self._window, "This computer's keyring did not take the key; the passphrase is asked for again.")
        elif settings.remembers(path):
            keyring_slot.forget(path)
            settings.set_remembers(path, False)

    # What stands in the way

    def refused(self, path: Path, error: UserError, passphrase: str | None, who: str, key: bytes | None = None) -> None:
        """Say why a store does not open, and offer what can be done."""
        if isinstance(error, StoreLocked):
            self._in_use(path, error, passphrase, who, key)
        elif isinstance(error, DamagedStore):
            self._damaged(path, error, passphrase, who, key)
        elif isinstance(error, StoreMissing):
            self._window.keeping.restore_missing(path, passphrase, who, key)
        elif isinstance(error, EncryptionLost):
            self._plain(path, who)
        else:
            tell(self._window, str(error))

    def _in_use(self, path: Path, error: StoreLocked, passphrase: str | None, who: str, key: bytes | None) -> None:
        from suffdesk.ui.dialogs.in_use import InUseDialog

        dialog = InUseDialog(self._window, path.stem, error, backups=backups.latest_made(path) is not None)
        dialog.reading.connect(lambda: self._try(path, passphrase, who, key, read_only=True))
        dialog.backup.connect(lambda: self._open_backup(path, passphrase))
        dialog.anyway.connect(lambda: self._break(path, error, passphrase, who, key))
        dialog.open()

    def _plain(self, path: Path, who: str) -> None:
        """A file that is not encrypted stands where an encrypted store was: said, and asked before it goes on."""
        ask(
            self._window,
            f"{path.name} is not encrypted, and the store that was here was. Another file may have been put in its "
            "place; anyone can read what would be stored in it. Its encrypted backups lie beside it: open the latest "
            f"of them from the folder “{path.stem} backups” to look. Is a store without encryption meant here?",
            "Open it without encryption",
            lambda: self._try(path, None, who, None, plain_meant=True),
        )

    def _try(self, path: Path, passphrase: str | None, who: str, key: bytes | None, *, read_only: bool = False,
             plain_meant: bool = False) -> None:  # fmt: skip
        try:
            store = self.opened(path, passphrase, who, read_only, key, plain_meant=plain_meant)
        except UserError as error:
            self.refused(path, error, passphrase, who, key)
        else:
            self._window.stores.take_under(store, who)

    def _open_backup(self, path: Path, passphrase: str | None) -> None:
        try:
            store = backups.open_latest_backup(path, passphrase)
        except UserError as error:
            tell(self._window, str(error))
        else:
            self._window.stores.take(store)

    def _break(self, path: Path, error: StoreLocked, passphrase: str | None, who: str, key: bytes | None) -> None:
        from suffdesk.ui.dialogs.break_lock import BreakLockDialog

        holder = error.holder.words if error.holder else "on another machine"
        dialog = BreakLockDialog(self._window, holder, lambda by, why: break_lock(path, by, why), who=who)
        dialog.accepted.connect(lambda: self._try(path, passphrase, dialog.who.text().strip(), key))
        dialog.open()

    def _damaged(self, path: Path, error: DamagedStore, passphrase: str | None, who: str, key: bytes | None) -> None:
        self._window.keeping.restore_damaged(path, error.faults, passphrase, who, key)

    def recover(self, path: Path) -> None:
        """Set a new passphrase by the recovery key, and open the store with it."""
        from suffdesk.ui.dialogs.new_passphrase import RecoverDialog

        who = self._window.settings.who or stores.login_name()
        dialog = RecoverDialog(self._window, path, lambda key, new: reset_passphrase(path, key, new, who=who))
        dialog.done_with.connect(lambda new: self._recovered(path, new, who))
        if self._window.lock_page.form is None:
            dialog.rejected.connect(lambda: self.ask(path, passphrase=True, read_only=False))
        dialog.open()

    def _recovered(self, path: Path, passphrase: str, who: str) -> None:
        self._try(path, passphrase, who, None)
        self._window.tell("The passphrase was reset; the recovery key is used up, so make another (File menu)")


def close_dialogs(window: "MainWindow") -> None:
    """Take away every dialog over the window, the innermost first; none of them is asked."""
    for dialog in reversed(window.findChildren(QDialog)):
        if dialog.isVisible():
            QDialog.done(dialog, QDialog.DialogCode.Rejected)
    if popup := QApplication.activePopupWidget():
        popup.close()
