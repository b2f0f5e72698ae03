"""The look of the whole program: which theme is on, its colours, fonts and measures."""

import re
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from flux_desktop import resources
from flux_desktop.ui.theme.icons import Icons
from flux_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

Choice = Literal["auto", "dark", "light"]
FontRole = Literal["caption", "body", "prompt", "button", "section", "title", "page"]

STYLE_OPTIONS = ("-style", "Fusion")
"""For the command line of ``QApplication``. What ``setStyle`` answers makes PySide learn all about styles, 4 ms."""

BASE_PX = 13
"""The font size, in pixels, that every measure of the design is written for."""

_FONTS: dict[str, tuple[int, bool]] = {
    "caption": (12, False),
    "body": (13, False),
    "prompt": (14, False),
    "button": (15, True),
    "section": (13, True),
    "title": (16, True),
    "page": (24, True),
}
_TOKEN = re.compile(r"@([a-z]+[0-9]?)\b")
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)dp\b")


_NO_CHOICE = "Sans Serif"
_GOOD_FAMILIES = ("Inter", "Cantarell", "Noto Sans")


class Theme(QObject):
    """The theme of an application made with ``STYLE_OPTIONS``; ``changed`` tells those who paint by themselves.

    Measures scale with the font: ``px(72)`` is 72 pixels when the text is 13 pixels high, and 144 when it is 26.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._system_font = _font_of(app)
        self._choice: Choice = "auto"
        self._text_percent = 100
        self._desktop_is_dark: bool | None = None
        self.tokens: Tokens = LIGHT
        self.base_px = BASE_PX
        self.icons = Icons(self.colour)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def choice(self) -> Choice:
        return self._choice

    def apply(self, choice: Choice, text_percent: int = 100) -> None:
        """Show the program in this theme, with text this large (100 to 200 % of the system's size)."""
        self._choice = choice
        self._text_percent = text_percent
        self._tell_qt()
        self._refresh()

    def ask_desktop(self) -> None:
        """Where Qt does not know whether the desktop is dark, ask the desktop itself. Call it after the first paint."""
        if self._app.styleHints().colorScheme() is not Qt.ColorScheme.Unknown:
            return
        from flux_desktop.ui.theme.desktop_portal import DesktopPortal  # D-Bus after the first paint

        portal = DesktopPortal(self)
        portal.scheme_told.connect(self._desktop_told)
        portal.ask()

    def px(self, measure: float) -> int:
        """A measure of the design in pixels at the present text size."""
        return round(measure * self.base_px / BASE_PX)

    def colour(self, role: str) -> QColor:
        """The present colour of a role, by its name in ``Tokens``."""
        return QColor(getattr(self.tokens, role))

    def font(self, role: FontRole, *, semibold: bool | None = None, tabular: bool = False) -> QFont:
        """The font of a role. ``tabular`` gives all digits one width, for numbers that change."""
        size, bold = _FONTS[role]
        font = QFont(self._system_font)
        font.setPixelSize(self.px(size))
        if bold if semibold is None else semibold:
            font.setWeight(QFont.Weight.DemiBold)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def styled(self, template: str) -> str:
        """A style sheet with ``@token`` and ``12dp`` put in."""
        values = {**self.tokens._asdict(), "styles": resources.path("styles").as_posix()}
        sheet = _TOKEN.sub(lambda match: values[match[1]], template)
        return _MEASURE.sub(lambda match: f"{self._scaled(float(match[1]))}px", sheet)

    def _scaled(self, measure: float) -> int:
        # Hairlines stay hairlines at any text size.
        return int(measure) if abs(measure) <= 1 else self.px(measure)

    def _tell_qt(self) -> None:
        hints = self._app.styleHints()
        if self._choice == "auto":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self._choice == "dark" else Qt.ColorScheme.Light)

    def _follow_system(self) -> None:
        if self._choice == "auto":
            # Qt is in the middle of telling every widget; our own palette goes on after it.
            QTimer.singleShot(0, self, self._refresh)

    def _desktop_told(self, is_dark: bool) -> None:  # a slot
        self._desktop_is_dark = is_dark
        self._refresh()

    def _wanted(self) -> Tokens:
        if self._choice != "auto":
            return DARK if self._choice == "dark" else LIGHT
        scheme = self._app.styleHints().colorScheme()
        if scheme is Qt.ColorScheme.Unknown:
            return DARK if self._desktop_is_dark else LIGHT
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _refresh(self) -> None:
        tokens, base_px = self._wanted(), self._wanted_base_px()
        if self._app.styleSheet() and tokens is self.tokens and base_px == self.base_px:
            return
        self.tokens, self.base_px = tokens, base_px
        self._app.setFont(self.font("body"))
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(self.styled(_templates()))
        self.changed.emit()

    def _wanted_base_px(self) -> int:
        system_px = QFontInfo(self._system_font).pixelSize()
        return round(max(BASE_PX, system_px) * self._text_percent / 100)


def _font_of(app: QApplication) -> QFont:
    """The font of the desktop; where no desktop has chosen one, the first that is there of a few that read well."""
    font = QFont(app.font())
    if font.family() == _NO_CHOICE:
        font.setFamilies([*_GOOD_FAMILIES, _NO_CHOICE])
    return font


def palette(tokens: Tokens) -> QPalette:
    """The tokens as a palette, for whatever no style sheet reaches: native dialogs, menus, rubber bands."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.panel,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.err,
        role.ToolTipBase: tokens.popover,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.fill,
        role.HighlightedText: tokens.onfill,
        role.Accent: tokens.fill,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.hover,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.control,
        role.Shadow: tokens.line,
    }
    result = QPalette()
    for which, colour in colours.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text3))
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.line))
    return result


def _templates() -> str:
    base = resources.path("styles/base.qss")
    others = sorted(path for path in base.parent.glob("*.qss") if path != base)
    return "\n".join(path.read_text(encoding="utf-8") for path in (base, *others))
