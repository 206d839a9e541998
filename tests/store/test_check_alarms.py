"""Nothing that the program does is taken for an alteration, whatever the order in which it is done."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.operations import documents, drafts, edit, history, import_return, keeping
from suffdesk.operations.erasure import erase_child
from suffdesk.operations.export_log import record_export
from suffdesk.operations.stores import close_store, set_authority
from suffdesk.store.backup import backup_before, backups_of
from suffdesk.store.opening import Store, create_store, open_store
from suffdesk.store.passphrase import change_passphrase
from suffdesk.store.restore import restore_record, restore_store

pytestmark = pytest.mark.usefixtures("cheap_keys")
PASSPHRASES = ("correct horse battery", "another horse battery")
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"


class Walk:
    """A store that is worked in at random; each step is what a user may do, and may be refused."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random, self.number = folder, random.Random(seed), 0
        self.path = folder / "a.suffdesk"
        self.passphrase = PASSPHRASES[0]
        self.store: Store = create_store(self.path, passphrase=self.passphrase)

    def child(self) -> str:
        return str(self.random.choice(self.store.rows("SELECT id FROM child ORDER BY id") or [("none",)])[0])

    def day(self) -> str:
        return (date(2023, 1, 1) + timedelta(days=self.random.randrange(400))).strftime("%d/%m/%Y")

    def add(self) -> None:
        edit.add(self.store, "child", {"identifier": f"T{self.number}", "date_of_birth": "01/02/2012"})

    def add_episode(self) -> None:
        values = {"child_id": self.child(), "started": self.day(), "reason_new": "S", "legal_status": "C2",
                  "place": "U6", "provider": "PR1", "need": "N1"}  # fmt: skip
        edit.add(self.store, "episode", values)

    def change(self) -> None:
        edit.change(self.store, "child", self.child(), {"upn": f"A{self.number:012d}"})

    def remove(self) -> None:
        edit.remove(self.store, "child", self.child())

    def undo(self) -> None:
        history.undo(self.store)

    def redo(self) -> None:
        history.redo(self.store)

    def import_return(self) -> None:
        names = [f"{self.random.randrange(12)}" for _ in range(5)]
        rows = {"header": (HEADER, "1,01/02/2012,WBRI,,,"), "episodes": (EPISODES, "10/06/2023,S,C2,N1,U6,PR1,,,,,,")}
        folder = self.folder / "return"
        folder.mkdir(exist_ok=True)
        for table, (header, rest) in rows.items():
            lines = [header, *(f"{name},{rest}" for name in sorted(set(names)))]
            (folder / f"{table}.csv").write_text("\n".join(lines) + "\n")
        import_return.apply(self.store, import_return.plan(self.store, import_return.read([folder])))

    def document(self) -> None:
        file = self.folder / "letter.txt"
        file.write_text(f"letter {self.number}")
        documents.add_document(self.store, "child", self.child(), file)

    def remove_document(self) -> None:
        documents.remove_document(self.store, str(self.store.rows("SELECT id FROM document")[0][0]))

    def erase(self) -> None:
        erase_child(self.store, self.child(), "mistake")

    def say(self) -> None:
        drafts.save_draft(self.store, "child", self.child(), {"upn": "1"})
        set_authority(self.store, self.random.choice(["Birmingham", "Stockport"]))
        record_export(self.store, "Board pack", [self.folder / "pack.pdf"])

    def back_up(self) -> None:
        backup_before(self.store.db, self.path, self.store.raw_key, "import")

    def change_passphrase(self) -> None:
        old, self.passphrase = self.passphrase, self.random.choice(PASSPHRASES)
        change_passphrase(self.store, old, self.passphrase)

    def restore(self) -> None:
        backup = self.random.choice(backups_of(self.path))
        close_store(self.store)
        try:
            restore_store(self.path, backup, passphrase=self.passphrase)
        finally:
            self.store = open_store(self.path, passphrase=self.passphrase)

    def restore_child(self) -> None:
        restore_record(self.store, self.random.choice(backups_of(self.path)), "child", self.child())

    def close(self) -> None:
        close_store(self.store)
        self.store = open_store(self.path, passphrase=self.passphrase)

    STEPS = (
        (add, 4), (add_episode, 3), (change, 3), (remove, 1), (undo, 3), (redo, 2), (import_return, 2), (document, 2),
        (remove_document, 1), (erase, 1), (say, 1), (back_up, 1), (change_passphrase, 1), (restore, 1),
        (restore_child, 1), (close, 1),
    )  # fmt: skip

    def step(self) -> str:
        self.number += 1
        (act,) = self.random.choices([act for act, _ in self.STEPS], [weight for _, weight in self.STEPS])
        try:
            act(self)
        except (UserError, Refused, IndexError) as error:
            return f"{act.__name__} refused ({error})"
        return act.__name__


@pytest.mark.parametrize("seed", range(2))
def test_no_order_of_what_the_program_does_raises_an_alarm(tmp_path: Path, seed: int) -> None:
    walk = Walk(tmp_path, seed)
    done: list[str] = []
    try:
        for _ in range(4):  # each check reads the whole store: some seconds in all
            done += [walk.step() for _ in range(15)]
            assert keeping.check(walk.store).faults == (), done
    finally:
        walk.store.close()
    assert sum("refused" not in one for one in done) > 30
