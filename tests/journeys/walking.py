"""Starts somebody who presses anything at random (wandering.py) in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from suffdesk.core.paths import cache_dir

ROOT = Path(__file__).parents[2]
_SAID = 60
"""Events that a failing walk prints."""


def walk(seed: int, events: int, folder: Path) -> dict[str, Any]:
    """What a walk of so many events found and measured. Asserts that nothing failed, and that the store is whole."""
    environment = {
        **os.environ, "SUFFDESK_CONFIG_DIR": str(folder / "config"), "SUFFDESK_CACHE_DIR": str(cache_dir()),
        "HOME": str(folder), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-m", "tests.journeys.wandering",
         str(seed), str(events), str(folder)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=environment, check=False,
    )  # fmt: skip
    log = folder / "events.txt"
    made = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    last = "\n".join(made[-_SAID:])
    assert done.returncode == 0, f"seed {seed} ended with {done.returncode}:\n{done.stderr[-4000:]}\n{last}"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == [], f"seed {seed}:\n{found['faults']}\n{last}"
    assert done.stderr == ""
    assert found["events"] == events
    assert len(made) > events * 0.8
    assert found["store_faults"] == [], f"seed {seed}:\n{last}"
    return found
