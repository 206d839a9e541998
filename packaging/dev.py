#!/usr/bin/env python3
"""SuffDesk from a checkout, with nothing but Python 3.11 or later on Linux, Windows or macOS.

    python3 packaging/dev.py setup          set up only
    python3 packaging/dev.py run ARGS...    suffdesk ARGS...
    python3 packaging/dev.py demo [DIR]     the demo store, its exports and its window (or pictures of it)
    python3 packaging/dev.py test [ARGS]    every check; ARGS go to pytest
    python3 packaging/dev.py bench [ARGS]   the benchmarks; --soak [--seeds N | --minutes M] for the long fault test
    python3 packaging/dev.py lock [ARGS]    make the lock files again; ARGS (--upgrade) go to uv

Every command sets up what is missing: the virtual environment .venv, with the locked and hashed packages; Qt's system
libraries on Debian and its kin; the side file of postcodes. All that set-up has to say goes to stderr.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
DEV_LOCK = PACKAGING / "requirements-dev.lock"
RUNTIME_LOCK = PACKAGING / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "suffdesk-setup.json"
VENV_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = VENV_BIN / ("python.exe" if os.name == "nt" else "python")

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
SCREENLESS_PLATFORMS = {"offscreen", "minimal", "vnc"}

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Shared libraries that PySide6's wheel takes from the system, with the Debian package of each."""


class SetUpError(Exception):
    """One clear sentence on what stopped, and what the user can do about it."""


def say(text: str) -> None:
    """One line on stderr: stdout belongs to the program that is run."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def chatty(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run a step of set-up with all that it says on stderr; its exit code."""
    everything = {**os.environ, **(env or {})}
    stderr = 2
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stderr, env=everything, check=False).returncode


# The virtual environment


def wanted_state() -> dict[str, str]:
    """What the environment must have been made from to be current."""
    return {
        "lock": hashlib.sha256(DEV_LOCK.read_bytes()).hexdigest(),
        "python": "{}.{}".format(*sys.version_info[:2]),
        "checkout": str(ROOT),
    }


def is_current() -> bool:
    """Whether the environment is finished and was made from these locks by this Python, for this checkout."""
    try:
        return VENV_PYTHON.exists() and bool(json.loads(STAMP.read_text("utf-8")) == wanted_state())
    except (OSError, ValueError):
        return False


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the set-up lock: of several commands started on a fresh checkout, one sets up and the others wait."""
    with (ROOT / ".venv.lock").open("a") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.5)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def base_python() -> str:
    """The interpreter to make the environment from, which may be the one that made ours."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def python_can(module: str) -> bool:
    """Whether the base interpreter has ``module``; asked of a new process, since it may just have been installed."""
    command = [base_python(), "-c", f"import {module}"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def make_environment() -> list[str]:
    """Make an empty .venv; the pip command that installs into it.

    Debian keeps ``ensurepip`` in python3-venv, so it may be missing: then a pip or virtualenv outside serves, and
    python3-venv is installed only where there is neither.
    """
    pip = [str(VENV_PYTHON), "-m", "pip"]
    make = [base_python(), "-m", "venv", "--clear", str(VENV)]
    if not python_can("ensurepip"):
        if python_can("pip"):
            make.append("--without-pip")
            pip = [base_python(), "-m", "pip", "--python", str(VENV_PYTHON)]
        elif python_can("virtualenv"):
            make = [base_python(), "-m", "virtualenv", "--clear", str(VENV)]
        else:
            apt_install(["python{}.{}-venv".format(*sys.version_info[:2])])
    if chatty(make) == 0:
        return pip
    raise SetUpError(
        f"{base_python()} could not make a virtual environment in {VENV}: install Python's venv module "
        "(on Debian: apt-get install python3-venv) and run this again."
    )


def install_packages(pip: Sequence[str]) -> None:
    """Install exactly what the lock names, wheels only, from wherever the user's pip is set up to look."""
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    # Quiet twice, errors only: pip warns of each package that one of several indexes does not have.
    command = [*pip, "install", "-qq", *options, "-r", str(DEV_LOCK)]
    if chatty(command, env={"PIP_USER": "0"}) != 0:
        raise SetUpError("the packages could not be installed: see what pip says above, mend that and run this again.")


def add_checkout() -> None:
    """Let the environment import the checkout, as an editable install would, with nothing to build."""
    place = {"base": str(VENV), "platbase": str(VENV)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=place))
    # Releases of Python differ in the encoding they read this file in, so it is kept to ASCII.
    line = str(ROOT) if str(ROOT).isascii() else f"import sys; sys.path.append({str(ROOT)!a})"
    packages.joinpath("suffdesk-checkout.pth").write_text(f"{line}\n", encoding="ascii")


def build_environment() -> None:
    """Make .venv anew. The stamp is written last, so that one cut short is made again."""
    say("setting up .venv (a minute or so, once)")
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    install_packages(make_environment())
    add_checkout()
    STAMP.write_text(json.dumps(wanted_state()), encoding="utf-8")
    say(f".venv is ready ({time.monotonic() - started:.0f} s)")


# What the machine lacks


