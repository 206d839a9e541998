"""Make, open and describe a store."""

import getpass
from datetime import date
from pathlib import Path

from suffdesk import __version__
from suffdesk.core.changes import Changes
from suffdesk.core.dates import financial_year_end, financial_year_span, this_day
from suffdesk.domain.authorities import authority as authority_of
from suffdesk.domain.authorities import find_authority
from suffdesk.figures.cohort import covered_until, year_ends_covered
from suffdesk.store import opening
from suffdesk.store.backup import backup_on_closing, closing_is_due
from suffdesk.store.engine import is_plain
from suffdesk.store.events import write_event
from suffdesk.store.glance import glance
from suffdesk.store.opening import Store

__all__ = [
    "as_at_choices", "authority_name", "backup_is_due", "close_store", "default_as_at", "is_demo", "is_encrypted",
    "is_not_encrypted", "is_whole", "keep_authority", "login_name", "new_store", "open_store", "set_authority",
]  # fmt: skip


def new_store(path: Path, *, passphrase: str | None, authority: str | None = None, who: str = "Somebody") -> Store:
    """Make a store and open it. Raises UserError (see ``store.opening.create_store``) and for an unknown authority."""
    facts = {"release": __version__}
    if authority:
        facts["authority"] = find_authority(authority).code
    return opening.create_store(path, passphrase=passphrase, who=who, facts=facts)


def is_encrypted(path: Path) -> bool:
    """Whether opening this file takes a passphrase; not where it cannot be read, which opening it will say."""
    try:
        return opening.takes_passphrase(path)
    except OSError:
        return False


def is_not_encrypted(path: Path) -> bool:
    """Whether this is a file of SQLite's that anyone can read."""
    try:
        return is_plain(path)
    except OSError:
        return False


def open_store(
    path: Path,
    *,
    passphrase: str | None = None,
    key: bytes | None = None,
    who: str = "Somebody",
    read_only: bool = False,
    limited: bool = False,
    plain_meant: bool = False,
) -> Store:
    """Open a store. Raises UserError and its kinds (see ``store.opening.open_store``)."""
    return opening.open_store(
        path, passphrase=passphrase, key=key, who=who, read_only=read_only, limited=limited, plain_meant=plain_meant
    )


def close_store(store: Store, *, one_of_many: bool = False) -> Path | None:
    """Close a store after a backup, where one is due (``store.backup.closing_is_due``); returns that backup.

    The demo is made again at any time, so it needs none. Raises UserError where the backup failed: the store is
    closed, and everything stored, all the same; StoreGone where its file was deleted or replaced, saying where what
    was stored is kept.
    """
    try:
        if not store.read_only:
            store.refuse_if_gone()
        return None if is_demo(store) else backup_on_closing(store, one_of_many=one_of_many)
    finally:
        store.close()


def is_whole(store: Store) -> bool:
    """Whether every page of an open store can be read and is as it was written."""
    return glance(store.db, None) is True


def backup_is_due(store: Store) -> bool:
    """Whether ``close_store`` would make a backup. Raises StoreGone, saying where what was stored is kept."""
    if not store.read_only:
        store.refuse_if_gone()
    return not store.read_only and not is_demo(store) and closing_is_due(store)


def login_name() -> str:
    """The name under which the user is logged in: a suggestion for whose changes are recorded."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or no way to ask
        return "Somebody"


def set_authority(store: Store, text: str) -> Changes:
    """Say whose children the store holds, by name or code. Raises UserError where unknown.

    It is an act that is kept: figures made before it and after it differ. Nothing is written where it is theirs
    already.
    """
    label = "Change the authority"
    code = find_authority(text).code
    if code == store.meta("authority"):
        return Changes(label, None)
    with store.writing(label):
        keep_authority(store, code)
    return Changes(label, None, facts=frozenset({"authority"}))


def keep_authority(store: Store, code: str, known_from: str = "") -> None:
    """Write whose children the store holds, and that it was said, in the transaction that is open."""
    before, now = authority_name(store), authority_of(code).name
    words = f"The authority was changed from {before} to {now}" if before else f"The authority was set to {now}"
    store.set_meta("authority", code)
    write_event(store.db, store.who, "authority changed", f"{words}, known from {known_from}" if known_from else words)


def authority_name(store: Store) -> str:
    """Name of the store's authority, or an empty string."""
    code = store.meta("authority")
    return authority_of(code).name if code else ""


def is_demo(store: Store) -> bool:
    """Whether this is the invented borough."""
    return store.meta("demo") == "1"


def default_as_at(store: Store, today: date | None = None) -> date:
    """The date that a newly opened store is shown at: the last day that its returns cover.

    A return brought in during its own year covers it only so far, so a day yet to come becomes today.
    """
    today = today or this_day()
    return min(covered_until(store) or today, today)


def as_at_choices(store: Store, today: date | None = None) -> list[date]:
    """Dates worth offering, the latest first: today, each 31 March covered, and quarter ends of the latest year."""
    today = today or this_day()
    ends = year_ends_covered(store)
    found = {day for day in ends if day <= today} | {today}
    if ends:
        start, _ = financial_year_span(financial_year_end(ends[-1]))
        found |= {
            day for day in (date(start.year, 6, 30), date(start.year, 9, 30), date(start.year, 12, 31)) if day <= today
        }
    return sorted(found, reverse=True)
