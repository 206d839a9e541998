"""Starts the window: application, fonts, theme, what happens on a crash."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from suffdesk import __version__
from suffdesk.core.paths import APP_NAME
from suffdesk.core.private import keep_private
from suffdesk.store import leftovers
from suffdesk.ui import reports
from suffdesk.ui.dialogs.files import forget_history
from suffdesk.ui.icons import app_icon
from suffdesk.ui.main_window import MainWindow
from suffdesk.ui.running import Running, left_behind
from suffdesk.ui.settings import Settings
from suffdesk.ui.theme import Theme, load_fonts

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def make_application() -> QApplication:
    """The one QApplication, named and with the program's font at hand."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(APP_NAME)
    application.setApplicationDisplayName(APP_NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("suffdesk")
    load_fonts()
    return application


def run(store: Path | None = None) -> int:
    """Open the window, on a store where one is given. Returns the exit status."""
    keep_private()
    application = make_application()
    application.setWindowIcon(app_icon())
    _log_to_file()
    leftovers.sweep()
    forget_history()
    settings = Settings()
    theme = Theme(application, settings.scheme, settings.text_size)
    window = MainWindow(theme, settings)
    sys.excepthook = _crashed(window)
    # Ctrl+C in the terminal ends it: Python's own handler would wait for Qt. The store is whole whenever it is killed.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    _tell_of_last_time(window)
    mark = Running()
    if store is not None:
        window.stores.open_path(store)
    status = application.exec()
    mark.end()
    return status


def pictures(folder: Path, store: Path | None = None) -> Iterator[Path]:
    """Save pictures of every screen, light and dark, in ``folder``/pictures; yields the files. Raises UserError."""
    from suffdesk.ui.pictures import save_pictures, store_in

    chosen = store or store_in(folder)
    application = make_application()
    _log_to_file()
    yield from save_pictures(application, folder, chosen)


def _tell_of_last_time(window: MainWindow) -> None:
    """Offer the report of a program that ended by a fault; of one that was only stopped, say so."""
    ended = left_behind()
    told = [one.words for one in ended if one.trace]
    if told:
        from suffdesk.ui.dialogs.problem_report import LastTimeDialog

        text = "\n\n".join(told)
        LastTimeDialog(window, text, reports.save(text)).open()
    elif ended:
        window.tell("SuffDesk was not closed the last time; what was stored is whole, and is checked as it opens")


def _crashed(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An excepthook that saves a report without personal data, and says so once."""
    showing = False

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal showing
        if window.damage.explains(error):
            return
        text = reports.in_words(error, trace)
        try:
            where = str(reports.save(text))
        except OSError:
            where = "nothing (the settings folder cannot be written to)"
        logging.getLogger("suffdesk").error("fault of ours: %s", text)
        if showing:
            return
        from suffdesk.ui.dialogs.problem_report import CrashDialog

        def closed() -> None:
            nonlocal showing
            showing = False

        showing = True
        dialog = CrashDialog(window, text, where)
        dialog.finished.connect(closed)
        dialog.open()

    return hook


def _log_to_file() -> None:
    """What Qt has to say, and our own warnings, in the settings folder; never on the console."""
    handler = RotatingFileHandler(
        reports.folder() / "window.log", maxBytes=200_000, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)

    def tell(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), message)

    qInstallMessageHandler(tell)
