"""Erases the children of a store, one after the other, until it is killed. Arguments: the store and its key."""

import sys
from pathlib import Path

from suffdesk.operations.erasure import erase_child
from suffdesk.store.opening import open_store


def main(path: Path, key: bytes) -> None:
    with open_store(path, key=key) as store:
        for (child,) in store.rows("SELECT id FROM child ORDER BY id"):
            print("erasing", flush=True)
            erase_child(store, str(child), "mistake")


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
