"""Both palettes: the same roles, readable pairs, nothing left unset, and icons that follow."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.resources import resource
from ui.icons import ROLES, Glyph, glyph_icon, icon, pixmap, status_glyph
from ui.theme import Scheme, color, font, palette, style_sheet, theme
from ui.words import words

SCHEMES = (Scheme.LIGHT, Scheme.DARK)
UI = Path(__file__).resolve().parents[2] / "ui"

WORDS = ("text", "text2", "text3")
GROUNDS = ("surface", "window", "rail", "sunken", "header", "hover", "select", "accent_tint", "demo_bg")
STATES = ("ok", "warn", "bad", "note", "mute")
READABLE = [
    *product(WORDS, GROUNDS),
    *product(("accent",), ("surface", "window", "sunken", "select", "accent_tint")),
    *product(STATES, ("surface", "select", "rail", "sunken")),
    *((state, f"{state}_bg") for state in (*STATES, "demo")),
    *(("text", f"{state}_bg") for state in STATES),
    *product(("btn_text",), ("btn", "btn_hover", "btn_pressed")),
    ("text", "pressed"),
    ("axis", "chart_bg"),
    *product(("c_actual", "c_last", "c_prorata", "c_target"), ("chart_bg",)),
]
"""Words and the grounds they stand on: at least 4.5 to 1."""
VISIBLE = [
    *product(("control", "focus"), ("surface", "window", "rail", "sunken")),
    *product(("c_4",), ("chart_bg",)),
    ("accent", "select"),
    ("tick", "bar_bg"),
    ("tick", "surface"),
]
"""Edges, marks and lines: at least 3 to 1."""


def luminance(color_: QColor) -> float:
    parts = (color_.redF(), color_.greenF(), color_.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def dress(scheme: Scheme) -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().apply(app, scheme)
    return app


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), READABLE)
def test_words_can_be_read(scheme: Scheme, front: str, back: str) -> None:
    colors = palette(scheme)
    assert contrast(colors[front], colors[back]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), VISIBLE)
def test_marks_can_be_seen(scheme: Scheme, front: str, back: str) -> None:
    colors = palette(scheme)
    assert contrast(colors[front], colors[back]) >= 3


def test_palettes_have_the_same_roles() -> None:
    assert set(palette(Scheme.LIGHT)) == set(palette(Scheme.DARK))
    for scheme in SCHEMES:
        assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in palette(scheme).values())


@pytest.mark.parametrize("scheme", SCHEMES)
def test_style_sheet_is_filled_in_and_readable(scheme: Scheme) -> None:
    sheet = style_sheet(scheme)
    assert "@" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)):
        colours = dict(re.findall(r"(?<![-\w])(background|color):\s*(#[0-9A-F]{6})", body))
        if len(colours) == 2 and "disabled" not in selector:
            assert contrast(colours["color"], colours["background"]) >= 4.5, selector.strip()


def test_small_marks_of_the_style_sheet_exist() -> None:
    for scheme in SCHEMES:
        for name in re.findall(r'url\("([^"]+)"\)', style_sheet(scheme)):
            assert Path(name).is_file(), name


def literals(function: str) -> set[tuple[str, str]]:
    """(file, first word given) of every call of a function with a literal."""
    found = set()
    for path in UI.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name == function and isinstance(node.args[0].value, str):
                    found.add((path.name, node.args[0].value))
    return found


def test_every_colour_asked_for_is_a_role() -> None:
    asked = literals("color")
    assert len(asked) > 30
    assert not {each for each in asked if each[1] not in palette(Scheme.LIGHT)}


def test_every_icon_asked_for_is_shipped() -> None:
    asked = literals("icon") | literals("ToolButton") | literals("IconMark") | literals("EmptyState")
    names = {name for _, name in asked if name}
    assert len(names) > 8
    assert not {name for name in names if not resource("icons", f"{name}.svg").is_file()}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_palette_leaves_nothing_to_the_system(qtbot: QtBot, scheme: Scheme) -> None:
    app = dress(scheme)
    ours = {QColor(value).name() for value in palette(scheme).values()}
    groups = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)
    for role in QPalette.ColorRole:
        if role in (QPalette.ColorRole.NColorRoles, QPalette.ColorRole.NoRole):
            continue
        for group in groups:
            assert app.palette().color(group, role).name() in ours, (group, role)


def test_widgets_and_icons_follow_a_change(qtbot: QtBot) -> None:
    dress(Scheme.LIGHT)
    label = words("永川区", "caption")
    qtbot.addWidget(label)
    tool = icon("lock")
    before, light = tool.pixmap(QSize(16, 16), 1.0).toImage(), color("text3").name()
    with qtbot.waitSignal(theme().changed):
        dress(Scheme.DARK)
    assert theme().dark
    assert tool.pixmap(QSize(16, 16), 1.0).toImage() != before
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == color("text3").name() != light
    dress(Scheme.LIGHT)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 2.5])
def test_icons_are_drawn_at_the_screens_ratio(qtbot: QtBot, ratio: float) -> None:
    dress(Scheme.LIGHT)
    picture = icon("lock").pixmap(QSize(16, 16), ratio)
    assert picture.width() == round(16 * ratio)
    assert picture.devicePixelRatio() == ratio
    assert pixmap("lock", "text", 16, ratio).width() == round(16 * ratio)


def test_disabled_icon_is_paler(qtbot: QtBot) -> None:
    dress(Scheme.LIGHT)
    tool = icon("lock")
    rest, off = (
        tool.pixmap(QSize(16, 16), 1.0, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    )
    darkest = [
        min((image.pixelColor(x, y).lightness() for x in range(16) for y in range(16)
             if image.pixelColor(x, y).alpha() > 200), default=255)
        for image in (rest, off)
    ]  # fmt: skip
    assert darkest[0] < darkest[1]


def drawn(kind: Glyph) -> QImage:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    status_glyph(painter, QRect(0, 0, 24, 24), kind)
    painter.end()
    return image


def test_status_shapes_differ_without_colour(qtbot: QtBot) -> None:
    dress(Scheme.LIGHT)
    shapes = {}
    for kind in Glyph:
        image = drawn(kind)
        shapes[kind] = tuple(image.pixelColor(x, y).alpha() > 127 for x in range(24) for y in range(24))
        assert any(shapes[kind]), f"{kind} draws nothing"
        tint = color(ROLES[kind]).name()
        assert any(image.pixelColor(x, y).name() == tint for x in range(24) for y in range(24)), kind
    same_shape = {(Glyph.WAITING, Glyph.PLANNED), (Glyph.CHANGED, Glyph.HALF)}
    kinds = list(Glyph)
    for at, one in enumerate(kinds):
        for other in kinds[at + 1 :]:
            if (one, other) not in same_shape:
                marks = [image_marks(one), image_marks(other)]
                assert marks[0] != marks[1], (one, other)


def image_marks(kind: Glyph) -> tuple[float, ...]:
    """The picture in grey, so that marks cut into a filled shape count."""
    image = drawn(kind)
    return tuple(
        (image.pixelColor(x, y).lightness() > 128) + 2 * (image.pixelColor(x, y).alpha() > 127)
        for x in range(24)
        for y in range(24)
    )


def test_fonts_are_shared_and_tabular(qtbot: QtBot) -> None:
    assert font(13) is font(13)
    assert font(12).pixelSize() == 12
    assert font(13).families()
    measure = QFontMetrics(font(13))
    assert len({measure.horizontalAdvance(digit * 20) for digit in "0123456789"}) == 1


def test_disabled_words_differ_from_the_rest(qtbot: QtBot) -> None:
    app = dress(Scheme.LIGHT)
    group = QPalette.ColorGroup
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        assert app.palette().color(group.Disabled, role) != app.palette().color(group.Active, role)


def test_system_scheme_is_followed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app = dress(Scheme.DARK)
    theme().apply(app, Scheme.SYSTEM)
    assert not theme().dark, "the test platform says nothing, so light"
    monkeypatch.setattr("ui.theme._system_scheme", lambda: Scheme.DARK)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme().dark
    theme().apply(app, Scheme.LIGHT)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not theme().dark, "a chosen scheme stays"


def test_glyph_icon_has_the_asked_size(qtbot: QtBot) -> None:
    dress(Scheme.LIGHT)
    assert glyph_icon(Glyph.DONE).pixmap(QSize(12, 12), 2.0).width() == 24


def test_unpolished_labels_wear_the_kind_of_type(qtbot: QtBot) -> None:
    dress(Scheme.LIGHT)
    host = QWidget()
    qtbot.addWidget(host)
    label = words("9,716", "number")
    label.setParent(host)
    label.ensurePolished()
    assert isinstance(label, QLabel)
    assert label.font().pixelSize() == 26
    assert label.font().weight() == 600
