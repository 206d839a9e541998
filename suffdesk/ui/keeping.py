"""What the File menu does to keep a store safe: passphrase, recovery key, backups, checking, restoring."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from suffdesk.core.errors import UserError
from suffdesk.operations import backups, keeping
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.recovery_key import confirm_recovery_key, has_recovery_key, offer_recovery_key
from suffdesk.store.refusals import EncryptionLost
from suffdesk.ui.dialogs.backups import BackupsDialog
from suffdesk.ui.dialogs.files import FileDialog
from suffdesk.ui.dialogs.message import ask, tell
from suffdesk.ui.faults import show_fault

if TYPE_CHECKING:
    from suffdesk.operations.keeping import CheckReport
    from suffdesk.ui.main_window import MainWindow
    from suffdesk.ui.session import Session


class Keeping:
    """Opens the dialogs, and runs what takes longer on the worker."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def _session(self) -> "Session | None":
        """The open store, where nothing runs that would be in the way."""
        session = self._window.session
        return session if session and self._window.work.may_stop() else None

    def _failed(self, error: Exception) -> None:
        show_fault(self._window, error)

    # Passphrase and recovery key

    def change_passphrase(self) -> None:
        """Ask for the present passphrase and a new one."""
        session = self._session()
        if session is None:
            return
        from suffdesk.ui.dialogs.new_passphrase import ChangePassphraseDialog

        def change(old: str, new: str) -> None:
            session.tasks.release_store()  # the whole file is written again: nothing else may read it meanwhile
            change_passphrase(session.store, old, new)

        dialog = ChangePassphraseDialog(self._window, change)
        dialog.done_with.connect(lambda _: self._said("The passphrase was changed"))
        dialog.open()

    def recovery_key(self) -> None:
        """Make a recovery key, show it once, and save it as a PDF."""
        session = self._session()
        if session is None:
            return
        from suffdesk.ui.dialogs.new_passphrase import RecoveryKeyDialog

        def save(key: str, path: Path) -> None:
            from suffdesk.operations.recovery import save_recovery_key

            save_recovery_key(session.store, key, path)

        RecoveryKeyDialog(
            self._window, lambda: offer_recovery_key(session.store), save,
            lambda key: confirm_recovery_key(session.store, key),
            earlier=has_recovery_key(session.store), folder=str(session.store.path.parent),
        ).open()  # fmt: skip

    def _said(self, sentence: str) -> None:
        self._window.state_changed()
        self._window.tell(sentence)

    # Backups

    def back_up(self) -> None:
        """Ask for a place, and copy the store there."""
        session = self._session()
        if session is None:
            return
        settings = self._window.settings
        dialog = FileDialog(self._window, "Back up to a folder", settings.folder("backup"))
        dialog.setFileMode(FileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.back_up_to(Path(chosen)))
        dialog.open()

    def back_up_to(self, folder: Path) -> None:
        """Copy the store into a folder, under its name and the time."""
        session = self._session()
        if session is None:
            return
        self._window.settings.set_folder("backup", folder)
        session.tasks.run(
            "Backing up", lambda store, _: keeping.back_up(store, folder), failed=self._failed, store=session.store,
            done=lambda made: self._said(f"Backed up and checked: {made.name} in {made.parent}"),
        )  # fmt: skip

    def browse(self) -> None:
        """List the backups, with what each holds."""
        session = self._session()
        if session is None:
            return
        session.tasks.run(
            "Reading the list of backups", lambda store, _: backups.listing(store),
            done=lambda found: self._show_backups(session, found), failed=self._failed, store=session.store,
        )  # fmt: skip

    def _show_backups(self, session: "Session", found: Sequence[backups.BackupInfo]) -> None:
        if self._window.session is not session:
            return
        path = session.store.path
        dialog = BackupsDialog(
            self._window, "Backups", f"Of {path.name}, in the folder “{path.stem} backups” beside it.",
            found, comparable=True, writable=not session.store.read_only,
        )  # fmt: skip

        def compare(backup: Path) -> None:
            def say(words: Sequence[str]) -> None:
                found = f"Since then: {'; '.join(words)}." if words else "The store holds the same records now."
                if dialog in self._window.findChildren(BackupsDialog):
                    dialog.say_difference(backup, found)

            session.tasks.run(
                "Comparing", lambda store, _: backups.difference_words(store, backup), done=say, failed=self._failed,
                store=session.store, quiet=True,
            )  # fmt: skip

        dialog.compare.connect(compare)

        def look_inside(info: backups.BackupInfo) -> None:
            from suffdesk.ui.dialogs.inside_backup import InsideBackupDialog

            inside = InsideBackupDialog(dialog, session, info)
            inside.changed.connect(self._window.changed)
            inside.changed.connect(dialog.compare_again)
            inside.open()

        dialog.look_inside.connect(look_inside)
        dialog.restore.connect(lambda backup: self._ask_to_restore(dialog, session, backup))
        dialog.open()

    def earlier_versions(self, entity: str, row_id: str) -> None:
        """List the backups in which a record differs from now."""
        session = self._session()
        if session is None:
            return
        from suffdesk.ui.dialogs.earlier_versions import EarlierVersionsDialog

        dialog = EarlierVersionsDialog(self._window, session, entity, row_id)
        dialog.changed.connect(self._window.changed)
        dialog.open()

    def _ask_to_restore(self, dialog: BackupsDialog, session: "Session", backup: Path) -> None:
        info = dialog.chosen
        when = f" made at {backups.show_made(info.made_at)}" if info else ""
        ask(
            dialog,
            f"Put the backup{when} in the place of the whole store? The store as it is now is kept beside it, under "
            "another name, and nothing of it is lost.",
            "Restore",
            lambda: self._restore(dialog, session, backup),
        )

    def _restore(self, dialog: BackupsDialog, session: "Session", backup: Path) -> None:
        if self._session() is not session:
            return
        path, key, who = session.store.path, session.store.raw_key, session.store.who
        dialog.accept()
        self._window.stores.close()
        self.put_back(path, backup, None, who, key)

    def put_back(self, path: Path, backup: Path, passphrase: str | None, who: str, key: bytes | None, *,
                 plain: bool = False) -> None:  # fmt: skip
        """Restore a store that is not open, and open it; asks where the backup is not encrypted and the store is."""

        def done(restored: backups.Restored) -> None:
            try:
                secrets = (None, None) if plain else (passphrase, key)
                store = self._window.opening.opened(path, secrets[0], who, False, secrets[1])
            except UserError:  # an older backup may be under an earlier passphrase: ask for that
                self._window.opening.ask(path, passphrase=True, read_only=False)
            else:
                self._window.stores.take_under(store, who)
            was = f"; what was there is kept as {restored.kept.name}" if restored.kept else ""
            self._window.tell(f"The store was restored{was}")
            if restored.words:
                tell(self._window, f"The store was restored. {restored.words}")

        def failed(error: Exception) -> None:
            if isinstance(error, EncryptionLost):
                ask(
                    self._window,
                    f"{backup.name} is not encrypted, and {path.name} is: restored, anyone could read it. Restore it "
                    "all the same?",
                    "Restore without encryption",
                    lambda: self.put_back(path, backup, passphrase, who, key, plain=True),
                )
            else:
                self._failed(error)

        self._window.tasks.run_without_store(
            "Restoring the store",
            lambda _, __: backups.restore_store(path, backup, passphrase=passphrase, key=key, who=who, plain=plain),
            done=done, failed=failed,
        )  # fmt: skip

    def restore_damaged(self, path: Path, faults: Sequence[str], passphrase: str | None, who: str,
                        key: bytes | None) -> None:  # fmt: skip
        """Say what is damaged, and lead to a backup that takes its place."""
        self._lead_back(
            path, f"{path.stem} is damaged",
            "The file is not as it was written, and was left untouched. Choose a backup to go on with; the damaged "
            "file is kept beside it, under another name.",
            faults, passphrase, who, key,
        )  # fmt: skip

    def restore_missing(self, path: Path, passphrase: str | None, who: str, key: bytes | None) -> None:
        """Say that the file is gone, and lead to a backup that takes its place."""
        self._lead_back(
            path, f"{path.stem} was not found",
            f"There is no {path.name} in {path.parent} any more. Look there first for the file under another name, or "
            "for a copy with “kept” in its name, which SuffDesk makes where a store goes while it is open: it may hold "
            "more. Or choose a backup to go on with.",
            (), passphrase, who, key,
        )  # fmt: skip

    def _lead_back(self, path: Path, heading: str, about: str, faults: Sequence[str], passphrase: str | None,
                   who: str, key: bytes | None) -> None:  # fmt: skip
        self._window.tasks.run_without_store(
            "Reading the list of backups", lambda _, __: backups.listing_for(path, passphrase, key),
            done=lambda found: self._show_damaged(path, heading, about, faults, found, passphrase, who, key),
            failed=self._failed,
        )  # fmt: skip

    def _show_damaged(self, path: Path, heading: str, about: str, faults: Sequence[str],
                      found: Sequence[backups.BackupInfo], passphrase: str | None, who: str,
                      key: bytes | None) -> None:  # fmt: skip
        dialog = BackupsDialog(self._window, heading, about, found, faults=faults)

        def restore(backup: Path) -> None:
            dialog.accept()
            self.put_back(path, backup, passphrase, who, key)

        dialog.restore.connect(restore)
        dialog.open()

    # Checking

    def check(self) -> None:
        """Read every page and the whole history of the store, and say what was found."""
        session = self._session()
        if session is None:
            return

        def done(report: "CheckReport") -> None:
            from suffdesk.ui.dialogs.check_report import CheckDialog

            dialog = CheckDialog(self._window, session.store.path, report)
            dialog.backups.connect(self.browse)
            dialog.open()

        session.tasks.run(
            "Checking the store", lambda store, _: keeping.check(store), done=done, failed=self._failed,
            store=session.store,
        )  # fmt: skip
