"""Two thousand things done at random to the real window: no fault, no word from Qt, the store whole, memory flat.

A failing seed prints its last events; ``python -m tests.journeys.wandering SEED 2000 FOLDER`` walks it again.
"""

from pathlib import Path

from tests.journeys.walking import walk

SEED, EVENTS = 903, 2_000
GROWTH = 60.0
"""MB that the second half of the walk may add: screens and dialogs are made when they are first wanted, which adds
about 30 in a walk of this length. What grows with every event shows in the soak, which is ten times as long."""


def test_two_thousand_random_events(tmp_path: Path) -> None:
    found = walk(SEED, EVENTS, tmp_path)
    assert found["changes"] > 5
    half = next(one for one in found["measured"] if one["events"] == EVENTS // 2)
    assert found["measured"][-1]["megabytes"] - half["megabytes"] < GROWTH, found["measured"]
