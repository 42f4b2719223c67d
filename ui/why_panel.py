"""为什么是这个数: from a figure to its clause, its rule, and the rows it counts and leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from core.figure_views import Explanation, LeftOut
from core.files import safe_name
from core.views import Query, RowState
from ui import numbers
from ui.controls import Button, ToolButton, ground, line, link, plain, primary, text_width, words
from ui.page import Shell
from ui.tasks import Progress, Tasks
from ui.theme import color
from ui.why_parts import Quote, RuleLines, arithmetic_words, value_words
from ui.why_rows import SAMPLE, CountedBar, ReasonList, Samples, SampleTable

if TYPE_CHECKING:
    from core.ledger import Ledger

WIDTH = 620
NARROW_BELOW = 760
"""Room below which the panel takes the whole width."""
MARGIN = 20
VOID_REASON = "作废"
REASONS = 254


class WhyPanel(QFrame):
    """Slides over the right half of the pages. Made once, shown by `explain`."""

    closed = Signal()

    def __init__(self, tasks: Tasks, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shell = shell
        self._explanation: Explanation | None = None
        self._asked: tuple[str, str | None, date] | None = None
        self._trail: list[tuple[str, str | None, date]] = []
        self._asker: QWidget | None = None
        self.setAccessibleName("为什么是这个数")
        ground(self, "surface")
        parent.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(line())
        column.addWidget(self._body(), 1)
        column.addWidget(line())
        column.addWidget(self._foot())
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.go_back)
        self.hide()

    # building

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(42)
        row = QHBoxLayout(head)
        row.setContentsMargins(MARGIN - 1, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(words("为什么是这个数", "section"))
        row.addStretch(1)
        self.export_button = ToolButton("file-export", "导出计入的行", act=self._export)
        row.addWidget(self.export_button)
        self.close_button = ToolButton("x", name="关闭（Esc）", act=self.close_panel)
        row.addWidget(self.close_button)
        return head

    def _body(self) -> QWidget:
        self.name = words("", "section")
        self.value = words("", "number")
        self.unit = words("", "detail")
        self.arithmetic = words("", "secondary", wrap=True)
        self.quote = Quote()
        self.edition = words("", "caption")
        self.rules = RuleLines()
        self.rows_title = words("", "section")
        self.rows_sum = words("", "secondary")
        self.bar = CountedBar()
        inner = QWidget()
        ground(inner, "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN - 1, 14, MARGIN, 4)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addLayout(self._figure_row())
        column.addSpacing(6)
        column.addWidget(self.quote)
        column.addSpacing(16)
        column.addLayout(
            self._title_row("怎么数", self.edition, link("设置 ›", self._open_settings, small=True))
        )
        column.addSpacing(4)
        column.addWidget(self.rules)
        column.addSpacing(16)
        column.addLayout(_row(self.rows_title, None, self.rows_sum))
        column.addSpacing(4)
        column.addWidget(self.bar)
        column.addSpacing(9)
        column.addWidget(self._lists(), 1)
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def _figure_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(7)
        row.addWidget(self.value)
        row.addWidget(self.unit)
        row.addSpacing(18)
        row.addWidget(self.arithmetic, 1)
        return row

    def _title_row(self, title: str, note: QLabel, door: Button) -> QHBoxLayout:
        row = _row(words(title, "section"), None, note)
        row.addWidget(door)
        return row

    def _lists(self) -> QWidget:
        self.reasons = ReasonList()
        self.samples = SampleTable()
        self.samples.activated.connect(lambda index: self._open_row(index.row()))
        self.reasons.selectionModel().currentChanged.connect(lambda *_: self._reason_changed())
        self._reason_head = QWidget()
        self._reason_head.setFixedHeight(26)
        self.reasons.setFixedWidth(REASONS)
        head = QHBoxLayout(self._reason_head)
        head.setContentsMargins(0, 0, 24, 0)
        head.addWidget(words("没计入的原因", "caption"))
        head.addStretch(1)
        head.addWidget(words("行", "caption"))
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._reason_head)
        left.addWidget(line("line_strong"))
        left.addWidget(self.reasons, 1)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left)
        row.addWidget(self.samples, 1)
        self.lists = both
        return both

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(45)
        row = QHBoxLayout(foot)
        row.setContentsMargins(MARGIN, 0, 16, 0)
        row.setSpacing(6)
        self.none_open = words("", "caption")
        row.addWidget(self.none_open)
        row.addStretch(1)
        self.left_door = plain("打开这些行", self._open_left_out)
        self.counted_door = primary("打开计入的行", self._open_counted)
        row.addWidget(self.left_door)
        row.addWidget(self.counted_door)
        return foot

    # asking

    def explain(self, key: str, plan: str | None, as_of: date) -> None:
        """Show why a figure is what it is; the question before can be gone back to."""
        asked = (key, plan, as_of)
        if self.isVisible() and self._asked and self._asked != asked:
            self._trail.append(self._asked)
        elif not self.isVisible():
            self._trail.clear()
            self._asker = QApplication.focusWidget()
        self._ask(asked)

    def _ask(self, asked: tuple[str, str | None, date]) -> None:
        self._asked = asked
        key, plan, as_of = asked
        self._tasks.run(
            "查找计入的行",
            lambda ledger, _: ledger.explain(key, as_of, plan),
            self.show_data,
            replaces="why",
        )

    def show_data(self, explanation: Explanation) -> None:
        """Show an explanation, and slide in."""
        self._explanation = explanation
        figure = explanation.figure
        self.name.setText(figure.label)
        self.value.setText(numbers.rate(None) if figure.value is None else value_words(figure))
        self.unit.setText("" if figure.value is None or figure.unit == "%" else figure.unit)
        self.arithmetic.setText(arithmetic_words(figure))
        self.quote.show_data(explanation.clause, explanation.source)
        self.edition.setText(explanation.edition)
        self.rules.show_data(explanation.rule)
        self._show_counts(explanation)
        self.reasons.show_data(explanation.left_out)
        if not explanation.left_out:
            self.samples.show_data(None)
        self._show_doors()
        self._place()
        self.show()
        self.raise_()
        self.close_button.setFocus()

    def _show_counts(self, explanation: Explanation) -> None:
        has_rows = bool(explanation.section)
        self.rows_title.setText(
            f"登记 {numbers.count(explanation.all_rows)} 行" if has_rows else "没有台账行"
        )
        counted, left_out = numbers.count(explanation.counted), numbers.count(explanation.left_out_rows)
        self.rows_sum.setText(f"计入 {counted} ＋ 没计入 {left_out}" if has_rows else "")
        self.bar.show_data(explanation.counted, explanation.left_out_rows)
        self.bar.setVisible(has_rows)
        self.lists.setVisible(bool(explanation.left_out))

    def _reason_changed(self) -> None:
        """Read some rows of the chosen reason."""
        self._show_doors()
        reason = self.reasons.current()
        if reason is None or self._explanation is None:
            return
        section_key = self._explanation.section

        def read(ledger: Ledger, _: Progress) -> Samples:
            section = next(each for each in ledger.sections() if each.key == section_key)
            ids = reason.ids[:SAMPLE]
            rows = ledger.rows(section_key, ids)
            others = reason.counterparts[:SAMPLE]
            instead = {row.id: row for row in ledger.rows(section_key, others)} if others else {}
            pairs = {own: instead[other] for own, other in zip(ids, others, strict=False) if other in instead}
            return Samples(section, rows, pairs)

        self._tasks.run("读取没计入的行", read, self.show_samples, replaces="why rows")

    def show_samples(self, samples: Samples) -> None:
        """Show the rows of the chosen reason."""
        self.samples.show_data(samples)

    def _show_doors(self) -> None:
        explanation, reason = self._explanation, self.reasons.current()
        self.left_door.setVisible(reason is not None)
        if reason is not None:
            _rename(self.left_door, f"打开这 {numbers.count(reason.rows)} 行")
        counted = explanation.counted if explanation else 0
        self.counted_door.setVisible(bool(counted))
        self.export_button.setVisible(bool(counted))
        if explanation and counted:
            unit = "人" if explanation.figure.unit == "人" else "行"
            _rename(self.counted_door, f"打开计入的 {numbers.count(counted)} {unit}")
        told = "" if counted or reason else "这一段时间里没有行，没有可打开的。"
        self.none_open.setText(told)

    # doors

    def _open_counted(self) -> None:
        if self._explanation is not None:
            title = f"计入“{self._explanation.figure.label}”"
            self._leave_for(self._explanation.counted_ids, title, None)

    def _open_left_out(self) -> None:
        reason = self.reasons.current()
        if reason is not None:
            self._leave_for(reason.ids, f"没计入：{reason.reason}", _state_of(reason))

    def _leave_for(self, ids: tuple[int, ...], title: str, state: RowState | None) -> None:
        if self._explanation is not None:
            query = Query(ids=ids, state=state)
            self._shell.open_page(self._explanation.section, query=query, title=title)
            self.close_panel()

    def _open_row(self, row: int) -> None:
        if self._explanation is not None and 0 <= row < len(self.samples.samples.ids):
            self._shell.open_page(self._explanation.section, row=self.samples.samples.ids[row])

    def _export(self) -> None:
        """Save the counted rows as a workbook, identity numbers masked."""
        explanation = self._explanation
        if explanation is None:
            return
        name = safe_name(f"{explanation.figure.label}-{self._shell.as_of:%Y%m%d}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出计入的行", name, "Excel 工作簿 (*.xlsx)")
        if not chosen:
            return
        out, section, query = Path(chosen), explanation.section, Query(ids=explanation.counted_ids)
        self._tasks.run(
            "导出",
            lambda ledger, _: ledger.export(section, out, query),
            lambda rows: self._shell.say(f"已导出 {numbers.count(rows)} 行到 {out.name}，证件号已打码"),
        )

    def _open_settings(self) -> None:
        self._shell.open_page("system", part="settings")
        self.close_panel()

    def go_back(self) -> None:
        """The figure explained before, or back to the page."""
        if self._trail:
            self._ask(self._trail.pop())
        else:
            self.close_panel()

    def close_panel(self) -> None:
        """Slide out; the keyboard goes back to where the question was asked."""
        asker, self._asker = self._asker, None
        self.hide()
        if asker is not None and isValid(asker) and asker.isVisible():
            asker.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    # place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        body = self.parentWidget()
        if body is None:
            return
        room = body.rect()
        wide = room.width() if room.width() < NARROW_BELOW else WIDTH
        self.setGeometry(room.width() - wide, 0, wide, room.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(QRect(0, 0, 1, self.height()), color("control"))


def _state_of(reason: LeftOut) -> RowState | None:
    """The recycle bin has to be asked for by name."""
    return RowState.VOID if reason.reason.startswith(VOID_REASON) else None


def _rename(button: Button, text: str) -> None:
    button.setText(text)
    button.setFixedWidth(text_width(text) + 28)


def _row(first: QWidget, middle: QWidget | None, last: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(first)
    if middle is not None:
        row.addWidget(middle)
    row.addStretch(1)
    row.addWidget(last)
    return row
