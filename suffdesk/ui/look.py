"""Appearance and text size, as menu actions."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from suffdesk.ui.settings import TEXT_SIZES, Scheme, Settings
from suffdesk.ui.theme import Theme


class Look:
    """Changes the theme and remembers it."""

    def __init__(self, theme: Theme, settings: Settings) -> None:
        self._theme, self._settings = theme, settings

    def system(self) -> None:
        """Follow the platform."""
        self._scheme("system")

    def light(self) -> None:
        self._scheme("light")

    def dark(self) -> None:
        self._scheme("dark")

    def larger(self) -> None:
        """The next text size up."""
        self._size(next((size for size in TEXT_SIZES if size > self._theme.text_size), TEXT_SIZES[-1]))

    def smaller(self) -> None:
        """The next text size down."""
        self._size(next((size for size in reversed(TEXT_SIZES) if size < self._theme.text_size), TEXT_SIZES[0]))

    def usual(self) -> None:
        self._size(100)

    def show_in(self, actions: Mapping[str, QAction]) -> None:
        """Tick the appearance that holds."""
        actions[f"scheme_{self._theme.scheme}"].setChecked(True)

    def _scheme(self, scheme: Scheme) -> None:
        self._settings.scheme = scheme
        self._theme.set_scheme(scheme)

    def _size(self, percent: int) -> None:
        self._settings.text_size = percent
        self._theme.set_text_size(percent)
