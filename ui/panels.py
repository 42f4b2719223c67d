"""What pages are laid out with: page head, panels, strips and the empty state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import ToolButton, link
from ui.chips import GlyphMark, IconMark
from ui.icons import Glyph
from ui.theme import color
from ui.words import elided, ground, line, words


class Panel(QWidget):
    """A white sheet with a 1 px edge and corners of 6. Put things into `body`; `head` holds the title row.

    The edge is painted here and the layout keeps 1 px off it, because a style sheet's border would be
    painted over by a child that fills the panel.
    """

    def __init__(self, title: str = "", note: str = "", margin: int = 14) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(margin, 10 if title else margin, margin, margin)
        outer.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = words(title, "section")
        self.note = words(note, "label")
        if title:
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.head.addWidget(self.note)
            outer.addLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        outer.addLayout(self.body, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("line"))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


_WITH_TITLE = 640
"""Below this width of the window its one bar shows the page's name."""
_EDGES = 44
"""Margins and gaps of a page head."""
_SHORTEST = 56
"""Less room than this says nothing after the title."""


class PageHead(QWidget):
    """The 44 px head of a page: way back, title, detail, and `tools` at the right."""

    back = Signal()

    def __init__(self, title: str, detail: str = "", parent_title: str = "") -> None:
        """With `parent_title` the head begins with an arrow and that word; both emit `back`."""
        super().__init__()
        self._way_back = bool(parent_title)
        self.setFixedHeight(44)
        ground(self, "surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QWidget()  # a layout of fixed heights would not fill the head, a widget does
        row = QHBoxLayout(inner)
        row.setContentsMargins(16 if not parent_title else 8, 0, 12, 0)
        row.setSpacing(8)
        if parent_title:
            row.addWidget(ToolButton("arrow-left", name="返回", act=self.back.emit, shortcut="Alt+Left"))
            self._parent = link(parent_title, self.back.emit)
            row.addWidget(self._parent)
            row.addWidget(words("/", "detail"))
        self.title = words(title, "page")
        self.detail = elided(detail, "detail")
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title)
        row.addWidget(self.detail)
        row.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(8)
        row.addLayout(self.tools)
        outer.addWidget(inner, 1)
        outer.addWidget(line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_title()
        self.detail.setVisible(self._way_back or (not self.title.isHidden() and self._room() >= _SHORTEST))

    def event(self, event: QEvent) -> bool:
        """Tools that come and go make and take room."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._show_title()
        return super().event(event)

    def _show_title(self) -> None:
        self.title.setVisible(self._way_back or (self.window().width() >= _WITH_TITLE and self._room() >= 0))
        if self._room() < _SHORTEST and not self._way_back:
            self.detail.hide()

    def _room(self) -> int:
        """What title and tools leave of the width."""
        return self.width() - self.title.sizeHint().width() - self.tools.minimumSize().width() - _EDGES

    def say_parent(self, text: str) -> None:
        """Change the word that leads back; only where the head has one."""
        self._parent.setText(text)
        self._parent.updateGeometry()

    def set_detail(self, text: str) -> None:
        """Change the words after the title."""
        self.detail.setText(text)


class Strip(QWidget):
    """A line over a page that says something and offers actions in `tools`.

    Kinds: note, bad, warn, ok, demo, mute.
    """

    def __init__(self, text: str = "", kind: str = "note", glyph: Glyph | str = "", height: int = 36) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedHeight(height)
        shapes = {"bad": Glyph.BAD, "warn": Glyph.LOOK, "ok": Glyph.DONE, "mute": Glyph.DRAFT}
        self._mark = GlyphMark(glyph or shapes.get(kind, Glyph.CHANGED), 12)
        self._words = words(text, "body")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self._words)
        row.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(6)
        row.addLayout(self.tools)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """What the strip says."""
        return self._words.text()

    def say(self, text: str, kind: str = "", glyph: Glyph | str = "") -> None:
        """Say something else."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self._kind = kind or self._kind
        if glyph:
            self._mark.show_kind(glyph)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        QPainter(self).fillRect(self.rect(), color(f"{self._kind}_bg"))


class Notice(QWidget):
    """A boxed sentence inside a dialog or panel: sunken ground, hairline, glyph and words."""

    def __init__(self, text: str, glyph: Glyph | str = Glyph.DONE, ground_role: str = "sunken") -> None:
        super().__init__()
        self._ground = ground_role
        self.mark = GlyphMark(glyph, 12)
        self.label = words(text, "label", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 7, 9, 7)
        row.setSpacing(8)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.label, 1)
        self.setAccessibleName(text)

    def say(self, text: str, glyph: Glyph | str) -> None:
        """Say something else."""
        self.label.setText(text)
        self.mark.show_kind(glyph)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("line"))
        painter.setBrush(color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class EmptyState(QWidget):
    """Icon of 36, one sentence that nothing is there, up to two that help, at most three buttons."""

    def __init__(self, symbol: str, sentence: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__()
        ground(self, "surface")
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addStretch(2)
        if symbol:
            column.addWidget(IconMark(symbol, "text2", 36), 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(14)
        self.sentence = words(sentence, "page")
        column.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        self._hints = [words(hint, "secondary") for hint in hints]
        for label in self._hints:
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(20)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._actions.addStretch(1)
        self._actions.addStretch(1)
        column.addLayout(self._actions)
        column.addStretch(3)

    def say(self, sentence: str, *hints: str) -> None:
        """Say something else, with at most as many hints as there were at first."""
        self.sentence.setText(sentence)
        for label, hint in zip(self._hints, hints, strict=False):
            label.setText(hint)

    def add_action(self, button: QPushButton) -> None:
        """Add a button, the likeliest first."""
        self._actions.insertWidget(self._actions.count() - 1, button)


def enter_follows(written: QLineEdit, action: QPushButton, refuse: QPushButton) -> None:
    """Enter refuses to take something away, until what the dialog asks for is written: that is meant."""

    def settle(text: str) -> None:
        (action if text.strip() else refuse).setDefault(True)

    written.textChanged.connect(settle)
    settle(written.text())


def dialog_foot(
    helpers: tuple[QWidget, ...], actions: tuple[QWidget, ...], explain: QWidget | None = None
) -> QHBoxLayout:
    """The last row of a dialog: helpers at the left, then the actions with 取消 last."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for helper in helpers:
        row.addWidget(helper)
    row.addStretch(1)
    if explain is not None:
        row.addWidget(explain)
        row.addSpacing(10)
    for action in actions:
        row.addWidget(action)
    return row
