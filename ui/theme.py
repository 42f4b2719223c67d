"""Colours by role, fonts by size, and the one style sheet; all of it follows the light or dark scheme.

Code names a role ("text2", "warn_bg") and never a colour. The two palettes lie in
`resources/theme/*.toml`, the style sheet in `resources/style.qss` with `@role` in place of colours.
"""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from core.resources import read_toml, resource

REGULAR = 400
STRONG = 600

_SHIPPED = ("NotoSansSC-Regular.ttf", "NotoSansSC-SemiBold.ttf", "HanaMinA.ttf")
_WINDOWS = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans SC", "HanaMinA")
_OTHERS = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "HanaMinA")

_ACTIVE: dict[QPalette.ColorRole, str] = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "header",
    QPalette.ColorRole.Mid: "line_strong",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "control",
    QPalette.ColorRole.Highlight: "select",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Accent: "btn",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
}
_DISABLED: dict[QPalette.ColorRole, str] = {
    QPalette.ColorRole.WindowText: "disabled",
    QPalette.ColorRole.Text: "disabled",
    QPalette.ColorRole.ButtonText: "disabled",
    QPalette.ColorRole.PlaceholderText: "disabled",
    QPalette.ColorRole.HighlightedText: "disabled",
    QPalette.ColorRole.Link: "disabled",
    QPalette.ColorRole.LinkVisited: "disabled",
    QPalette.ColorRole.Base: "sunken",
    QPalette.ColorRole.Button: "sunken",
    QPalette.ColorRole.Highlight: "line",
    QPalette.ColorRole.Accent: "disabled",
}


class Scheme(StrEnum):
    """Which palette to show."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"
    """As the desktop says; light where it says nothing."""


class Theme(QObject):
    """The palette in force. One instance per program: `theme()`.

    `changed` comes after palette and style sheet stand; whoever keeps a colour, a pixmap or a plot of
    its own builds it anew then. Widgets that ask for colours while painting need do nothing.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = Scheme.LIGHT
        self._shown = Scheme.LIGHT
        self._following = False
        self._colors = {name: QColor(value) for name, value in palette(Scheme.LIGHT).items()}

    @property
    def dark(self) -> bool:
        """True when the dark palette is shown."""
        return self._shown is Scheme.DARK

    @property
    def mode(self) -> Scheme:
        """What was asked for, which may be "as the system"."""
        return self._mode

    def color(self, role: str) -> QColor:
        """The colour of a role. Do not change the returned value.

        Raises:
            KeyError: for a role that look and palettes do not know.
        """
        return self._colors[role]

    def apply(self, app: QApplication, scheme: Scheme | str = Scheme.SYSTEM) -> None:
        """Dress the program: Fusion, palette, style sheet, base font. May be called again."""
        self._mode = Scheme(scheme)
        if not self._following:
            app.setStyle(QStyleFactory.create("Fusion"))
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
            self._following = True
        hints = app.styleHints()
        if self._mode is Scheme.SYSTEM:
            hints.unsetColorScheme()
            self._show(app, _system_scheme())
            return
        self._show(app, self._mode)
        wanted = Qt.ColorScheme.Dark if self._mode is Scheme.DARK else Qt.ColorScheme.Light
        hints.setColorScheme(wanted)

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self._mode is Scheme.SYSTEM and isinstance(app, QApplication):
            self._show(app, _system_scheme())

    def _show(self, app: QApplication, scheme: Scheme) -> None:
        self._shown = scheme
        self._colors = {name: QColor(value) for name, value in palette(scheme).items()}
        app.setFont(font(13))
        app.setPalette(self._palette())
        app.setStyleSheet(style_sheet(scheme))
        self.changed.emit()

    def _palette(self) -> QPalette:
        made = QPalette()
        for role, name in _ACTIVE.items():
            made.setColor(role, self._colors[name])
        for role, name in _DISABLED.items():
            made.setColor(QPalette.ColorGroup.Disabled, role, self._colors[name])
        return made


@cache
def theme() -> Theme:
    """The program's one theme."""
    return Theme()


def color(role: str) -> QColor:
    """The colour of a role in the palette in force."""
    return theme().color(role)


@cache
def palette(scheme: Scheme) -> dict[str, str]:
    """Role → "#RRGGBB" of the light or the dark palette."""
    table = read_toml(resource("theme", f"{scheme}.toml"))
    return {str(role): str(value) for role, value in table["roles"].items()}


@cache
def style_sheet(scheme: Scheme) -> str:
    """The style sheet with this palette's colours and its folder of small marks filled in."""
    colors = palette(scheme)
    folder = resource("theme", str(scheme)).as_posix()
    text = resource("style.qss").read_text("utf-8").replace("@folder", folder)
    return re.sub(r"@([a-z][a-z0-9_]*)", lambda found: colors[found.group(1)], text)


@cache
def families() -> tuple[str, ...]:
    """Screen families in order, the shipped ones last; loads those on first use."""
    for name in _SHIPPED:
        path = resource("fonts", name)
        if path.is_file():
            QFontDatabase.addApplicationFont(str(path))
    wanted = _WINDOWS if sys.platform == "win32" else _OTHERS
    known = set(QFontDatabase.families())
    return tuple(each for each in wanted if each in known) or wanted


@cache
def font(px: int = 13, weight: int = REGULAR) -> QFont:
    """The font of this size in logical pixels, with tabular figures. Shared: copy before changing it."""
    made = QFont()
    made.setFamilies(list(families()))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _system_scheme() -> Scheme:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT
