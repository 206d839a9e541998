"""Changes a store until it is killed, each number written down once its change is confirmed.

In turn an import of a return of 150 children, a child typed in, and a field of one of the first children changed, each
as the window and the command line do it. Arguments: the store, its key in hexadecimal (or empty), the file of confirmed
numbers, ``local`` or ``share``.
"""

import os
import sys
from pathlib import Path

from suffdesk.operations import edit, import_return
from suffdesk.store import opening
from suffdesk.store.opening import Store

IMPORTED = 150
"""Children of one import; each has an episode too."""
_HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
_EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"


def import_children(store: Store, number: int, folder: Path) -> None:
    """One import; its children are known by the number of their change."""
    folder.mkdir(exist_ok=True)
    names = [f"{number}/{place}" for place in range(IMPORTED)]
    for table, header, rest in (
        ("header", _HEADER, "1,01/02/2012,WBRI,,,"),
        ("episodes", _EPISODES, "10/06/2023,S,C2,N1,U6,PR1,,,,SK1 3XE,SK4 1AA,"),
    ):
        lines = [header, *(f"{name},{rest}" for name in names)]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_return.apply(store, import_return.plan(store, import_return.read([folder])))


def main(path: Path, key: bytes | None, confirmed: Path, disk: str) -> None:
    if disk == "share":
        opening.is_network = lambda _path: True
    store = opening.open_store(path, key=key)
    with confirmed.open("a") as file:
        while True:
            number = int(str(store.rows("SELECT coalesce(max(seq), 0) + 1 FROM change_log")[0][0]))
            if number % 3 == 0:
                import_children(store, number, path.parent / "return")
            elif number % 3 == 1:
                edit.add(store, "child", {"identifier": f"{number}/0", "upn": str(number)})
            else:
                ((first,),) = store.rows("SELECT id FROM child WHERE identifier = ?", (f"first/{number}",))
                edit.change(store, "child", str(first), {"upn": str(number)})
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
            print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) or None, Path(sys.argv[3]), sys.argv[4])
