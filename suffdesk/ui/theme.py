"""Light, dark and the platform's own wish; text size. Everything visible is made from core/palette.py."""

import sys
from dataclasses import replace
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from suffdesk.core.palette import DARK, LIGHT, Palette
from suffdesk.core.paths import cache_dir, resource
from suffdesk.ui import icons
from suffdesk.ui.plain_text import PlainTextStyle
from suffdesk.ui.settings import Scheme

FAMILY = "Source Sans Pro"
_FONTS = ("Regular", "Semibold", "Bold", "It")
_POINTS = 13.0 if sys.platform == "darwin" else 10.0
"""Usual text: 13 pixels at the platform's usual density."""
_SIZES = {"small": 0.9, "usual": 1.0, "heading": 1.05, "large": 1.25, "title": 1.6, "figure": 2.0}


def load_fonts() -> None:
    """Make the program's font known to Qt; a font that cannot be read leaves the platform's own."""
    for style in _FONTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"SourceSansPro-{style}.ttf")))


def ui_font(scale: float = 1.0) -> QFont:
    """The program's font with figures of one width, so that columns of numbers stand straight."""
    font = QFont(FAMILY)
    font.setPointSizeF(_POINTS * scale)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def wants_contrast() -> bool:
    """Whether the platform asks for high contrast (Qt 6.10 and later know)."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def with_contrast(palette: Palette) -> Palette:
    """The same theme with every quiet line and word at full strength."""
    ink = palette.ink
    return replace(palette, muted=ink, line=ink, outline=ink, on_sidebar_muted=palette.on_sidebar)


class Theme(QObject):
    """How the program looks now. ``changed`` carries the palette after every change of it."""

    changed = Signal(object)

    def __init__(self, application: QApplication, scheme: Scheme = "system", text_size: int = 100) -> None:
        super().__init__(application)
        self._application = application
        self._scheme: Scheme = scheme
        self._text_size = text_size
        self.palette = LIGHT
        application.setStyle(PlainTextStyle("Fusion"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._platform_changed)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or whatever the platform says, now and later."""
        self._scheme = scheme
        self._apply()

    @property
    def text_size(self) -> int:
        return self._text_size

    def set_text_size(self, percent: int) -> None:
        """Scale every text."""
        self._text_size = percent
        self._apply()

    def _platform_changed(self) -> None:
        if self._scheme == "system":
            self._apply()

    def _chosen(self) -> Palette:
        hints = QGuiApplication.styleHints()
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        hints.blockSignals(True)  # it tells of the change that we are just making
        hints.setColorScheme(wanted[self._scheme])
        hints.blockSignals(False)
        dark = self._scheme == "dark" or (self._scheme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
        palette = DARK if dark else LIGHT
        return with_contrast(palette) if wants_contrast() else palette

    def _apply(self) -> None:
        self.palette = self._chosen()
        scale = self._text_size / 100
        self._application.setFont(ui_font(scale))
        self._application.setPalette(qt_palette(self.palette))
        self._application.setStyleSheet(style_sheet(self.palette, scale))
        self.changed.emit(self.palette)


def shown_palette() -> Palette:
    """The palette of the theme in use, for what is made now and thrown away soon."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def qt_palette(palette: Palette) -> QPalette:
    """The theme for what Qt draws without the style sheet."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, colour in {
        role.Window: palette.ground,
        role.WindowText: palette.ink,
        role.Base: palette.panel,
        role.AlternateBase: palette.ground,
        role.Text: palette.ink,
        role.Button: palette.panel,
        role.ButtonText: palette.ink,
        role.ToolTipBase: palette.panel,
        role.ToolTipText: palette.ink,
        role.PlaceholderText: palette.muted,
        role.Highlight: palette.selection,
        role.HighlightedText: palette.ink,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Accent: palette.accent,
        role.Light: palette.panel,
        role.Midlight: palette.line,
        role.Mid: palette.line,
        role.Dark: palette.outline,
        role.Shadow: palette.line,
    }.items():
        made.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(palette.outline))
    return made


def style_sheet(palette: Palette, scale: float = 1.0) -> str:
    """resources/styles/suffdesk.qss with the values of a theme and text sizes in points."""
    template = Template(resource("styles", "suffdesk.qss").read_text(encoding="utf-8"))
    colours = {name: getattr(palette, name) for name in palette.__slots__ if isinstance(getattr(palette, name), str)}
    sizes = {f"{name}_text": f"{_POINTS * factor * scale:.2f}pt" for name, factor in _SIZES.items()}
    pictures = {
        "picture_down": _picture("chevron-down", palette.muted),
        "picture_up": _picture("chevron-up", palette.muted),
        "picture_check": _picture("check", palette.on_accent),
        "picture_dash": _picture("dash", palette.on_accent),
        "picture_dot": _picture("dot", palette.on_accent),
    }
    return template.substitute(colours | sizes | pictures)


def _picture(name: str, colour: str) -> str:
    """Path of an icon as a file, which style sheets need; kept in the user's cache."""
    path = cache_dir() / "pictures" / f"{name}-{colour[1:]}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        icons.pixmap(name, colour, 32).save(str(path))
    return path.as_posix()
