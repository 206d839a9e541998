"""The demo: an invented borough, read from the SSDA903 files and records that ship with the program."""

import shutil
from datetime import date
from pathlib import Path

from suffdesk.core.errors import UserError
from suffdesk.core.paths import resource
from suffdesk.core.progress import Progress, silent
from suffdesk.operations import demo_records, import_return
from suffdesk.operations.import_population import import_population
from suffdesk.operations.publish import publish
from suffdesk.operations.stores import is_demo, new_store, open_store
from suffdesk.store.backup import backup_folder
from suffdesk.store.opening import Store, files_of

AS_AT = date(2024, 3, 31)
STORE_NAME = "demo.suffdesk"


def demo_inputs() -> Path:
    """Folder of the demo's SSDA903 files, one folder for each collection year."""
    return resource("demo", "ssda903")


def make_demo(folder: Path, progress: Progress = silent) -> Path:
    """Make the demo store in a folder and return it. An earlier demo store there is made anew.

    Raises UserError where another store of that name is there, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {folder} cannot be made: {error.strerror}") from error
    path = folder / STORE_NAME
    if path.exists():
        _remove_demo(path)
    with new_store(path, passphrase=None, authority="Stockport", who="Demo") as store:
        store.set_meta("demo", "1")
        import_population(store, resource("demo", "population.csv"))
        returned = import_return.read([demo_inputs()], progress=progress)
        import_return.apply(store, import_return.plan(store, returned, progress=progress), progress=progress)
        progress("Importing homes", 0.95)
        demo_records.bring_in(store, resource("demo", "records"))
    return path


def make_demo_exports(store: Store, folder: Path, progress: Progress = silent) -> list[Path]:
    """The board pack of the demo's date, as PDF and workbook."""
    return publish(store, "board-pack", AS_AT, folder, progress)


def _remove_demo(path: Path) -> None:
    with open_store(path, who="Demo") as store:  # for changing, so that a demo open elsewhere is left alone
        if not is_demo(store):
            raise UserError(f"{path} is there already and is not a demo store; choose another folder")
    try:
        for leftover in files_of(path):
            leftover.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"The earlier {path} cannot be made anew: {error.strerror}") from error
    shutil.rmtree(backup_folder(path), ignore_errors=True)
