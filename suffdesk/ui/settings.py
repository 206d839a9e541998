"""What the window remembers between two runs: looks, sizes, where stores lie. Never data of a child."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QByteArray, QSettings

from suffdesk.core.paths import config_dir

Scheme = Literal["system", "light", "dark"]
RECENT_KEPT = 10
TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Per cent of the usual size."""
_FOLDERS_KEPT = frozenset({"stores", "backup", "publish"})
"""What may be remembered from one run to the next: other folders may be named after a child."""
IDLE_MINUTES = (0, 5, 10, 15, 30)
"""After how long an encrypted store is locked; 0 for never."""


@dataclass(frozen=True, slots=True)
class RecentStore:
    """A store that was opened on this machine."""

    path: Path
    opened_at: str
    """ISO date and time, UTC."""


class Settings:
    """One INI file in the user's settings folder."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = QSettings(str(path or config_dir() / "window.ini"), QSettings.Format.IniFormat)
        self._folders: dict[str, str] = {}
        self._file.beginGroup("folders")
        for purpose in set(self._file.childKeys()) - _FOLDERS_KEPT:  # earlier releases kept these
            self._file.remove(purpose)
        self._file.endGroup()

    def _text(self, name: str, default: str = "") -> str:
        return str(self._file.value(name, default))

    @property
    def scheme(self) -> Scheme:
        found = self._text("look/scheme", "system")
        return cast(Scheme, found) if found in ("light", "dark") else "system"

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._file.setValue("look/scheme", scheme)

    @property
    def text_size(self) -> int:
        """Per cent, one of :data:`TEXT_SIZES`."""
        found = self._text("look/text_size", "100")
        return int(found) if found.isdigit() and int(found) in TEXT_SIZES else 100

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._file.setValue("look/text_size", percent)

    @property
    def who(self) -> str:
        """The name under which this user's changes are recorded."""
        return self._text("who")

    @who.setter
    def who(self, name: str) -> None:
        self._file.setValue("who", name)

    @property
    def idle_minutes(self) -> int:
        """One of :data:`IDLE_MINUTES`."""
        found = self._text("lock/idle_minutes", "10")
        return int(found) if found.isdigit() and int(found) in IDLE_MINUTES else 10

    @idle_minutes.setter
    def idle_minutes(self, minutes: int) -> None:
        self._file.setValue("lock/idle_minutes", minutes)

    def remembers(self, path: Path) -> bool:
        """Whether the system's keyring was asked to keep the key of a store. The key itself is not here."""
        return str(path) in self._remembered()

    def set_remembers(self, path: Path, kept: bool) -> None:
        """Note that it was asked to, or no longer is."""
        others = [name for name in self._remembered() if name != str(path)]
        self._file.setValue("lock/remembered", json.dumps([*others, str(path)] if kept else others))

    def _remembered(self) -> list[str]:
        try:
            return [str(name) for name in json.loads(self._text("lock/remembered", "[]"))]
        except (ValueError, TypeError):
            return []

    def folder(self, purpose: str) -> str:
        """The folder last used for a purpose (``import``, ``publish``); empty for none."""
        found = self._text(f"folders/{purpose}") if purpose in _FOLDERS_KEPT else self._folders.get(purpose, "")
        return found if found and Path(found).is_dir() else ""

    def set_folder(self, purpose: str, folder: Path) -> None:
        """Remember the folder used for a purpose: on disk, or only while a store is open."""
        if purpose in _FOLDERS_KEPT:
            self._file.setValue(f"folders/{purpose}", str(folder))
        else:
            self._folders[purpose] = str(folder)

    def forget_folders(self) -> None:
        """The store was closed: let go of the folders that may be named after a child."""
        self._folders.clear()

    def state(self, name: str) -> QByteArray | None:
        """A geometry or state of Qt's, saved under a name."""
        found = self._file.value(f"state/{name}")
        return found if isinstance(found, QByteArray) else None

    def set_state(self, name: str, state: QByteArray) -> None:
        """Remember a geometry or state of Qt's."""
        self._file.setValue(f"state/{name}", state)

    def recent(self) -> list[RecentStore]:
        """Stores opened on this machine, the latest first; files that have gone are among them."""
        try:
            rows = json.loads(self._text("recent", "[]"))
            return [RecentStore(Path(row["path"]), str(row["opened_at"])) for row in rows]
        except (ValueError, TypeError, KeyError):
            return []

    def set_recent(self, stores: list[RecentStore]) -> None:
        """Keep these, in this order."""
        rows = [{"path": str(store.path), "opened_at": store.opened_at} for store in stores[:RECENT_KEPT]]
        self._file.setValue("recent", json.dumps(rows))

    def opened(self, path: Path, at: str) -> None:
        """Put a store at the head of the recent ones."""
        others = [store for store in self.recent() if store.path != path]
        self.set_recent([RecentStore(path, at), *others])

    def forget(self, path: Path) -> None:
        """Take a store out of the recent ones; the file stays."""
        self.set_recent([store for store in self.recent() if store.path != path])

    def save(self) -> None:
        """Write to disk now."""
        self._file.sync()
