import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.__main__ import wants_window


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["Team.suffdesk"], True),
        (["list"], False),
        (["--help"], False),
        (["import", "ssda903", "x.suffdesk"], False),
        (["--pictures", "out"], False),
    ],
)
def test_window_or_command_line(arguments: list[str], window: bool) -> None:
    assert wants_window(arguments) is window


def test_any_file_that_is_there_opens_the_window(tmp_path: Path) -> None:
    other = tmp_path / "store.db"
    assert not wants_window([str(other)])
    other.touch()
    assert wants_window([str(other)])


def test_the_command_line_imports_nothing_of_qt() -> None:
    program = (
        "import sys\nfrom suffdesk.__main__ import main\n"
        "try:\n main(['--version'])\nexcept SystemExit:\n pass\n"
        "print([name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph', 'suffdesk.ui'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_pictures_of_an_empty_folder_are_refused_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "suffdesk", "--pictures", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("suffdesk: There is no store in ")
    assert "Traceback" not in done.stderr
