"""Two thousand things done at random to the real window: no fault, no word from Qt, the store whole, memory flat.

A failing seed prints its last events; ``python -m tests.journeys.wandering SEED 2000 FOLDER`` walks it again.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from suffdesk.core.paths import cache_dir

ROOT = Path(__file__).parents[2]
SEED, EVENTS = 903, 2_000
GROWTH = 60.0
"""MB that the second half of the walk may add: screens and dialogs are made when they are first wanted, which adds
about 30 in a walk of this length. What grows with every event shows in the soak, which is ten times as long."""


def test_two_thousand_random_events(tmp_path: Path) -> None:
    environment = {
        **os.environ, "SUFFDESK_CONFIG_DIR": str(tmp_path / "config"), "SUFFDESK_CACHE_DIR": str(cache_dir()),
        "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "faulthandler", "-m", "tests.journeys.wandering",
         str(SEED), str(EVENTS), str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=environment, timeout=300, check=False,
    )  # fmt: skip
    events = (tmp_path / "events.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    last = "\n".join(events[-40:])
    assert done.returncode == 0, f"seed {SEED} ended with {done.returncode}:\n{done.stderr[-4000:]}\n{last}"
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == [], f"seed {SEED}:\n{found['faults']}\n{last}"
    assert done.stderr == ""
    assert found["events"] == EVENTS
    assert len(events) > EVENTS * 0.8
    assert found["store_faults"] == []
    assert found["changes"] > 5
    half = next(one for one in found["measured"] if one["events"] == EVENTS // 2)
    assert found["measured"][-1]["megabytes"] - half["megabytes"] < GROWTH, found["measured"]
