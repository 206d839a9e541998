"""A disk on which the power fails: every write, truncation, removal and flush of a database is kept in a log.

``Recorded`` is a file system for apsw over the real one; ``connected`` makes the store use it (apsw brings an SQLite
of its own, without encryption, so this shows how the store asks for safety and not SQLCipher's pages).
``after_failure`` rebuilds what a disk may hold when the power fails at some point: all that was flushed before, and
of the rest every write whole, in part (to a sector) or not at all, as chance has it.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import apsw
import apsw.ext

from suffdesk.store import engine

SECTOR = 512


@dataclass(frozen=True)
class Step:
    """One thing done to the disk; ``confirmed`` marks that the program told its user that a change was stored."""

    kind: Literal["write", "truncate", "flush", "remove", "confirmed"]
    name: str = ""
    at: int = 0
    data: bytes = b""


class Recorded(apsw.VFS):
    """The system's own files, with a log."""

    def __init__(self, name: str, steps: list[Step]) -> None:
        self.steps = steps
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(name, flags, self.steps)

    def xDelete(self, name: str, flush_folder: bool) -> None:
        super().xDelete(name, flush_folder)
        self.steps.append(Step("remove", Path(name).name, int(flush_folder)))


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], steps: list[Step]) -> None:
        self._steps = steps
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name)).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._steps.append(Step("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._steps.append(Step("truncate", self._name, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._steps.append(Step("flush", self._name))


class _Connection:
    """As much of the database interface of Python as a store uses."""

    def __init__(self, uri: str, vfs: str, synchronous: str | None) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        self._own = apsw.Connection(uri, flags=flags, vfs=vfs)
        self._own.set_busy_timeout(2000)
        self._synchronous = synchronous

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> "_Result":
        if self._synchronous and sql.startswith("PRAGMA synchronous"):
            sql = f"PRAGMA synchronous = {self._synchronous}"
        rows = list(self._own.execute(sql, tuple(parameters)))
        return _Result(self._own, sql, rows)

    def executemany(self, sql: str, many: Any) -> None:
        self._own.executemany(sql, many)

    @property
    def in_transaction(self) -> bool:
        return self._own.in_transaction

    @property
    def total_changes(self) -> int:
        return self._own.total_changes()

    def set_progress_handler(self, told: Callable[[], bool] | None, steps: int) -> None:
        """Nobody stops early what is looked at here."""

    def close(self) -> None:
        self._own.close()


class _Result:
    def __init__(self, connection: apsw.Connection, sql: str, rows: list[Any]) -> None:
        self._connection, self._sql, self._rows = connection, sql, rows
        self.lastrowid = connection.last_insert_rowid()

    @property
    def description(self) -> list[tuple[str, ...]]:
        return [(name,) for name, *_ in apsw.ext.query_info(self._connection, self._sql).description]

    def fetchall(self) -> list[Any]:
        return self._rows

    def fetchmany(self, number: int) -> list[Any]:
        return self._rows[:number]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


@contextmanager
def connected(synchronous: str | None = None) -> Iterator[list[Step]]:
    """Stores opened meanwhile are recorded; ``synchronous`` takes the place of what the store asks for."""
    steps: list[Step] = []
    vfs = Recorded("recorded", steps)

    def connect(name: str, **_: object) -> _Connection:
        return _Connection(name, "recorded", synchronous)

    with mock.patch.object(engine.dbapi2, "connect", connect):
        yield steps
    vfs.unregister()


class _Disk:
    """Files as the disk has them: what is on it for certain, and what was asked for since the last flush."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self.certain = {name: bytearray(content) for name, content in start.items()}
        self.waiting: dict[str, list[Step]] = {}

    def take(self, step: Step) -> None:
        if step.kind == "flush":
            for earlier in self.waiting.pop(step.name, []):
                self._apply(earlier, len(earlier.data))
            self.certain.setdefault(step.name, bytearray())
        elif step.kind == "remove" and step.at:
            self.waiting.pop(step.name, None)
            self.certain.pop(step.name, None)
        elif step.kind != "confirmed":
            self.waiting.setdefault(step.name, []).append(step)

    def _apply(self, step: Step, length: int) -> None:
        content = self.certain.setdefault(step.name, bytearray())
        if step.kind == "truncate":
            del content[step.at :]
        elif step.kind == "remove":
            self.certain.pop(step.name, None)
        else:
            content.extend(bytes(max(0, step.at - len(content))))
            content[step.at : step.at + length] = step.data[:length]

    def fail(self, chance: random.Random) -> dict[str, bytes]:
        for steps in self.waiting.values():
            for step in steps:
                fate = chance.choice(("whole", "torn", "lost"))
                if step.kind == "remove" and fate != "whole":
                    break  # the name still stands for the earlier file, whatever was written to a new one
                if fate == "torn" and len(step.data) > SECTOR:
                    self._apply(step, SECTOR * chance.randrange(1, len(step.data) // SECTOR + 1))
                elif fate == "whole":
                    self._apply(step, len(step.data))
        return {name: bytes(content) for name, content in self.certain.items()}


def after_failure(start: dict[str, bytes], steps: Sequence[Step], point: int, seed: int) -> dict[str, bytes]:
    """Files that the disk may hold when the power fails after ``point`` steps."""
    disk = _Disk(start)
    for step in steps[:point]:
        disk.take(step)
    return disk.fail(random.Random(seed))
