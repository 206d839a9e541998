"""dev.py: when it sets up, what it asks of the machine, and that stdout is left to the program."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/dev.py working on an empty checkout."""
    spec = importlib.util.spec_from_file_location("suffdesk_dev", ROOT / "packaging" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "DEV_LOCK": tmp_path / "requirements-dev.lock",
        "VENV": venv,
        "STAMP": venv / "suffdesk-setup.json",
        "VENV_PYTHON": venv / "python",
    }.items():
        monkeypatch.setattr(module, name, path)
    module.DEV_LOCK.write_text("click==8.5.1\n")
    return module


@pytest.fixture
def built(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the steps of set-up that were taken, none of which does anything real."""
    steps: list[str] = []

    def make_environment() -> list[str]:
        steps.append("make")
        dev.VENV.mkdir(exist_ok=True)
        dev.VENV_PYTHON.touch()
        return ["pip"]

    monkeypatch.setattr(dev, "make_environment", make_environment)
    for step in ("install_packages", "add_checkout", "provide_qt_libraries", "build_postcodes"):
        monkeypatch.setattr(dev, step, lambda *_, step=step: steps.append(step))
    return steps


class TestSetUp:
    def test_a_fresh_checkout_is_set_up_once(self, dev: ModuleType, built: list[str]) -> None:
        dev.set_up(again=False)
        assert built == ["make", "install_packages", "add_checkout", "provide_qt_libraries", "build_postcodes"]
        dev.set_up(again=False)
        assert len(built) == 5

    @pytest.mark.parametrize("change", ["lock", "python", "checkout", "interpreter gone", "stamp damaged"])
    def test_it_is_set_up_again_when_its_ground_changes(
        self, dev: ModuleType, built: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str
    ) -> None:
        dev.set_up(again=False)
        if change == "lock":
            dev.DEV_LOCK.write_text("click==8.5.2\n")
        elif change == "python":
            monkeypatch.setattr(dev.sys, "version_info", (3, 99, 0))
        elif change == "checkout":
            monkeypatch.setattr(dev, "ROOT", tmp_path / "moved")
            dev.ROOT.mkdir()
        elif change == "interpreter gone":
            dev.VENV_PYTHON.unlink()
        else:
            dev.STAMP.write_text("{")
        dev.set_up(again=False)
        assert built.count("make") == 2

    def test_one_that_failed_is_not_taken_for_finished(
        self, dev: ModuleType, built: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        def install_packages(pip: list[str]) -> None:
            raise dev.SetUpError("no packages today")

        monkeypatch.setattr(dev, "install_packages", install_packages)
        assert dev.main(["setup"]) == 1
        assert not dev.is_current()
        out, err = capfd.readouterr()
        assert out == ""
        assert "no packages today" in err
        assert "Traceback" not in err


class TestStdout:
    def test_what_set_up_says_goes_to_stderr(self, dev: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
        assert dev.chatty([sys.executable, "-c", "print('chatter')"]) == 0
        out, err = capfd.readouterr()
        assert out == ""
        assert "chatter" in err

    @pytest.mark.skipif(os.name != "posix", reason="elsewhere dev.py waits for the program instead of becoming it")
    def test_run_becomes_the_program(self, dev: ModuleType, built: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        became: list[list[str]] = []
        monkeypatch.setattr(dev.os, "execv", lambda path, args: became.append([str(path), *args]))
        monkeypatch.setattr(dev, "python", lambda *args: 0)
        dev.main(["run", "list", "child", "--json"])
        python = str(dev.VENV_PYTHON)
        assert became == [[python, python, "-P", "-m", "suffdesk", "list", "child", "--json"]]


class TestMakingTheEnvironment:
    @pytest.mark.parametrize(
        ("present", "made_with", "installs_with"),
        [
            ({"ensurepip", "pip"}, "venv --clear VENV", "VENV/python -m pip"),
            ({"pip"}, "venv --clear VENV --without-pip", "BASE -m pip --python VENV/python"),
            ({"virtualenv"}, "virtualenv --clear VENV", "VENV/python -m pip"),
            (set(), "venv --clear VENV", "VENV/python -m pip"),
        ],
        ids=["whole Python", "Debian with python3-pip", "virtualenv only", "bare Debian"],
    )
    def test_it_copes_with_what_python_lacks(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, present: set[str], made_with: str, installs_with: str
    ) -> None:
        ran: list[str] = []
        asked_of_apt: list[list[str]] = []
        monkeypatch.setattr(dev, "base_python", lambda: "BASE")
        monkeypatch.setattr(dev, "VENV", Path("VENV"))
        monkeypatch.setattr(dev, "VENV_PYTHON", "VENV/python")
        monkeypatch.setattr(dev, "python_can", lambda module: module in present)
        monkeypatch.setattr(dev, "apt_install", asked_of_apt.append)
        monkeypatch.setattr(dev, "chatty", lambda command: ran.append(" ".join(command)) or 0)
        assert " ".join(dev.make_environment()) == installs_with
        assert ran == [f"BASE -m {made_with}"]
        assert bool(asked_of_apt) == (not present)

    def test_where_nothing_helps_it_says_what_to_install(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(dev, "python_can", lambda module: False)
        monkeypatch.setattr(dev, "apt_install", lambda packages: False)
        monkeypatch.setattr(dev, "chatty", lambda command: 1)
        assert dev.main(["setup"]) == 1
        assert "apt-get install python3-venv" in capfd.readouterr().err


class TestMachine:
    def test_a_library_that_is_not_there_is_missing(self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev.sys, "platform", "linux")
        monkeypatch.setattr(dev, "QT_LIBRARIES", {"libsuffdesk-none.so.1": "libsuffdesk-none1"})
        assert dev.missing_qt_libraries() == ["libsuffdesk-none.so.1"]

    @pytest.mark.parametrize(
        ("environment", "shown"),
        [
            ({}, False),
            ({"DISPLAY": ":0"}, True),
            ({"WAYLAND_DISPLAY": "wayland-0"}, True),
            ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ],
    )
    def test_a_window_needs_a_display(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], shown: bool
    ) -> None:
        monkeypatch.setattr(dev.sys, "platform", "linux")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert dev.has_display() is shown


def test_no_command_or_an_unknown_one_says_what_there_is() -> None:
    for args in ([], ["fly"]):
        child = subprocess.run(
            [sys.executable, ROOT / "packaging" / "dev.py", *args], capture_output=True, text=True, check=False
        )
        assert child.returncode == 2
        assert child.stdout == ""
        assert "dev.py demo [DIR]" in child.stderr
