"""Ofsted's real list read, matched and stored, against the csv module that only splits its lines."""

import csv
import tempfile
import time
from pathlib import Path

from suffdesk.operations import import_ofsted, list_changes
from suffdesk.operations.stores import new_store
from tests.ofsted_lists import REAL


def main() -> None:
    """Print what was measured; nothing passes or fails."""
    begun = time.perf_counter()
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        lines = sum(1 for _ in csv.reader(file))
    split = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bench.suffdesk"
        with new_store(path, passphrase="correct horse battery", authority="Stockport") as store:
            for turn in ("an empty store", "a store that holds it"):
                begun = time.perf_counter()
                listed = import_ofsted.read(REAL)
                read = time.perf_counter()
                plan = import_ofsted.preview(store, listed)
                planned = time.perf_counter()
                import_ofsted.apply(store, plan)
                ended = time.perf_counter()
                print(
                    f"list into {turn}: {listed.rows_read:,} settings, read {read - begun:.2f} s, "
                    f"match {planned - read:.2f} s, store {ended - planned:.2f} s, in all {ended - begun:.2f} s; "
                    f"{(ended - begun) / split:.0f} times what splitting {lines:,} lines takes"
                )
            begun = time.perf_counter()
            told = list_changes.changes_of(store, plan.list_id)
            print(f"told again: {len(told):,} changes in {time.perf_counter() - begun:.2f} s")


if __name__ == "__main__":
    main()
