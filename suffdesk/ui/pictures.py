"""Pictures of every screen, light and dark, for the README and for looking at without a display."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication

from suffdesk.core.errors import UserError
from suffdesk.operations.stores import open_store
from suffdesk.store.opening import SUFFIX
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.settings import Scheme, Settings
from suffdesk.ui.sidebar import PLACES
from suffdesk.ui.theme import Theme

_SIZE = QSize(1440, 900)
_SETTLE = 150
"""Milliseconds for charts and layouts to come to rest."""
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def store_in(folder: Path) -> Path:
    """The demo store of a folder, or the only store in it. Raises UserError where there is none, or several."""
    demo = folder / f"demo{SUFFIX}"
    if demo.is_file():
        return demo
    found = sorted(folder.glob(f"*{SUFFIX}"))
    if len(found) != 1:
        raise UserError(f"There is {'no' if not found else 'more than one'} store in {folder}; name one with --store")
    return found[0]


def save_pictures(application: QApplication, folder: Path, store: Path) -> Iterator[Path]:
    """Save every screen of a store as PNG in ``folder``/pictures, and yield each file. Raises UserError."""
    target = folder / "pictures"
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {target} cannot be made: {error.strerror}") from error
    settings = Settings(target / ".window.ini")
    theme = Theme(application, "light")
    window = MainWindow(theme, settings)
    try:
        window.resize(_SIZE)
        window.show()
        window.stores.take(open_store(store, who="Pictures"))
        for place in PLACES:
            window.go(place.name)
            _settle(application)
            while window.tasks.busy:
                _settle(application)
            for scheme in _SCHEMES:
                theme.set_scheme(scheme)
                _settle(application)
                path = target / f"{place.name}-{scheme}.png"
                if not window.grab().save(str(path)):
                    raise UserError(f"{path} cannot be written; choose another folder")
                yield path
    finally:
        window.close()
        (target / ".window.ini").unlink(missing_ok=True)


def _settle(application: QApplication) -> None:
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE, loop.quit)
    loop.exec()
    application.processEvents()
