"""Restores a store from either of two backups until it is killed. Arguments: the store, its key, two backups."""

import itertools
import sys
from pathlib import Path

from suffdesk.store.restore import restore_store


def main(path: Path, key: bytes, backups: list[Path]) -> None:
    for backup in itertools.cycle(backups):
        print("restoring", flush=True)
        kept = restore_store(path, backup, key=key).kept
        if kept:
            kept.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
