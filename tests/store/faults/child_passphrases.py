"""Changes the passphrase of a store to and fro until it is killed. Arguments: the store, ``local`` or ``share``."""

import sys
from pathlib import Path

from suffdesk.store import opening, passphrase
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.refusals import WrongPassphrase

BOTH = ("correct horse battery", "another horse battery")


def main(path: Path, disk: str) -> None:
    if disk == "share":
        opening.is_network = lambda _path: True
    old, new = BOTH
    try:
        store = opening.open_store(path, passphrase=old)
    except WrongPassphrase:
        old, new = new, old
        store = opening.open_store(path, passphrase=old)
    rekey = passphrase.rekey

    def telling(*words: object) -> None:
        print("changing", flush=True)
        rekey(*words)
        print("changed", flush=True)

    passphrase.rekey = telling
    while True:
        change_passphrase(store, old, new)
        old, new = new, old


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