def missing_qt_libraries() -> list[str]:
    """Names of the shared libraries that Qt needs and this Linux machine has not."""
    missing = []
    for library in QT_LIBRARIES if sys.platform == "linux" else ():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root or by a sudo that asks nothing; False where that cannot be done."""
    if sys.platform == "win32" or not shutil.which("apt-get"):
        return False
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and not shutil.which("sudo"):
        return False
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    say(f"installing {' '.join(packages)}")
    # The lists of packages may be missing or old, as they are in a new container.
    return chatty(install) == 0 or (chatty([*apt, "update"]) == 0 and chatty(install) == 0)


def provide_qt_libraries() -> None:
    """Install the system libraries that Qt needs, or say in one sentence which to install."""
    missing = missing_qt_libraries()
    packages = sorted({QT_LIBRARIES[library] for library in missing})
    if not missing or (apt_install(packages) and not missing_qt_libraries()):
        return
    if shutil.which("apt-get"):
        say(f"Qt's window needs system libraries; run as an administrator: apt-get install {' '.join(packages)}")
    else:
        say(f"Qt's window needs system libraries that are not installed: {', '.join(missing)}")


def build_postcodes() -> None:
    """Make the side file of postcodes in the user's cache where there is none yet."""
    if chatty([VENV_PYTHON, "-P", "-m", "suffdesk.imports.postcodes"]) != 0:
        raise SetUpError("the side file of postcodes could not be made: the reason is above.")


def set_up(*, again: bool = True) -> None:
    """Set up what is missing; with ``again=False`` a finished environment is taken at its word."""
    if is_current() and not again:
        return
    with one_at_a_time():
        if not is_current():
            build_environment()
        provide_qt_libraries()
        build_postcodes()


# The commands


def python(*args: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> int:
    """Run the environment's Python on this terminal; its exit code."""
    everything = {**os.environ, **(env or {})}
    return subprocess.run([VENV_PYTHON, *args], env=everything, cwd=cwd, check=False).returncode


def has_display() -> bool:
    """Whether a window can be shown here."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in SCREENLESS_PLATFORMS:
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def command_setup(args: Sequence[str]) -> int:
    """Set up only."""
    set_up()
    return 0


def command_run(args: Sequence[str]) -> int:
    """Become ``suffdesk ARGS...``. -P: a module lying in the user's folder is never taken for one of ours."""
    set_up(again=False)
    program = ["-P", "-m", "suffdesk", *args]
    if os.name == "posix":
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *program])
    return python(*program)


def command_demo(args: Sequence[str]) -> int:
    """Make the demo store with its exports; then open its window or, without a display, save pictures of it."""
    set_up()
    folder = Path(args[0]).resolve() if args else ROOT / "demo-output"
    made = python("-P", "-m", "suffdesk", "demo", folder)
    if made != 0:
        return made
    if not has_display():
        return python("-P", "-m", "suffdesk", "--pictures", folder, env=OFFSCREEN)
    stores = sorted(folder.glob("*.suffdesk"))
    return python("-P", "-m", "suffdesk", *stores[:1])


def command_test(args: Sequence[str]) -> int:
    """Run every check; pytest comes last, so that its closing line closes the run."""
    set_up()
    checks: dict[str, list[str | Path]] = {
        "ruff check": [VENV_PYTHON, "-m", "ruff", "check", "."],
        "ruff format": [VENV_PYTHON, "-m", "ruff", "format", "--check", "."],
        "mypy": [VENV_PYTHON, "-m", "mypy"],
        "import-linter": [VENV_BIN / "lint-imports"],
    }
    failed = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            failed.append(name)
    print("== pytest", flush=True)
    # tests/conftest.py repeats the failed checks above pytest's closing line.
    env = {**OFFSCREEN, "SUFFDESK_FAILED_CHECKS": ", ".join(failed)}
    tests = python("-m", "pytest", *args, env=env, cwd=ROOT)
    return tests or (1 if failed else 0)


def command_bench(args: Sequence[str]) -> int:
    """Run the benchmarks."""
    set_up()
    return python("-m", "tests.bench", *args, cwd=ROOT)


def command_lock(args: Sequence[str]) -> int:
    """Make both lock files from pyproject.toml; the runtime one takes its versions from the other."""
    uv = shutil.which("uv", path=os.pathsep.join([str(VENV_BIN), os.environ.get("PATH", "")]))
    if not uv:
        raise SetUpError("making the lock files needs uv: install it (pip install uv) and run this again.")
    compile_lock: list[str | Path] = [
        *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-emit-index-url", "--custom-compile-command", "python3 packaging/dev.py lock"),
        "pyproject.toml",
    ]
    steps: list[list[str | Path]] = [
        ["--extra", "dev", "-c", "packaging/constraints.txt", "-o", "packaging/requirements-dev.lock", *args],
        ["-c", "packaging/requirements-dev.lock", "-o", "packaging/requirements.lock"],
    ]
    for step in steps:
        if subprocess.run([*compile_lock, *step], cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return 1
    return 0


COMMANDS = {
    "setup": command_setup,
    "run": command_run,
    "demo": command_demo,
    "test": command_test,
    "bench": command_bench,
    "lock": command_lock,
}


def main(args: Sequence[str]) -> int:
    """Run one command; its exit code."""
    if not args or args[0] not in COMMANDS:
        print(__doc__, file=sys.stdout if args[:1] in (["-h"], ["--help"]) else sys.stderr)
        return 0 if args[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < (3, 11):
        say(f"SuffDesk needs Python 3.11 or later; this is {sys.version.split()[0]}: run it with a newer python3.")
        return 1
    try:
        return COMMANDS[args[0]](args[1:])
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
