"""Promise 14: the folders that were chosen are kept by nobody, as they may be named after a child."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from suffdesk.ui.dialogs.files import FileDialog, forget_history
from suffdesk.ui.settings import Settings

SURNAME = "ZQXJKSMITH"
CHILD = f"Jane {SURNAME}"


@pytest.fixture
def qt_settings(tmp_path: Path) -> Iterator[Path]:
    """The folder in which Qt keeps the settings of this user."""
    folder = tmp_path / "qt"
    folder.mkdir()
    native, user = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    before = Path(QSettings(native, user, "QtProject").fileName()).parent
    QSettings.setPath(native, user, str(folder))
    yield folder
    QSettings.setPath(native, user, str(before))


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / CHILD
    folder.mkdir()
    (folder / "letter.txt").write_text("x")
    return folder


def kept_in(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


def look_at(dialog: QFileDialog, folder: Path) -> None:
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.show()
    dialog.setDirectory(str(folder))
    dialog.selectFile(str(folder / "letter.txt"))
    QApplication.processEvents()


@pytest.mark.parametrize("how", ["accept", "reject", "destroyed"])
def test_no_folder_that_was_chosen_is_kept(
    qtbot: QtBot, owner: QWidget, qt_settings: Path, letters: Path, how: str
) -> None:
    chosen: list[str] = []
    dialog = FileDialog(owner, "Add a document", str(letters))
    dialog.fileSelected.connect(chosen.append)
    look_at(dialog, letters)
    if how == "destroyed":  # with the window, or with the program
        delete(dialog)
    else:
        getattr(dialog, how)()
        qtbot.waitUntil(lambda: not isValid(dialog))
    assert chosen == ([str(letters / "letter.txt")] if how == "accept" else [])
    QSettings(QSettings.Scope.UserScope, "QtProject").sync()
    assert SURNAME not in kept_in(qt_settings)


def test_what_earlier_releases_left_is_taken_away(
    qtbot: QtBot, owner: QWidget, qt_settings: Path, letters: Path, tmp_path: Path
) -> None:
    plain = QFileDialog(owner, "Qt's own", str(letters))
    plain.setOption(QFileDialog.Option.DontUseNativeDialog)
    look_at(plain, letters)
    delete(plain)
    QSettings(QSettings.Scope.UserScope, "QtProject").sync()
    assert SURNAME in kept_in(qt_settings)  # or the other test shows nothing
    forget_history()
    assert SURNAME not in kept_in(qt_settings)
    ini = tmp_path / "window.ini"
    ini.write_text(f"[folders]\ndocuments={letters}\nimport={letters}\nstores={tmp_path}\n", encoding="utf-8")
    settings = Settings(ini)
    settings.save()
    assert CHILD not in ini.read_text(encoding="utf-8")
    assert settings.folder("stores") == str(tmp_path)


def test_folders_of_documents_and_returns_last_until_the_store_is_closed(
    settings: Settings, letters: Path, tmp_path: Path
) -> None:
    for purpose in ("documents", "import"):
        settings.set_folder(purpose, letters)
        assert settings.folder(purpose) == str(letters)
    settings.save()
    assert CHILD not in (tmp_path / "window.ini").read_text(encoding="utf-8")
    settings.forget_folders()
    assert settings.folder("documents") == settings.folder("import") == ""


def test_every_dialog_for_files_is_this_one() -> None:
    ui = Path(__file__).parents[3] / "suffdesk" / "ui"
    others = [path.name for path in ui.rglob("*.py") if "QFileDialog" in path.read_text(encoding="utf-8")]
    assert others == ["files.py"]
