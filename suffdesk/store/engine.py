"""Connections. The only module that knows which SQLite is used and how it is set up.

sqlite-utils looks for a module called pysqlite3 before the standard one; SQLCipher is given that name
first, or its exceptions would not be recognised (RELIABILITY.md).
"""

import sys
from pathlib import Path
from typing import Any, Literal

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402  (must follow the registration above)

from suffdesk.store.secret import wipe  # noqa: E402

APPLICATION_ID = 0x53664473
"""“SfDs”, in the header of every store."""
PLAIN_HEADER = b"SQLite format 3\x00"

LOGS = ("-wal", "-journal")
"""Endings of the files beside a store that hold a part of it while it is open, and after it was not closed."""
_COVERS = 3
"""How often the places where the database copied a key are written over; once was enough wherever it was tried."""
HELD_SECONDS = 2.0
"""How long a file that another program holds is waited for."""

DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError
IntegrityError = dbapi2.IntegrityError


def has_log(path: Path) -> bool:
    """Whether a log with content lies beside a file: it is open, or was not closed."""
    return any(_size(path.with_name(path.name + end)) for end in LOGS)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # not there, or a name that no file can have
        return 0


def is_plain(path: Path) -> bool:
    """Whether the file is an unencrypted SQLite file. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER


def set_key(connection: Any, pragma: Literal["key", "rekey"], raw_key: bytes) -> None:
    """Give a connection its key, or the file another. Raises DatabaseError.

    The key goes in as text, which SQLite copies; each copy is cleared, or written over by a statement of the same
    length that means nothing and takes the same places.
    """
    spelled = raw_key.hex()
    statement = f"PRAGMA {pragma} = \"x'{spelled}'\""
    nothing = f"PRAGMA {'x' * len(pragma)} = \"x'{'0' * len(spelled)}'\""
    try:
        connection.executescript(statement)
        for _ in range(_COVERS):
            connection.executescript(nothing)
    finally:
        wipe(statement)
        wipe(spelled)


def connect(path: Path, raw_key: bytes | None, *, read_only: bool = False, wal: bool = True) -> Database:
    """Open a connection with every setting a store needs.

    ``raw_key`` is 48 bytes: the key and the file's salt. ``wal`` is False on a network share, where the rollback
    journal is used. Raises DatabaseError where the key is wrong or the file is no database; OperationalError
    where it cannot be opened, or where another program held it for ``HELD_SECONDS``.
    """
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = dbapi2.connect(uri, uri=True, timeout=HELD_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
        if raw_key is not None:
            set_key(connection, "key", raw_key)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA temp_store = MEMORY").fetchall()
        connection.execute("PRAGMA cache_size = -65536").fetchall()
        if not read_only:
            # EXTRA is FULL that also waits until the removal of a rollback journal is on the disk: without that, one
            # that comes back when the power fails takes back what was confirmed (tests/store/faults/test_power.py).
            # The change of the journal's mode writes such a journal too, so it comes after.
            connection.execute("PRAGMA synchronous = EXTRA").fetchall()
            connection.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'DELETE'}").fetchall()
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)
