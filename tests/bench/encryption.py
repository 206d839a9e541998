"""An encrypted store against a plain one: writing, reading all of it, opening. The budget is what was measured before.

Each is done in turn, plain and encrypted, five times, and the middle one is taken.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from suffdesk.store.opening import Store, create_store, open_store

ROWS = 20_000
TURNS = 5
PASSPHRASE = "correct horse battery"


def _insert(store: Store, turn: int) -> None:
    with store.change("Fill") as result:
        rows = ({"reference": f"{turn}-{n}", "identifier": f"{turn}/{n}", "ethnicity": "WBRI"} for n in range(ROWS))
        result.change.insert_many("child", rows)


def _scan(store: Store) -> None:
    store.rows("SELECT sum(length(after)), sum(length(before)) FROM journal_image")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _measured(path: Path, passphrase: str | None, turn: int) -> Iterator[tuple[str, float]]:
    with create_store(path, passphrase=passphrase) as store:
        key = store.raw_key
        yield "insert", _seconds(lambda: _insert(store, turn))
    yield "open by passphrase", _seconds(lambda: open_store(path, passphrase=passphrase).close())
    yield "open by key", _seconds(lambda: open_store(path, key=key).close())
    with open_store(path, key=key) as store:  # nothing of it is in this connection's memory yet
        yield "scan", _seconds(lambda: _scan(store))


def main() -> None:
    """Print what was measured."""
    took: dict[tuple[str, bool], list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for turn in range(TURNS):
            for encrypted in (False, True):
                path = Path(name) / f"{turn} {encrypted}.suffdesk"
                for what, seconds in _measured(path, PASSPHRASE if encrypted else None, turn):
                    took.setdefault((what, encrypted), []).append(seconds)
    print(f"encrypted against plain, {ROWS:,} children with their journal, the middle of {TURNS}")
    for what, budget in (("insert", "about 1"), ("scan", "2.5"), ("open by key", "about 1"),
                         ("open by passphrase", "no ratio: the key takes 0.1-0.2 s on purpose")):  # fmt: skip
        plain, encrypted = (statistics.median(took[what, how]) for how in (False, True))
        print(f"  {what:<20} plain {plain * 1000:7.1f} ms, encrypted {encrypted * 1000:7.1f} ms, "
              f"ratio {encrypted / plain:5.2f} (expected {budget})")  # fmt: skip


if __name__ == "__main__":
    main()
