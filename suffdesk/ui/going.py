"""Going to the page of a record, and back to where one came from."""

from typing import TYPE_CHECKING, cast

from suffdesk.ui.entering import PAGES

if TYPE_CHECKING:
    from suffdesk.ui.main_window import MainWindow
    from suffdesk.ui.records.page import RecordPage

_FARTHEST = 100
"""Steps that can be gone back."""


class Going:
    """Keeps the way back: screens by name, records by entity and id."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._way: list[tuple[str, str]] = []
        self._on_the_way = False

    def show(self, entity: str, row_id: str) -> None:
        """Show the page of a record; Back returns to what is shown now."""
        here = self._here()
        if here == (entity, row_id):
            return
        if here is not None:
            self._note(here)
        self._open(entity, row_id)

    def leave(self, name: str) -> None:
        """A screen is about to be shown: Back returns to what is shown now, unless this is a step back itself."""
        here = self._here()
        if here is not None and here[0] != name and not self._on_the_way:
            self._note(here)

    def _note(self, step: tuple[str, str]) -> None:
        if step not in self._way[-1:]:
            self._way = [*self._way[1 - _FARTHEST :], step]

    def back(self) -> None:
        """To what was shown before; from a page that nothing was shown before, to Placements."""
        here = self._here()
        if not self._way and here is not None and here[0] not in PAGES:
            return
        name, row_id = self._way.pop() if self._way else ("placements", "")
        if name in PAGES:
            self._open(name, row_id)
        else:
            self._go(name)

    def forget(self, entity: str, row_id: str) -> None:
        """A record was removed: leave its page, and do not come back to it."""
        shown = self._here() == (entity, row_id)
        self._way = [step for step in self._way if step != (entity, row_id)]
        if shown:
            self.back()

    def start_again(self, name: str) -> str:
        """Another store: there is no way back, and no page of a record. Returns the screen to show."""
        self._way.clear()
        return "placements" if name in PAGES else name

    def _here(self) -> tuple[str, str] | None:
        name = self._window.current_name
        screen = self._window.screen_shown
        if screen is None:
            return None
        return (name, cast("RecordPage", screen).row_id) if name in PAGES else (name, "")

    def _go(self, name: str) -> None:
        self._on_the_way = True
        try:
            self._window.go(name)
        finally:
            self._on_the_way = False

    def _open(self, entity: str, row_id: str) -> None:
        self._go(entity)
        page = cast("RecordPage", self._window.screen_shown)
        page.show_record(row_id)
        page.back.setFocus()
