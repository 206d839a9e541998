"""The peer that import is measured against: csc-validator-be-903, in an environment of its own."""

import subprocess
import sys
from pathlib import Path

from suffdesk.core.paths import cache_dir

RELEASE = "csc-validator-be-903==0.1.17"
_SCRIPT = """
import importlib, logging, sys, time
from pathlib import Path
logging.disable(logging.CRITICAL)
import warnings; warnings.simplefilter("ignore")
from lac_validator.lac_validator import LacValidator
folder, before, ruleset, year, authority = sys.argv[1:]
files = [
    {"name": path.name, "description": words, "file_content": path.read_bytes()}
    for words, place in (("This year", folder), ("Prev year", before))
    for path in sorted(Path(place).glob("*.csv"))
]
registry = importlib.import_module("lac_validator.rules." + ruleset).registry
begun = time.perf_counter()
found = LacValidator(
    metadata={"collectionYear": year, "localAuthority": authority}, files=files, registry=registry
)
print(f"{time.perf_counter() - begun:.3f} {len(found.dones)} {len(found.skips)} {len(found.fails)}")
"""


def environment() -> Path | None:
    """The peer's Python, made when missing; None where it cannot be had (no registry)."""
    folder = cache_dir() / "bench-peer"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / RELEASE
    if stamp.exists():
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True, capture_output=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", RELEASE], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    stamp.touch()
    return python


def validate(python: Path, folder: Path, before: Path, ruleset: str, year: str, authority: str) -> tuple[float, str]:
    """Seconds that the peer takes to read and validate one year, its own start-up left out, and what it ran.

    ``before`` is the return of the year before, which many of its rules look into.
    """
    words = [str(python), "-c", _SCRIPT, str(folder), str(before), ruleset, year, authority]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    seconds, ran, skipped, failed = done.stdout.split()[-4:]
    return float(seconds), f"{ran} rules run, {skipped} skipped, {failed} failed"
