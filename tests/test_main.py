import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk import __main__
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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("arguments", [[], ["Team.suffdesk"]])
def test_without_a_display_it_says_so_before_anything_of_qt(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setitem(sys.modules, "suffdesk.app", None)  # importing it fails
    assert __main__.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("suffdesk: There is no display")
    assert err.count("\n") == 1
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert __main__.has_display()


def test_pictures_of_an_empty_folder_are_refused_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "suffdesk", "--pictures", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("suffdesk: There is no store in ")
    assert "Traceback" not in done.stderr
