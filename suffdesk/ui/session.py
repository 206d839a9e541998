"""What an open store means to the screens."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from suffdesk.store.opening import Store

if TYPE_CHECKING:
    from suffdesk.ui.tasks import TaskRunner


@dataclass
class Session:
    """One open store as the window shows it. ``as_at`` moves; the rest stays until the store is closed."""

    store: Store
    """The window's own connection: for the GUI thread only. Work on the worker gets a second one."""
    as_at: date
    authority_name: str
    """Name of the store's authority; empty where it is not known yet."""
    demo: bool
    tasks: "TaskRunner"
    """Runs what takes longer than a moment (exports, imports) on the worker."""
