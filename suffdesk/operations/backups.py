"""Backups of a store for people to choose from: what each holds, and how the present store differs from it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from suffdesk.core.dates import local_time, show_date
from suffdesk.domain.registry import BY_NAME
from suffdesk.store import keys
from suffdesk.store.backup import FOLDER, backup_files
from suffdesk.store.backup_contents import BackupInfo, backups, difference, open_latest_backup
from suffdesk.store.engine import is_plain
from suffdesk.store.opening import Store
from suffdesk.store.pages import key_fits
from suffdesk.store.passphrase import known_keys
from suffdesk.store.restore import Restored, restore_store

__all__ = [
    "BackupInfo", "Restored", "difference_words", "is_backup", "latest_made", "listing", "listing_for",
    "open_latest_backup", "restore_store", "show_made",
]  # fmt: skip


def latest_made(path: Path) -> datetime | None:
    """When the latest backup of a store was made, in local time; None where there is none."""
    files = backup_files(path)
    return local_time(files[-1].made_at) if files else None


def is_backup(path: Path) -> bool:
    """Whether a file lies in a folder of backups, and so is no store to work in."""
    name = path.parent.name.removesuffix(FOLDER)
    endings = {path.suffix, ""}  # a store whose name has no ending gives its backups none
    return name != path.parent.name and any(
        file.path == path for ending in endings for file in backup_files(path.parent.with_name(name + ending))
    )


def listing(store: Store) -> list[BackupInfo]:
    """The backups of an opened store, the newest first."""
    return backups(store.path, *known_keys(store))


def listing_for(path: Path, passphrase: str | None, key: bytes | None = None) -> list[BackupInfo]:
    """The backups of a store that does not open, the newest first, read with its passphrase or key."""
    found: list[bytes | None] = [key] if key else []
    if passphrase is not None:
        by_salt = {keys.salt_of(file.path): file.path for file in backup_files(path) if not is_plain(file.path)}
        found += [
            keys.fitting_key(passphrase, salt, partial(key_fits, newest)) for salt, newest in sorted(by_salt.items())
        ]
    return backups(path, *(found or [None]))


def difference_words(store: Store, backup: Path) -> list[str]:
    """What was added, changed and removed since a backup, a line for each kind of record. Raises UserError."""
    lines = []
    for name, found in difference(store, backup).items():
        parts = list(_parts((found.added, "added"), (found.changed, "changed"), (found.removed, "removed")))
        if parts:
            lines.append(f"{BY_NAME[name].label_many}: {', '.join(parts)}")
    return lines


def _parts(*counts: tuple[int, str]) -> Iterable[str]:
    return (f"{number:,} {word}" for number, word in counts if number)


def show_made(made_at: datetime) -> str:
    """``14:05 on 3 May 2024``, in the time of this machine."""
    local = local_time(made_at)
    return f"{local:%H:%M} on {show_date(local.date())}"
