"""The form of one row: what is wrong, its fields in groups, and what it counts towards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.problems import Severity
from core.section import Section
from core.views import RowState
from ui.controls import GlyphMark, Strip, ToolButton, ground, line, link, text_width, words
from ui.editors import EntryMaker, LineEntry
from ui.evidence_box import EvidenceBox
from ui.form_fields import FieldGroups
from ui.icons import Glyph
from ui.painting import paint_panel
from ui.row_edit import RowEdit
from ui.theme import STRONG, font

WIDTH = 344
NARROW_WIDTH = 320
HEAD = 40
STRIP = 28
FOOT = 32
HEAD_TOOLS = 172
"""What the head holds beside the words: four buttons and the margins."""
WIDEST = 720
"""Where the form takes the table's place it still grows no wider than this."""


class RecordForm(QFrame):
    """Panel at the right of the table, or in its place. It shows and feeds a `RowEdit`."""

    step_asked = Signal(int)
    """The row above (−1) or below (1)."""
    close_asked = Signal()
    history_asked = Signal()
    void_asked = Signal()
    reveal_asked = Signal(str)
    """Key of the masked field that is to be shown whole."""
    left = Signal()
    """Enter on the last field: the row is done."""

    def __init__(
        self, section: Section, edit: RowEdit, make_entry: EntryMaker, today: Callable[[], date]
    ) -> None:
        super().__init__()
        self.section = section
        self.edit = edit
        self._today = today
        self._name = ""
        self.read_only = False
        self.setObjectName("recordForm")
        self.setAccessibleName(f"{section.title}，本行")
        ground(self, "surface")
        self.fields = FieldGroups(section, make_entry)
        self.strip = Strip("", "bad", height=STRIP)
        for label in cast("list[QLabel]", self.strip.findChildren(QLabel)):
            label.setFont(font(13, STRONG))
        self.counts = CountsBox()
        self.evidence = EvidenceBox()
        self.title = words("", "panel")
        self.place = words("", "caption")
        self._lay_out()
        for entry in self.fields.entries.values():
            entry.installEventFilter(self)
            entry.entered.connect(lambda entry=entry: self._typed(entry))
        self.fields.reveal_asked.connect(self.reveal_asked)
        edit.opened.connect(self.show_row)
        edit.changed.connect(self.show_changes)

    # What is shown

    def show_row(self) -> None:
        """Show the row under the hands from its beginning."""
        row = self.edit.row
        closed = row is None or self.read_only or row.state is RowState.VOID
        for entry in self.fields.entries.values():
            entry.let_go()
            entry.setReadOnly(entry.field.derived or closed)
        self.counts.say(())
        self.show_changes()
        self._scroll.verticalScrollBar().setValue(0)

    def show_changes(self) -> None:
        """Show what was typed elsewhere, what was derived, and what is wrong."""
        edit = self.edit
        for key, entry in self.fields.entries.items():
            problem = edit.problem(key)
            if not (entry.is_composing or (entry.was_typed and key in edit.typed)):
                wrong = problem is not None and problem.severity is Severity.REFUSED
                entry.show_value(edit.value(key), edit.words(key), wrong=wrong)
            self.fields.tell(key, problem)
        self.fields.show_age(edit.value("person.birth_date") or edit.value("birth_date"), self._today())
        self._say_state()

    def focus_first(self) -> None:
        """Take the keyboard to the first field that is wrong, else the first."""
        entries = self.fields.open_entries()
        wrong = [each for each in entries if self.edit.problem(each.field.key) is not None]
        (wrong or entries)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_width(self, width: int | None) -> None:
        """A fixed width beside the table; None fills the place given."""
        self._edge.setVisible(width is not None)
        self.setMinimumWidth(width or 0)
        self.setMaximumWidth(width or 16777215)

    def entry(self, key: str) -> LineEntry:
        """The entry of a field."""
        return self.fields.entries[key]

    # Layout

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(line())
        column.addWidget(self.strip)
        column.addWidget(self._make_body(), 1)
        column.addWidget(line())
        column.addWidget(self._make_foot())
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._edge = line("line_strong", upright=True)
        outer.addWidget(self._edge)
        outer.addLayout(column, 1)

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(HEAD + 3)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addWidget(self.place)
        row.addStretch(1)
        for symbol, name, act, shortcut in (
            ("chevron-up", "上一行", lambda: self.step_asked.emit(-1), "Ctrl+PgUp"),
            ("chevron-down", "下一行", lambda: self.step_asked.emit(1), "Ctrl+PgDown"),
            ("history", "本行历史", self.history_asked.emit, "Ctrl+H"),
            ("x", "收起", self.close_asked.emit, "F4"),
        ):
            button = ToolButton(symbol, name=name, act=act)
            button.setToolTip(f"{name}（{shortcut}）")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return head

    def _make_body(self) -> QWidget:
        inside = QWidget()
        ground(inside, "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.fields)
        column.addWidget(self.counts)
        column.addWidget(self.evidence)
        column.addStretch(1)
        inside.setMaximumWidth(WIDEST)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().rangeChanged.connect(
            lambda low, high: column.setContentsMargins(16, 10, 16 if low == high else 6, 14)
        )
        return self._scroll

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        for said in ("Enter 下一项", "Esc 撤回", "离开本行即保存"):
            row.addWidget(words(said, "caption"))
        row.addStretch(1)
        self.void_button = link("作废本行…", self.void_asked.emit, small=True)
        row.addWidget(self.void_button)
        return foot

    # Inside

    def _say_state(self) -> None:
        row = self.edit.row
        named = self.section.frozen[0] if self.section.frozen else self.section.fields[0].key
        nameless = "未选行" if row is None else "新的一行" if self.edit.is_new else self.section.title
        self._name = self.edit.words(named) or nameless
        self.place.setText("" if row is None else "未保存" if self.edit.is_new else f"第 {row.id:,} 行")
        self._elide_title()
        self.void_button.setVisible(
            row is not None and not self.edit.is_new and row.state is not RowState.VOID
        )
        said = self._state_words()
        self.strip.setVisible(said is not None)
        if said is not None:
            self.strip.say(*said)

    def _elide_title(self) -> None:
        room = max(80, self.width() - text_width(self.place.text(), 12) - HEAD_TOOLS)
        metrics = self.title.fontMetrics()
        self.title.setText(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room))
        self.title.setToolTip(self._name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide_title()

    def _state_words(self) -> tuple[str, str, Glyph] | None:
        row = self.edit.row
        if row is None:
            return None
        bad = sum(each.severity is Severity.REFUSED for each in self.edit.problems)
        look = len(self.edit.problems) - bad
        if row.state is RowState.VOID:
            return ("已作废，不计入统计", "mute", Glyph.SAME)
        if bad:
            return (f"草稿：{bad} 处要改，改好前不计入统计", "bad", Glyph.DRAFT)
        if self.edit.is_new and not self.edit.typed:
            return ("新的一行，填好带 * 的项才计入统计", "note", Glyph.PLANNED)
        return (f"{look} 处请看一眼，不影响保存", "warn", Glyph.LOOK) if look else None

    def _typed(self, entry: LineEntry) -> None:
        self.edit.put(entry.field.key, entry.value(), entry.words())

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, LineEntry):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._entry_key(watched, event)
            if event.type() == QEvent.Type.FocusIn:
                self._scroll.ensureWidgetVisible(watched, 0, 40)
            if event.type() == QEvent.Type.FocusOut and watched.was_typed:
                watched.settle()
                self._typed(watched)
        return super().eventFilter(watched, event)

    def _entry_key(self, entry: LineEntry, event: QKeyEvent) -> bool:
        if entry.takes_key(event):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            entry.choose_first()
            if not self._focus_after(entry):
                self.left.emit()
            return True
        if event.key() == Qt.Key.Key_Tab:
            entry.choose_first()
        if event.key() == Qt.Key.Key_Escape and self.edit.is_dirty:
            self.edit.revert()
            return True
        return False

    def _focus_after(self, entry: LineEntry) -> bool:
        entries = self.fields.open_entries()
        at = entries.index(entry) + 1 if entry in entries else len(entries)
        if at >= len(entries):
            return False
        entries[at].setFocus(Qt.FocusReason.TabFocusReason)
        entries[at].selectAll()
        return True


