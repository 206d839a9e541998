"""Import, check and store five years of 20,000 children, all indicators at a date, and a check of the whole store."""

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from suffdesk.figures.indicators import indicators
from suffdesk.operations import import_return
from suffdesk.operations.stores import new_store, open_store
from suffdesk.store.check import check
from tests.bench import peer
from tests.bench.cohort import make_cohort


def _memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print what was measured; nothing passes or fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cohort = make_cohort(folder / "cohort")
        store = new_store(folder / "bench.suffdesk", passphrase="correct horse battery", authority="Birmingham")
        with store:
            begun = time.perf_counter()
            returned = import_return.read([cohort])
            read = time.perf_counter()
            plan = import_return.plan(store, returned)
            planned = time.perf_counter()
            rows = sum(table.rows_read for table in returned.tables)
            del returned
            outcome = import_return.apply(store, plan)
            stored = time.perf_counter()
            children = store.rows("SELECT count(*) FROM child")[0][0]
            episodes = store.rows("SELECT count(*) FROM episode")[0][0]
        ours = stored - begun
        print(f"import: {children:,} children, {episodes:,} episodes, {rows:,} rows, {outcome.changes.added:,} stored")
        print(
            f"  read and check {read - begun:.2f} s, match {planned - read:.2f} s, store {stored - planned:.2f} s, "
            f"in all {ours:.2f} s; peak memory {_memory_mb():.0f} MB; {len(plan.problems):,} problems"
        )
        with open_store(folder / "bench.suffdesk", passphrase="correct horse battery") as store:
            begun = time.perf_counter()
            found = indicators(store, date(2026, 3, 31))
            first = time.perf_counter() - begun
            begun = time.perf_counter()
            indicators(store, date(2025, 3, 31))
            second = time.perf_counter() - begun
            begun = time.perf_counter()
            whole = check(store).whole
            checked = time.perf_counter() - begun
        print(
            f"indicators: {len(found)} measures at one date, with reading {first:.2f} s, the next date {second:.3f} s"
        )
        print(f"check: whole {whole}, every page, the history and all records against it in {checked:.2f} s")
        python = peer.environment()
        if python is None:
            print(f"peer: skipped, {peer.RELEASE} could not be installed")
            return
        seconds, ran = peer.validate(python, cohort / "2026", cohort / "2025", "lac2025_26", "2025", "E08000025")
        print(f"peer: {peer.RELEASE} validates one year of it in {seconds:.2f} s ({ran})")
        print(f"ratio: five years here to one year there {ours / seconds:.2f}")


if __name__ == "__main__":
    main()
