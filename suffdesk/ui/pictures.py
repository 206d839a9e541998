"""Pictures of every screen, light and dark, for the README and for looking at without a display."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from suffdesk.core.errors import UserError
from suffdesk.figures.indicators import indicators
from suffdesk.operations.demo import demo_inputs
from suffdesk.operations.stores import open_store
from suffdesk.store.opening import SUFFIX
from suffdesk.ui.dialogs.working import WorkingDialog
from suffdesk.ui.forms.record_form import RecordForm
from suffdesk.ui.import_wizard.wizard import ImportWizard
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
        yield from _both(theme, window, target, "start")
        window.stores.take(open_store(store, who="Pictures"))
        for place in PLACES:
            window.go(place.name)
            _rest(window)
            yield from _both(theme, window, target, place.name)
        for name, dialog in _dialogs(window, settings):
            yield from _both(theme, dialog, target, name)
    finally:
        window.close()
        (target / ".window.ini").unlink(missing_ok=True)


def _both(theme: Theme, widget: QWidget, target: Path, name: str) -> Iterator[Path]:
    for scheme in _SCHEMES:
        theme.set_scheme(scheme)
        _settle()
        path = target / f"{name}-{scheme}.png"
        if not widget.grab().save(str(path)):
            raise UserError(f"{path} cannot be written; choose another folder")
        yield path


def _dialogs(window: MainWindow, settings: Settings) -> Iterator[tuple[str, QWidget]]:
    """What opens from the screens: a figure's working, a child, and the steps of an import of the demo's files."""
    session = window.session
    if session is None:
        return
    measures = indicators(session.store, session.as_at, ["stable_two_years"], "all")
    if measures[0].rows:
        yield "figure", _shown(WorkingDialog(window, session, measures, window.theme.palette))
        window.go("placements")
        window.entering.open("child", measures[0].rows[0])
        _rest(window)
        yield "child", window
        ((episode,),) = session.store.rows(
            "SELECT id FROM episode WHERE child_id = ? ORDER BY started DESC LIMIT 1", (measures[0].rows[0],)
        )
        form = RecordForm(window, session.store, "episode", str(episode))
        yield "form", _shown(form)
        form.reject()
        window.going.back()
    home = session.store.rows(
        "SELECT s.id, s.provider_id FROM setting s JOIN placement p ON p.setting_id = s.id "
        "WHERE s.provider_id IS NOT NULL "
        "ORDER BY (SELECT count(DISTINCT judgement) FROM grade g WHERE g.setting_id = s.id) DESC, s.id "
        "LIMIT 1"
    )
    if home:
        window.go("providers")
        for entity, row_id in zip(("setting", "provider"), home[0], strict=True):
            window.entering.open(entity, str(row_id))
            _rest(window)
            yield entity, window
            window.going.back()
    wizard = ImportWizard(window, session, settings)
    _shown(wizard)
    wizard.start([demo_inputs()])
    for step in ("recognise", "check", "preview"):
        _rest(window)
        yield f"import-{step}", wizard
        if step != "preview":  # the next click would import
            wizard.next.click()


def _shown(dialog: QDialog) -> QDialog:
    dialog.show()
    return dialog


def _rest(window: MainWindow) -> None:
    """Until the worker is idle and everything has been painted."""
    _settle()
    while window.tasks.busy:
        _settle()


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE, loop.quit)
    loop.exec()
