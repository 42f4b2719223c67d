"""The right side of a person's page: what comes next, what the person counts towards, posts that fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.people.views import Counted, Post, Step
from ui.controls import Button, GlyphMark, Panel, link, plain, primary, words
from ui.icons import Glyph
from ui.words import elided

MOST_COUNTED = 9
GLYPHS = {"note": Glyph.PLANNED, "warn": Glyph.LOOK, "bad": Glyph.BAD}


class _Lines(Panel):
    """A panel whose lines are made anew each time."""

    def __init__(self, title: str) -> None:
        super().__init__(title, " ")
        self._lines: list[QWidget] = []
        self.body.setSpacing(6)

    def show_lines(self, lines: Sequence[QWidget]) -> None:
        """Show these lines in place of the ones before."""
        for old in self._lines:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = list(lines)
        for at, each in enumerate(self._lines):
            self.body.insertWidget(at, each)


def marked(glyph: Glyph, text: str, detail: str = "", role: str = "") -> QWidget:
    """A mark, words beside it, and a second line below."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    mark = QVBoxLayout()
    mark.setContentsMargins(0, 4, 0, 0)
    mark.addWidget(GlyphMark(glyph, 12))
    mark.addStretch(1)
    row.addLayout(mark)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(words(text, "body" if detail else "label", role, wrap=True))
    if detail:
        column.addWidget(words(detail, "caption"))
    row.addLayout(column, 1)
    made.setAccessibleName("，".join(each for each in (text, detail) if each))
    return made


class StepsPanel(_Lines):
    """下一步, with the two buttons: record it now, put it off."""

    record_asked = Signal()
    postpone_asked = Signal()

    def __init__(self) -> None:
        super().__init__("下一步")
        self.record: Button = primary("记回访", self.record_asked.emit, "phone")
        self.postpone: Button = plain("改日期", self.postpone_asked.emit)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.record)
        row.addWidget(self.postpone)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_data(self, steps: Sequence[Step], *, can_plan: bool, alive: bool) -> None:
        """Show what is to be done; the buttons only where they do something."""
        lines = [marked(GLYPHS.get(each.light, Glyph.PLANNED), each.title, each.detail) for each in steps]
        if not lines:
            lines = [words("没有要做的。", "secondary")]
        self.show_lines(lines)
        self.record.setVisible(alive)
        self.postpone.setVisible(alive and can_plan)


class CountedPanel(_Lines):
    """计入哪些数, and why not where not."""

    def __init__(self) -> None:
        super().__init__("计入哪些数")

    def show_data(self, counted: Sequence[Counted]) -> None:
        """Show the figures, those that count first."""
        shown = list(counted[:MOST_COUNTED])
        lines = [
            marked(Glyph.DONE if each.counts else Glyph.SAME, each.text, role="" if each.counts else "text2")
            for each in shown
        ]
        if len(counted) > len(shown):
            lines.append(words(f"另有 {len(counted) - len(shown)} 个", "caption"))
        self.show_lines(lines or [words("还没有计入任何数。", "secondary")])


class PostsPanel(_Lines):
    """合适的岗位: the best three, and a door to all of them."""

    opened = Signal(str, int)
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__("合适的岗位")
        self.note.hide()
        self._all = link("", self.all_asked.emit, small=True)
        self.head.addWidget(self._all)

    def show_data(self, posts: Sequence[Post], whole: int) -> None:
        """Show posts; nobody who has work is shown any."""
        self.show_lines([self._line(each) for each in posts] or [words("没有合适的在招岗位。", "secondary")])
        self._all.setText(f"全部 {whole:,} 个 ›")
        self._all.updateGeometry()
        self._all.setVisible(whole > 0)

    def _line(self, post: Post) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        title = link(post.title, lambda: self.opened.emit(post.section, post.row), role="text")
        title.setMaximumWidth(226)
        title.setToolTip(post.title)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(elided(post.employer, "caption"))
        return made
