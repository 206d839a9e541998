"""The chain of seals over everything in a store that is only ever added to, and over the facts about the store itself.

A seal is a keyed digest (HMAC-SHA256) of one row, chained to the seal before it: of the heading of each change, each
export, act and erasure, each fact of ``meta``, and of which images an erasure emptied. Whoever edits the file without
its key cannot make a seal that holds. The key lies in the store, so that every copy can be checked with it and a new
passphrase leaves it as it is: an encrypted store keeps it from whoever lacks the passphrase, a plain one from nobody.
The last seal is the state of the store: reports print it, and every copy holds it.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlite_utils import Database

_KEY = "seal_key"
_UNSEALED = (_KEY, "last_reference")
"""Facts without a seal: the key itself, and a number that erasing raises in copies as well."""
SEALED = {"change_log": "seq", "export_log": "seq", "event": "number", "erasure": "number"}
"""Tables whose rows are sealed, and their keys, which only ever go up."""
BEGUN, EMPTIED, STAYS, RESTORED, FACT = "begun", "emptied", "stays", "restored", "meta"
IN_COPY = "copy "
"""Before the kind of a seal that was made in a copy alone, when a child was erased from it."""
_MARK_DIGITS = 12
_NONCE_BYTES = 16
_GENESIS = bytes(32)


class Seal(NamedTuple):
    """One seal. ``what`` is the number of the row, the name of the fact or the numbers of the emptied images."""

    number: int
    kind: str
    what: str
    digest: bytes
    chain: bytes


def begin(db: Database) -> None:
    """Seal what a store holds that was never sealed, once, in whatever transaction is open."""
    key = _key_of(db)
    if key is None or last(db) is not None:
        return
    _append(db, key, BEGUN, "", b"")
    _Sealing(db, key, dict.fromkeys(SEALED, 0), {}).end()
    found = db.conn.execute(
        "SELECT seq FROM journal_image WHERE salt IS NULL AND before IS NULL AND after IS NULL ORDER BY seq"
    ).fetchall()
    seal_emptied(db, [row[0] for row in found])


class _Sealing:
    """What is sealed at the end of one transaction: rows that it added, facts that it changed, and nothing else."""

    def __init__(self, db: Database, key: bytes, ends: Mapping[str, int], facts: Mapping[str, str]) -> None:
        self._db, self._key, self._ends, self._facts = db, key, ends, facts

    def end(self) -> None:
        for table, column in SEALED.items():
            for number, image in _images(self._db, table, column, self._ends[table]):
                _append(self._db, self._key, table, str(number), image)
        facts = _facts(self._db)
        for name in sorted(facts.keys() | self._facts.keys()):
            if facts.get(name) != self._facts.get(name):
                _append(self._db, self._key, FACT, name, facts.get(name, "").encode())


def sealing(db: Database) -> "_Sealing | None":
    """To be called when a transaction begins; ``end`` comes before its commit. None for a store without seals.

    What was put in behind the program stays without a seal, and is found by that.
    """
    key = _key_of(db)
    if key is None:
        return None
    columns = ", ".join(f"(SELECT coalesce(max({column}), 0) FROM {table})" for table, column in SEALED.items())
    numbers = db.conn.execute(f"SELECT {columns}").fetchall()[0]
    return _Sealing(db, key, dict(zip(SEALED, numbers, strict=True)), _facts(db))


def seal_emptied(db: Database, entries: Iterable[int], *, in_copy: bool = False) -> None:
    """Say which images an erasure emptied, in the transaction that did; nothing for a file of an earlier release."""
    key = _key_of(db)
    what = _ranges(entries)
    if key is not None and what:
        _append(db, key, (IN_COPY if in_copy else "") + EMPTIED, what, b"")


def seal_staying(db: Database, rows: Mapping[str, Iterable[str]], *, in_copy: bool = False) -> None:
    """Say what rows hold that stay although an erasure emptied all that the history says of them.

    ``rows`` are ids by entity. For a file of an earlier release nothing is said.
    """
    key = _key_of(db)
    if key is None:
        return
    for entity, ids in rows.items():
        for row_id in ids:
            cursor = db.conn.execute(f"SELECT * FROM {entity} WHERE id = ?", (row_id,))
            names = [item[0] for item in cursor.description]
            for row in cursor.fetchall():
                image = _image(dict(zip(names, row, strict=True)))
                _append(db, key, (IN_COPY if in_copy else "") + STAYS, f"{entity} {row_id}", image)


def seal_restored(db: Database) -> None:
    """Say that what follows takes the place of a later history; nothing for a file of an earlier release.

    Which backup it was stands in the record of acts. No two such seals are alike: a backup may be restored twice, and
    each time another history begins.
    """
    key = _key_of(db)
    if key is not None:
        _append(db, key, RESTORED, "", os.urandom(_NONCE_BYTES))


def last(db: Database) -> tuple[int, bytes] | None:
    """Number and link of the last seal; None where there is none."""
    if not has_seals(db):
        return None
    found = db.conn.execute("SELECT number, chain FROM seal ORDER BY number DESC LIMIT 1").fetchall()
    return (int(found[0][0]), bytes(found[0][1])) if found else None


def has_seals(db: Database) -> bool:
    """Whether the file is of a release that seals."""
    return bool(db.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'seal' AND type = 'table'").fetchall())


# The mark that reports print


def mark(db: Database) -> str:
    """The state of the store as reports print it: ``57-3f2a-91bc-04d7``, the last seal and the beginning of its link.

    Whoever keeps the print can tell later whether the store still holds what it held then. Empty for a file
    without seals.
    """
    found = last(db)
    if found is None:
        return ""
    digits = found[1].hex()[:_MARK_DIGITS]
    return "-".join((str(found[0]), *(digits[place : place + 4] for place in range(0, _MARK_DIGITS, 4))))


_MARK = re.compile(r"(?:change\s+)?(\d{1,15})((?:[\s,.:–-]*[0-9a-f]{4}){3})", re.IGNORECASE)


class Mark(NamedTuple):
    """A mark as read from a print. ``of_change`` is one of an early release, whose number is that of a change."""

    number: int
    digits: str
    of_change: bool


def read_mark(text: str) -> Mark | None:
    """A mark as somebody typed it; None where it is none."""
    match = _MARK.fullmatch(text.strip())
    if not match:
        return None
    return Mark(int(match[1]), re.sub(r"[^0-9a-f]", "", match[2].lower()), text.strip().lower().startswith("change"))


def holds_mark(db: Database, wanted: Mark) -> bool:
    """Whether the store went through the state that a report was printed from."""
    table, column = ("change_log", "seq") if wanted.of_change else ("seal", "number")
    found = db.conn.execute(f"SELECT chain FROM {table} WHERE {column} = ?", (wanted.number,)).fetchall()
    return bool(found) and bytes(found[0][0]).hex().startswith(wanted.digits)


def restored_at(db: Database) -> list[int]:
    """Numbers of the seals that say that the store was restored: what is from before may be of another history."""
    return [row[0] for row in db.conn.execute("SELECT number FROM seal WHERE kind = ?", (RESTORED,)).fetchall()]


# Checking


_LABELS = {
    "change_log": ("the heading of change {}", "The history"),
    "export_log": ("export {}", "The record of exports"),
    "event": ("act {}", "The record of acts"),
    "erasure": ("erasure {}", "The record of erasures"),
}


def faults(db: Database) -> Iterator[str]:
    """What does not hold in the chain, and what is not as it was sealed, in words; nothing for an earlier release."""
    if not has_seals(db):
        return
    key = _key_of(db)
    if key is None:
        yield "The key of the seals is missing, so what is only ever added to cannot be checked"
        return
    facts, rows, broken = _read(db, key)
    if broken:
        yield f"The chain of seals does not hold from seal {broken} on"
    for table, column in SEALED.items():
        yield from _row_faults(db, key, table, column, rows[table])
    held = _facts(db)
    for name in sorted(held.keys() | facts.keys()):
        if facts.get(name) != _digest(key, FACT, name, held.get(name, "").encode()):
            yield f"A fact about the store ({name}) was changed behind the program"
    yield from _ends_cut_off(db)


def _read(db: Database, key: bytes) -> tuple[dict[str, bytes], dict[str, dict[int, bytes]], int]:
    """The latest digest of each fact, that of each sealed row, and the number of the first seal that does not hold."""
    facts: dict[str, bytes] = {}
    rows: dict[str, dict[int, bytes]] = {table: {} for table in SEALED}
    broken, previous = 0, _GENESIS
    found = db.conn.execute("SELECT number, kind, what, digest, chain FROM seal ORDER BY number")
    for place, seal in enumerate(map(Seal._make, found), start=1):
        if not broken and (seal.number != place or _chain(key, previous, seal) != seal.chain):
            broken = place
        previous = seal.chain
        if seal.kind == FACT:
            facts[seal.what] = seal.digest
        elif seal.kind in rows and seal.what.isdecimal():
            rows[seal.kind][int(seal.what)] = seal.digest
    return facts, rows, broken or (0 if previous != _GENESIS else 1)


def _row_faults(db: Database, key: bytes, table: str, column: str, sealed: dict[int, bytes]) -> Iterator[str]:
    one, all_of = _LABELS[table]
    for number, image in _images(db, table, column, 0):
        digest = sealed.pop(number, None)
        if digest is None:
            yield f"{all_of}: {one.format(number)} was added behind the program"
        elif digest != _digest(key, table, str(number), image):
            yield f"{all_of}: {one.format(number)} is not as it was written"
    if sealed:
        numbers = _ranges(sealed)
        yield f"{all_of}: {one.format(numbers)} {'is' if len(sealed) == 1 else 'are'} missing"


def _ends_cut_off(db: Database) -> Iterator[str]:
    """SQLite remembers the highest number that such a table ever had."""
    highest = dict(db.conn.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table, column in {**SEALED, "seal": "number"}.items():
        (end,) = db.conn.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchall()[0]
        if highest.get(table, 0) != end:
            all_of = _LABELS[table][1] if table in _LABELS else "The chain of seals"
            yield f"{all_of} was cut off: it ends at {end}, and went on to {highest.get(table, 0)}"


def emptied(db: Database) -> set[int] | None:
    """Numbers of the entries whose images an erasure emptied; None for a file of an earlier release."""
    if not has_seals(db):
        return None
    found: set[int] = set()
    for (what,) in db.conn.execute(
        "SELECT what FROM seal WHERE kind IN (?, ?)", (EMPTIED, IN_COPY + EMPTIED)
    ).fetchall():
        for part in what.split(","):
            first, _, end = part.partition("-")
            found.update(range(int(first), int(end or first) + 1))
    return found


class Staying:
    """What rows were sealed as, of which an erasure emptied the history."""

    def __init__(self, db: Database) -> None:
        self._key = _key_of(db) if has_seals(db) else None
        self._digests: dict[str, bytes] = {}
        if self._key is not None:
            self._digests = dict(
                db.conn.execute(
                    "SELECT what, digest FROM seal WHERE kind IN (?, ?) ORDER BY number", (STAYS, IN_COPY + STAYS)
                ).fetchall()
            )

    def holds(self, entity: str, row_id: str, row: Mapping[str, object]) -> bool:
        """Whether a row is as it was sealed; True where it never was, by an earlier release, and cannot be compared."""
        what = f"{entity} {row_id}"
        if self._key is None or what not in self._digests:
            return True
        return any(
            self._digests[what] == _digest(self._key, kind, what, _image(row)) for kind in (STAYS, IN_COPY + STAYS)
        )


# The parts of a seal


def _key_of(db: Database) -> bytes | None:
    found = db.conn.execute("SELECT value FROM meta WHERE name = ?", (_KEY,)).fetchall()
    try:
        return bytes.fromhex(found[0][0]) if found and found[0][0] else None
    except ValueError:
        return None


def _facts(db: Database) -> dict[str, str]:
    marks = ", ".join("?" * len(_UNSEALED))
    found = db.conn.execute(
        f"SELECT name, value FROM meta WHERE name NOT IN ({marks}) AND value IS NOT NULL", _UNSEALED
    ).fetchall()
    return {str(name): str(value) for name, value in found}


def _images(db: Database, table: str, column: str, after: int) -> Iterator[tuple[int, bytes]]:
    """Each row beyond a number, without fields that are empty, as it is sealed."""
    cursor = db.conn.execute(f"SELECT * FROM {table} WHERE {column} > ? ORDER BY {column}", (after,))
    names = [item[0] for item in cursor.description]
    place = names.index(column)
    for row in cursor.fetchall():
        yield row[place], _image(dict(zip(names, row, strict=True)))


def _image(row: Mapping[str, object]) -> bytes:
    image = {
        name: value.hex() if isinstance(value, bytes) else value for name, value in row.items() if value is not None
    }
    return json.dumps(image, sort_keys=True).encode()


def _append(db: Database, key: bytes, kind: str, what: str, image: bytes) -> None:
    before = last(db)
    seal = Seal(0, kind, what, _digest(key, kind, what, image), b"")
    chain = _chain(key, before[1] if before else _GENESIS, seal)
    db.conn.execute("INSERT INTO seal (kind, what, digest, chain) VALUES (?, ?, ?, ?)", (*seal[1:4], chain))


def _digest(key: bytes, kind: str, what: str, image: bytes) -> bytes:
    return hmac.digest(key, f"{kind}\x1f{what}\x1f".encode() + image, hashlib.sha256)


def _chain(key: bytes, previous: bytes, seal: Seal) -> bytes:
    return hmac.digest(key, previous + f"{seal.kind}\x1f{seal.what}\x1f".encode() + seal.digest, hashlib.sha256)


def _ranges(numbers: Iterable[int]) -> str:
    """``3-7,9`` for 3, 4, 5, 6, 7 and 9."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(first) if first == end else f"{first}-{end}" for first, end in found)