class CountsBox(QWidget):
    """计入哪些数: one line for each figure that the row counts towards, or why it does not."""

    asked = Signal()
    """The clerk wants to know now; in a large ledger the answer takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 8)
        self._column.setSpacing(2)
        self._column.addWidget(words("计入哪些数", "label"))
        self._lines: list[QWidget] = []
        self._ask = link("看这一行计入哪些数", self.asked.emit, small=True)
        self._column.addWidget(self._ask)
        self.say(())

    def say(self, sentences: tuple[str, ...]) -> None:
        """Show these sentences; nothing at all hides the box."""
        for old in self._lines:
            self._column.removeWidget(old)
            old.deleteLater()
        self._lines = [self._line(each) for each in sentences]
        for made in self._lines:
            self._column.addWidget(made)
        self._ask.hide()
        self.setVisible(bool(sentences))

    def offer(self) -> None:
        """Show a link that asks, in place of the sentences."""
        self.say(())
        self._ask.show()
        self.show()

    def _line(self, sentence: str) -> QWidget:
        made = QWidget(self)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        counted = sentence.startswith("计入")
        mark = GlyphMark(Glyph.DONE if counted else Glyph.SAME, 10)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(sentence, "label", wrap=True), 1)
        row.setContentsMargins(0, 2, 0, 0)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        paint_panel(QPainter(self), self.rect(), "sunken")
