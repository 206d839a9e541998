"""``dev.py bench --soak``: what the tests try a few times, tried for as long as there is time, with new seeds.

A round is 20,000 random events on the window, 200 kills of a store of 20,000 children, 60 kills of erasures, 200 kills
at system calls of commands that change a store in several steps (all of them with ``--every-call``), 500 flipped bits,
400 losses of power and 200 random returns put to the oracle. Each prints what came of it; a fault ends with exit code
1, and its seed walks the same way again.
"""

import tempfile
import time
from functools import partial
from pathlib import Path

from tests.figures.test_random_returns import run
from tests.journeys.walking import walk
from tests.store.faults.killed_at_calls import ACTS, STRACE, kill_at_calls
from tests.store.faults.killing import kill_again_and_again, kill_while_erasing
from tests.store.faults.test_bit_flips import flip, make
from tests.store.faults.test_power import lost, record

EVENTS, KILLS, ERASURES, AT_CALLS, FLIPS, LOSSES, RETURNS = 20_000, 100, 60, 50, 500, 400, 200
SETTLED = 2_000
"""Events until every screen and dialog has been made once; growth is counted from there."""


def main(seeds: int, minutes: float | None, first_seed: int = 1, *, every_call: bool = False) -> int:
    """So many rounds, or rounds until so many minutes have gone. Exit code 1 where a fault was found."""
    at_calls = partial(calls, most=None if every_call else AT_CALLS)
    parts = (("events", events), ("kills", kills), ("erasures", erasures), ("calls", at_calls), ("bits", bits),
             ("power", power), ("returns", returns))  # fmt: skip
    begun, faults, done = time.monotonic(), 0, 0
    while (done < seeds) if minutes is None else (not done or time.monotonic() - begun < minutes * 60):
        seed = first_seed + done
        print(f"round {done + 1}, seed {seed}", flush=True)
        for name, part in parts:
            started = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="suffdesk-soak-") as folder:
                try:
                    words = part(Path(folder), seed)
                except AssertionError as error:
                    faults += 1
                    words = f"FAULT (seed {seed}): {error}"
            print(f"  {name}: {words} ({time.monotonic() - started:.0f} s)", flush=True)
        done += 1
    print(f"{done} rounds, {faults} faults")
    return 1 if faults else 0


def events(folder: Path, seed: int) -> str:
    """The window, as tests/journeys/test_random_events.py has it, and its memory."""
    found = walk(seed, EVENTS, folder)
    settled = [one for one in found["measured"] if one["events"] >= SETTLED]
    start, end = settled[0], settled[-1]
    growth = (end["megabytes"] - start["megabytes"]) / max(1, end["events"] - start["events"]) * 1_000
    return (
        f"{found['events']:,} without a fault, {found['changes']} changes, store whole; "
        f"memory {start['megabytes']:.0f} MB after {start['events']:,}, {end['megabytes']:.0f} MB at the end, "
        f"{growth:+.2f} MB per 1,000 events; {start['objects']:,} and {end['objects']:,} objects of Qt's"
    )


def kills(folder: Path, seed: int) -> str:
    """Half on a local disk, half on a share."""
    confirmed = 0
    for disk in ("local", "share"):
        (folder / disk).mkdir()
        confirmed += kill_again_and_again(folder / disk, disk, KILLS, seed)
    return f"{2 * KILLS} kills, {confirmed:,} confirmed changes, none lost and none in part"


def erasures(folder: Path, seed: int) -> str:
    """Children erased, and the program killed in the middle."""
    return (
        f"{ERASURES} kills, {kill_while_erasing(folder, ERASURES, seed)} children erased, each there or gone everywhere"
    )


def calls(folder: Path, seed: int, most: int | None) -> str:
    """Each act that changes a store in several steps, killed at system calls."""
    if STRACE is None:
        return "not tried: strace is not installed"
    killed = {act.name: kill_at_calls(act, folder, most, seed) for act in ACTS}
    return "killed " + ", ".join(f"{name} {times} times" for name, times in killed.items()) + ", nothing lost"


def bits(folder: Path, seed: int) -> str:
    """Bits of an encrypted store."""
    outcomes = flip(*make(folder / "a.suffdesk"), flips=FLIPS, seed=seed)
    assert "silent" not in outcomes, f"{outcomes.count('silent')} were not found"
    return f"{FLIPS} flipped, {outcomes.count('found')} found, {outcomes.count('harmless')} harmless, none silent"


def power(folder: Path, seed: int) -> str:
    """Losses of power while changes are written."""
    start, steps = record(folder / "a.suffdesk", None)
    wrong = lost(folder, start, steps, points=LOSSES, seed=seed)
    assert not wrong, wrong[:5]
    return f"{LOSSES} losses of power, no confirmed change lost"


def returns(_folder: Path, seed: int) -> str:
    """Returns drawn at random, imported in random orders; every figure is the oracle's."""
    run(RETURNS, seed)
    return f"{RETURNS} random returns of three years, every figure the oracle's and the store the same in any order"
