"""From starting the program to its first screen, painted, over the demo's store of 500 children.

Against a bare window with an empty pyqtgraph plot, which no program of this kind can beat, and against LibreOffice Calc
with the rows of the register. Each is started in turn, several times, and the fastest is taken: a process that starts
has everything else of the machine against it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from suffdesk.operations.demo import make_demo
from suffdesk.operations.publish import export_table
from suffdesk.operations.register import USUAL, Register
from suffdesk.operations.stores import default_as_at, open_store
from suffdesk.store.queries.register import Sort
from suffdesk.store.queries.register_filter import RegisterFilter

TURNS = 5
BARE_BUDGET, OFFICE_BUDGET = 1.6, 0.5
"""DESIGN.md: at most so many times the bare window, and under so much of LibreOffice."""

_SEEN = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Seen(QObject):
    painted = False
    def eventFilter(self, part, event):
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            QTimer.singleShot(0, self.tell)  # once everything that is painted with it has been
        return False
    def tell(self):
        print("painted", flush=True)
"""
_BARE = f"""
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph as pg
application = QApplication(sys.argv[:1])
window = QMainWindow()
plot = pg.PlotWidget()
window.setCentralWidget(plot)
window.resize(1280, 820)
{_SEEN}
seen = Seen()
plot.viewport().installEventFilter(seen)
window.show()
while not seen.painted:
    application.processEvents()
application.processEvents()
import os; os._exit(0)
"""
_OURS = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from suffdesk import app
from suffdesk.ui.main_window import MainWindow
{_SEEN}
def begin(*_):
    application = QApplication.instance()
    window = next(part for part in application.topLevelWidgets() if isinstance(part, MainWindow))
    seen = Seen()
    window.screen_shown.installEventFilter(seen)
    while not seen.painted:
        application.processEvents()
    application.processEvents()
    while window.tasks.busy:
        application.processEvents()
    application.processEvents()
    print("figures", flush=True)
    window.close()  # else the next one checks the store first, as after a crash
    import os; os._exit(0)
QApplication.exec = begin
app.run(Path(sys.argv[1]))
"""


def _started(command: list[str], environment: dict[str, str]) -> list[float]:
    """Seconds from the start of a program to each line that it prints, and to its end where it prints none."""
    begun = time.perf_counter()
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.split()[:1] in ([b"painted"], [b"figures"]):
                found.append(time.perf_counter() - begun)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return found or [time.perf_counter() - begun]


def _office(folder: Path, rows: Path) -> list[str] | None:
    """Open the rows in LibreOffice and end: without a screen it converts them, which paints nothing."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return [program, profile, "--headless", "--norestore", "--convert-to", "csv", "--outdir", str(folder), str(rows)]


def main() -> None:
    """Print what was measured; nothing passes or fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = make_demo(folder / "demo")
        with open_store(store, read_only=True) as opened:
            register = Register(opened, default_as_at(opened))
            table = register.table(RegisterFilter(), Sort(), USUAL, "Register")
            export_table(table, folder / "rows.xlsx")
        environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "SUFFDESK_CONFIG_DIR": str(folder / "config"),
        }  # fmt: skip
        office = _office(folder, folder / "rows.xlsx")
        if office:
            _started(office, environment)  # makes its profile, once
        bare, ours, figures, others = [], [], [], []
        for _ in range(TURNS):
            bare += _started([sys.executable, "-c", _BARE], environment)
            painted, ready = _started([sys.executable, "-c", _OURS, str(store)], environment)
            ours.append(painted)
            figures.append(ready)
            if office:
                others += _started(office, environment)
    print(f"first screen of a store of {len(table.rows):,} rows, the fastest of {TURNS}, without a screen")
    print(f"  a bare window with an empty plot     {min(bare):6.2f} s")
    print(f"  SuffDesk, painted with the register  {min(ours):6.2f} s, with its figures {min(figures):.2f} s")
    print(f"  ratio to the bare window             {min(ours) / min(bare):6.2f} (budget {BARE_BUDGET})")
    if office:
        print(f"  LibreOffice Calc, rows read          {min(others):6.2f} s")
        print(f"  ratio to LibreOffice                 {min(ours) / min(others):6.2f} (budget {OFFICE_BUDGET})")
    else:
        print("  LibreOffice Calc: skipped, there is no soffice on this machine")


if __name__ == "__main__":
    main()
