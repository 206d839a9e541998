"""Changes a store until it is killed: small edits and imports, each number written down once it is confirmed.

Arguments: the store, its key in hexadecimal (or empty), the file of confirmed numbers, ``local`` or ``share``.
"""

import os
import sys
from pathlib import Path

from suffdesk.store import opening

GROUP = 150


def main(path: Path, key: bytes | None, confirmed: Path, disk: str) -> None:
    if disk == "share":
        opening.is_network = lambda _path: True
    store = opening.open_store(path, key=key)
    with confirmed.open("a") as file:
        while True:
            number = int(str(store.rows("SELECT coalesce(max(seq), 0) + 1 FROM change_log")[0][0]))
            size = GROUP if number % 3 == 0 else 1
            with store.change(f"Change {number}") as result:
                rows = [{"reference": f"{number}/{i}", "identifier": f"{number}/{i}/{size}"} for i in range(size)]
                ids = result.change.insert_many("child", rows)
                result.change.update("child", ids[0], {"upn": str(number)})
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
            print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) or None, Path(sys.argv[3]), sys.argv[4])
