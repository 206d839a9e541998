"""Brings a store up to a release with two more steps, and dies where it is told to.

Arguments: the store, and one of: first, between, second, after.
"""

import os
import signal
import sys
from pathlib import Path

from suffdesk.store import opening
from suffdesk.store.schema import MIGRATIONS


def die_at(place: str) -> None:
    if sys.argv[2] == place:
        os.kill(os.getpid(), signal.SIGKILL)


def main(path: Path) -> None:
    later = type(MIGRATIONS)(MIGRATIONS.name)
    for migration in MIGRATIONS._migrations:
        later(name=migration.name)(migration.fn)

    @later(name="m998_first")
    def first(db: object) -> None:
        db.execute("CREATE TABLE first (x TEXT) STRICT")
        db.execute("INSERT INTO first SELECT hex(zeroblob(50000)) FROM child LIMIT 200")
        die_at("first")

    @later(name="m999_second")
    def second(db: object) -> None:
        die_at("between")
        db.execute("CREATE TABLE second (x TEXT) STRICT")
        die_at("second")

    opening.MIGRATIONS = later
    opening.open_store(path)
    die_at("after")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
