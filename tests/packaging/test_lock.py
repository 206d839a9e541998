"""The lock files pin and hash every package, say nothing of where packages come from, and agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNTIME = ROOT / "packaging" / "requirements.lock"
DEV = ROOT / "packaging" / "requirements-dev.lock"

REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")


def entries(lock: Path) -> list[str]:
    """Each requirement with its markers and hashes on one line; comments left out."""
    lines = [line for line in lock.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def pins(lock: Path) -> set[tuple[str, str]]:
    """Name and version of every requirement."""
    found = [REQUIREMENT.match(entry) for entry in entries(lock)]
    return {(match["name"], match["version"]) for match in found if match}


def wanted(section: list[str]) -> set[str]:
    """Names that pyproject.toml asks for, in the form that locks write them."""
    return {re.split(r"[<>=!\s;\[]", line, maxsplit=1)[0].lower().replace("_", "-") for line in section}


@pytest.mark.parametrize("lock", [RUNTIME, DEV], ids=lambda lock: lock.name)
class TestEachLock:
    def test_every_requirement_is_pinned_and_hashed(self, lock: Path) -> None:
        assert entries(lock)
        for entry in entries(lock):
            assert REQUIREMENT.match(entry), entry
            assert "--hash=sha256:" in entry, entry

    def test_it_says_nothing_of_where_packages_come_from(self, lock: Path) -> None:
        text = lock.read_text("utf-8").lower()
        for address in ("http", "://", "index-url", "find-links", "trusted-host", "file:", "git+"):
            assert address not in text

    def test_qt_is_the_release_that_was_tried(self, lock: Path) -> None:
        qt = {pin for pin in pins(lock) if pin[0].startswith(("pyside6", "shiboken6"))}
        assert qt == {("pyside6-essentials", "6.11.3"), ("shiboken6", "6.11.3")}


def test_the_runtime_lock_is_part_of_the_other() -> None:
    assert pins(RUNTIME) < pins(DEV)


def test_the_locks_have_all_that_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    runtime = wanted(project["dependencies"])
    assert runtime <= {name for name, _ in pins(RUNTIME)}
    assert runtime | wanted(project["optional-dependencies"]["dev"]) <= {name for name, _ in pins(DEV)}
    assert "pyside6-essentials>=6.8,!=6.12.0" in [line.lower() for line in project["dependencies"]]


def test_the_notices_name_every_package_that_the_program_runs_on() -> None:
    notices = (ROOT / "packaging" / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    rows = {line.split("|")[1].strip(): line for line in notices.splitlines() if line.startswith("| ")}
    for name, version in sorted(pins(RUNTIME)):
        assert version in rows.get(name, ""), f"{name} {version} is not in packaging/THIRD_PARTY_NOTICES.md"
