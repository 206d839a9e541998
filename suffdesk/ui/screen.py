"""What every screen of the window can be told, and what it can tell the window."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from suffdesk.core.changes import Changes
from suffdesk.core.palette import Palette
from suffdesk.ui.session import Session


class Screen(QWidget):
    """A page of the window. QActions that a screen adds to itself (``addAction``) join the command palette.

    The idle lock and closing a store call ``set_session(None)``: a screen then drops every model and row.
    """

    title = ""
    """Name in the sidebar and in the window's title."""
    guide = "first-day"
    """The page of the guide about it (``operations.guide.PAGES``)."""

    told = Signal(str)
    """A sentence for the user that needs no answer (“Copied 12 rows”), shown for some seconds."""
    asked_for = Signal(str)
    """Name of an action (ui/actions.py) that the screen wants done, such as ``import``."""
    changed = Signal(object)
    """A :class:`Changes` that the screen itself has made; the window then refreshes every screen."""
    record_asked = Signal(str, str, object)
    """Something is to be done with a record: ``add`` (an entity, and what is settled already), or ``open``, ``edit``,
    ``end``, ``remove``, ``history``, ``earlier`` and ``attach`` (an entity and an id). Of a child also
    ``move``, ``end_placement``, ``access`` and ``erase``; of several ``archive`` and ``bring_back`` (their ids); of an
    erasure ``certificate`` and ``finish`` (its number)."""
    back_wanted = Signal()
    """Back to the screen from which this one was opened."""
    search_cleared = Signal()
    """The screen no longer keeps to what was searched for, so the top bar should be empty."""

    def set_session(self, session: Session | None) -> None:
        """Show this store from now on; None: the store is closed, so keep nothing of it."""

    def set_as_at(self, day: date) -> None:
        """The as-at date has moved (``session.as_at`` is ``day`` already)."""

    def refresh(self, changes: Changes) -> None:
        """Something was written: show again what ``changes.entities`` touch."""

    def show_list(self, name: str) -> None:
        """Bring one of its lists into sight, by the name in ``ui.palette.LISTS``."""

    def set_theme(self, palette: Palette) -> None:
        """Light or dark was chosen: for what the style sheet does not reach, such as charts."""

    @property
    def height_in_sight(self) -> int:
        """Pixels that can be seen at once: of a screen that is scrolled, less than its height."""
        pages = self.parentWidget()
        around = pages.parentWidget() if pages is not None else None
        return min(self.height(), around.height()) if around is not None else self.height()

    @property
    def child_chosen(self) -> str:
        """The id of the one child that is shown or chosen here; empty for none, or for several."""
        return ""

    def search(self, text: str) -> None:
        """Quick search from the top bar; only Placements answers."""
