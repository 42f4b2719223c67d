"""Buttons, segments and tabs. None of them stretches; each is at least as wide as its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QTabBar,
    QToolButton,
    QWidget,
)

from ui.icons import icon, paint_icon
from ui.theme import REGULAR, STRONG, color, font

ButtonKind = Literal["primary", "plain", "danger", "link"]

_ICON = 16
_ICON_GAP = 6
_PADDING = {"primary": 13, "plain": 13, "danger": 13, "link": 3}


def text_width(text: str, px: int = 13, weight: int = REGULAR) -> int:
    """Width of the words in logical pixels; `&` of a mnemonic is not counted."""
    return QFontMetrics(font(px, weight)).horizontalAdvance(text.replace("&", ""))


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()


class Button(QPushButton):
    """A push button of 28 px that is never squeezed: primary, plain, danger or link.

    `act` is called on a click. Words alone, or an icon left of them.
    """

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "plain",
        act: Callable[[], object] | None = None,
        symbol: str = "",
        role: str = "",
        px: int = 13,
        weight: int = REGULAR,
    ) -> None:
        super().__init__(text)
        self._kind = kind
        self._symbol = symbol
        self._px = px
        self.setProperty("kind", kind)
        if role:
            self.setProperty("role", role)
        self.setFont(font(px, weight))
        self.setFixedHeight(28 if px == 13 else 22)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if act is not None:
            self.clicked.connect(lambda *_: act())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, never another one of the dialog."""
        if _is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        wide = text_width(self.text(), self._px, self.font().weight()) + 2 * _PADDING[self._kind] + 2
        if self._symbol:
            wide += _ICON + _ICON_GAP
        return QSize(wide, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _icon_role(self) -> str:
        if not self.isEnabled():
            return "disabled"
        return {"primary": "btn_text", "link": "accent"}.get(self._kind, "text2")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._symbol:
            self._paint_with_icon()
        else:
            super().paintEvent(event)
        if self.hasFocus() and self._kind == "primary":
            self._paint_ring()

    def _paint_with_icon(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = self.text()
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        wide = _ICON + _ICON_GAP + text_width(words, self._px)
        left = 3 if self._kind == "link" else max(4, (self.width() - wide) // 2)
        top = (self.height() - _ICON) // 2
        paint_icon(painter, QRect(left, top, _ICON, _ICON), self._symbol, self._icon_role())
        role = {"primary": "btn_text", "link": "accent", "danger": "bad"}.get(self._kind, "text")
        painter.setPen(color(role if self.isEnabled() else "disabled"))
        painter.setFont(self.font())
        room = QRect(left + _ICON + _ICON_GAP, 0, self.width(), self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def _paint_ring(self) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("surface"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 3, 3)
        painter.setPen(QPen(color("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


def primary(text: str, act: Callable[[], object] | None = None, symbol: str = "") -> Button:
    """The one main action of its area."""
    return Button(text, "primary", act, symbol)


def plain(text: str, act: Callable[[], object] | None = None, symbol: str = "") -> Button:
    """Any other action."""
    return Button(text, "plain", act, symbol)


def danger(text: str, act: Callable[[], object] | None = None, symbol: str = "") -> Button:
    """An action that takes something away."""
    return Button(text, "danger", act, symbol)


def link(
    text: str,
    act: Callable[[], object] | None = None,
    symbol: str = "",
    *,
    small: bool = False,
    role: str = "",
    strong: bool = False,
) -> Button:
    """A quiet action in link style."""
    return Button(text, "link", act, symbol, role, 12 if small else 13, STRONG if strong else REGULAR)


class ToolButton(QToolButton):
    """A tool of 28 px: icon and word, or icon alone with tooltip and accessible name."""

    def __init__(
        self,
        symbol: str,
        text: str = "",
        name: str = "",
        act: Callable[[], object] | None = None,
        shortcut: str = "",
        size: int = 16,
    ) -> None:
        """`name` is the accessible name and tooltip; needed where `text` is empty."""
        super().__init__()
        called = name or text
        self.setIcon(icon(symbol, size=size))
        self.setIconSize(QSize(size, size))
        self.setText(text)
        self.setFont(font(13))
        self.setAccessibleName(called)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(style)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        if not text:
            self.setProperty("place", "icon")
        if not text or shortcut:
            keys = shortcut.replace("Left", "←").replace("Right", "→")
            self.setToolTip(f"{called}（{keys}）" if keys else called)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
        if act is not None:
            self.clicked.connect(lambda *_: act())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as it does the other buttons."""
        if _is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(28, 28)
        wide = text_width(self.text(), self.font().pixelSize(), self.font().weight())
        return QSize(wide + 14 + self.iconSize().width() + _ICON_GAP, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Segments(QWidget):
    """A few choices side by side, one of them chosen; `chosen` carries its key."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], current: str = "", name: str = "") -> None:
        """`choices` are (key, words); `name` is what a screen reader says of the whole."""
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        row.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for key, text in choices:
            self._add(row, key, text)
        self.choose(current or choices[0][0])

    def _add(self, row: QHBoxLayout, key: str, text: str) -> None:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("place", "segment")
        button.setFont(font(13))
        button.setFixedSize(text_width(text) + 24, 24)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda *_: self.chosen.emit(key))
        self._group.addButton(button)
        self._buttons[key] = button
        row.addWidget(button)

    @property
    def current(self) -> str:
        """Key of the chosen one."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without a signal."""
        self._buttons[key].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("line_strong"))
        painter.setBrush(color("header"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class CountTabs(QTabBar):
    """Tabs of 34 px with counts: `chosen` carries the key of the tab the clerk went to."""

    chosen = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFixedHeight(34)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._counts: list[str] = []
        self.currentChanged.connect(lambda at: self.chosen.emit(self.key(at)) if at >= 0 else None)

    def set_tabs(self, tabs: Iterable[tuple[str, str, int | None]], current: str = "") -> None:
        """Replace all tabs: (key, words, count or None). Emits nothing."""
        kept = current or self.current
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._counts = []
        for key, text, count in tabs:
            self._counts.append("" if count is None else f"{count:,}")
            at = self.addTab(text)
            self.setTabData(at, key)
            self.setAccessibleTabName(at, f"{text} {self._counts[-1]}".strip())
            if key == kept:
                self.setCurrentIndex(at)
        self.blockSignals(False)
        self.updateGeometry()
        self.update()

    def set_count(self, key: str, count: int | None) -> None:
        """Change one tab's count."""
        for at in range(self.count()):
            if self.tabData(at) == key:
                self._counts[at] = "" if count is None else f"{count:,}"
                self.setAccessibleTabName(at, f"{self.tabText(at)} {self._counts[at]}".strip())
                self.setTabText(at, self.tabText(at))
        self.updateGeometry()
        self.update()

    def key(self, at: int) -> str:
        """Key of the tab at a position."""
        return str(self.tabData(at) or "")

    @property
    def current(self) -> str:
        """Key of the current tab."""
        return self.key(self.currentIndex())

    def tabSizeHint(self, index: int) -> QSize:
        wide = text_width(self.tabText(index), 13, STRONG) + 22
        if index < len(self._counts) and self._counts[index]:
            wide += 5 + text_width(self._counts[index], 12)
        return QSize(wide, 34)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        for at in range(self.count()):
            self._paint_tab(painter, at, self.tabRect(at))

    def _paint_tab(self, painter: QPainter, at: int, box: QRect) -> None:
        here = at == self.currentIndex()
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        weight = STRONG if here else REGULAR
        hovered = box.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
        painter.setFont(font(13, weight))
        painter.setPen(color("text" if here or hovered else "text2"))
        inner = box.adjusted(11, 0, -11, 0)
        painter.drawText(inner, int(left), self.tabText(at))
        if self._counts[at]:
            painter.setFont(font(12))
            painter.setPen(color("text3"))
            inner.setLeft(inner.left() + text_width(self.tabText(at), 13, weight) + 5)
            painter.drawText(inner, int(left), self._counts[at])
        if here:
            painter.fillRect(box.left() + 11, box.bottom() - 1, box.width() - 22, 2, color("accent"))
            if self.hasFocus():
                painter.setPen(QPen(color("focus"), 2))
                painter.drawRect(box.adjusted(5, 4, -5, -4))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverLeave, QEvent.Type.MouseMove):
            self.update()
        return super().event(event)
