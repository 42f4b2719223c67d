"""电话抽查: draws at random, the calls of one draw, and what they say of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.verification.samples import SampleRow, SampleView
from core.views import Change
from ui import numbers
from ui.controls import (
    EmptyState,
    PageHead,
    Strip,
    ToolButton,
    combo,
    ground,
    line,
    words,
)
from ui.icons import Glyph
from ui.line_table import LineTable
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.sample_calls import CallBar
from ui.sample_draw import NewDraw
from ui.sample_words import ROWS, first_open, row_cells, summary
from ui.section_files import WORKBOOK
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

SIDE = 304
_SIDE_FROM = 1000
"""Width from which a new draw stands beside the list; narrower it takes the list's place when asked for."""
_WHOLE_NAME = 840
"""Width from which the box of samples shows a name whole."""


@dataclass(frozen=True, slots=True)
class SamplingData:
    """What the page reads of the ledger."""

    samples: tuple[SampleView, ...]
    rows: tuple[SampleRow, ...]
    current: int | None
    sound: bool
    townships: tuple[tuple[str, str], ...]


class SamplingPage(Page):
    """电话抽查."""

    page_key = "sampling"
    title = "电话抽查"
    rail_key = "placement"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self.samples: tuple[SampleView, ...] = ()
        self._wanted: int | None = None
        self.head = PageHead("电话抽查", parent_title="就业创业登记")
        self.head.back.connect(lambda: self.shell.open_page("placement"))
        self.which = combo((), "哪一次抽查")
        self.which.setMinimumWidth(240)
        self.which.activated.connect(lambda _at: self.choose(self.which.currentData()))
        self.export_button = ToolButton("file-export", "导出名单", act=self.ask_export)
        self.head.tools.addWidget(self.which)
        self.head.tools.addWidget(self.export_button)
        self.print_button = ToolButton("printer", "名单 PDF", act=self.ask_print)
        self.head.tools.addWidget(self.print_button)
        self.new_button = ToolButton("plus", "新抽查", act=self._turn)
        self.head.tools.insertWidget(0, self.new_button)
        self.new = NewDraw(self)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setFrameShape(QScrollArea.Shape.NoFrame)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setWidget(self.new)
        self._asked_new = False
        self._edge = line("line_strong", upright=True)
        self._list = self._list_part()
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._list, 1)
        body.addWidget(self._edge)
        body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(body, 1)

    # Layout

    def _list_part(self) -> QWidget:
        part = QWidget()
        ground(part, "surface")
        self.told = Strip("", "note")
        self.scope = words("", "caption", wrap=True)
        self.table = LineTable("抽查名单", ROWS, row_cells, 5)
        self.bar = CallBar(self)
        self.empty = EmptyState(
            "phone", "还没有抽查过", ("在右边定好范围和数量，随机抽取。", "打完电话在名单里记结果。")
        )
        self.stack = QStackedWidget()
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.told)
        said = QHBoxLayout()
        said.setContentsMargins(16, 6, 16, 6)
        said.addWidget(self.scope)
        column.addLayout(said)
        column.addWidget(line())
        column.addWidget(self.table, 1)
        column.addWidget(line())
        column.addWidget(self.bar)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        outer = QVBoxLayout(part)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        return part

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The new draw beside the list; in a narrow window one of the two."""
        wide = self.width() >= _SIDE_FROM
        alone = not wide and (self._asked_new or not self.samples)
        self._list.setVisible(not alone)
        self._side.setVisible(wide or alone)
        self._side.setMinimumWidth(SIDE if wide else 0)
        self._side.setMaximumWidth(SIDE if wide else 16_777_215)
        self._edge.setVisible(wide)
        self.new_button.setVisible(not wide and bool(self.samples))
        self.new_button.setText("名单" if alone else "新抽查")
        self.new_button.updateGeometry()
        self.which.setMinimumWidth(240 if wide else 216 if self.width() >= _WHOLE_NAME else 120)

    def _turn(self) -> None:
        self._asked_new = not self._asked_new
        self._arrange()

    # Data

    def refresh(self) -> None:
        """Read the draws, and the rows of the one on show."""
        wanted = self._wanted

        def read(ledger: Ledger, _: Progress) -> SamplingData:
            samples = ledger.samples()
            current = next((each.id for each in samples if each.id == wanted), None)
            current = current if current is not None or not samples else samples[0].id
            rows = ledger.sample_rows(current) if current is not None else ()
            sound = current is None or ledger.sample_is_as_drawn(current)
            return SamplingData(samples, rows, current, sound, ledger.code_choices("township"))

        self.tasks.run("读取抽查", read, self.show_data, replaces="sampling")
        self.count_pool()

    def show_data(self, data: SamplingData) -> None:
        """Show a draw; the row under the hands stays."""
        self.samples, self._wanted = data.samples, data.current
        self.new.show_townships(data.townships)
        self.which.clear()
        for each in data.samples:
            done = f"{each.drawn - each.open}/{each.drawn}"
            self.which.addItem(f"{each.at.astimezone():%Y-%m-%d %H:%M}，已打 {done}", each.id)
        self.which.setCurrentIndex(self.which.findData(data.current))
        self.which.setVisible(bool(data.samples))
        for button in (self.export_button, self.print_button):
            button.setVisible(bool(data.samples))
        self.stack.setCurrentIndex(1 if data.samples else 0)
        self._arrange()
        view = self.view
        if view is not None:
            at = self.table.currentIndex().row()
            same = [row.id for row in data.rows] == [row.id for row in self.table.items]
            self._say(view, sound=data.sound)
            self.table.show_items(data.rows, at if same and at >= 0 else first_open(data.rows))

    def _say(self, view: SampleView, *, sound: bool) -> None:
        self.told.setToolTip(summary(view))
        kind = "note" if view.open else "ok"
        if not sound:
            self.told.say("名单和留底的种子对不上，可能被改过，请做全库核对", "bad", Glyph.BAD)
        else:
            self.told.say(summary(view), kind, Glyph.DONE if kind == "ok" else Glyph.PLANNED)
        self.scope.setText(
            f"{view.scope_words}；{view.at.astimezone():%Y-%m-%d %H:%M} {view.account} 抽取，种子 {view.seed}"
        )

    @property
    def view(self) -> SampleView | None:
        """The draw on show."""
        return next((each for each in self.samples if each.id == self._wanted), None)

    def choose(self, sample: int) -> None:
        """Show another draw."""
        self._wanted = sample
        self.refresh()

    def count_pool(self) -> None:
        """Say how many rows could be drawn."""
        span = self.new.span()
        if span is None:
            self.new.pool.setText("日期要写成 2025-09-01 的样子。")
            return
        township, claimed = self.new.township.currentData() or None, self.new.only_claimed.isChecked()
        self.tasks.run(
            "计数",
            lambda ledger, _progress: ledger.sample_pool(*span, township, claimed),
            self._show_pool,
            replaces="sample pool",
        )

    def _show_pool(self, rows: int) -> None:
        self.new.pool.setText(f"这个范围里有 {numbers.count(rows)} 行可抽。")
        self.new.button.setEnabled(rows > 0)

    # Doing

    def leave(self) -> bool:
        self.bar.forget()
        return True

    def draw(self) -> None:
        """Draw at random."""
        span = self.new.span()
        if span is None:
            return
        township, claimed = self.new.township.currentData() or None, self.new.only_claimed.isChecked()
        wanted = self.new.wanted.text()

        def work(ledger: Ledger, _: Progress) -> tuple[Change, int]:
            return ledger.draw_sample(*span, township, claimed, wanted)

        self.tasks.run("写入抽查", work, self._drawn)

    def _drawn(self, answer: tuple[Change, int]) -> None:
        self._wanted, self._asked_new = answer[1], False
        self.shell.say("已抽取并留底，打完电话按 1、2、3 记结果")
        self.table.setFocus()

    def open_row(self) -> None:
        """Open the current placement in its ledger."""
        row: SampleRow | None = self.table.item()
        if row is not None:
            self.shell.open_page("placement", row=row.row_id)

    def ask_export(self) -> None:
        """Write the list to a workbook, phones masked."""
        view = self.view
        if view is None:
            return
        name = f"电话抽查名单{view.at.astimezone():%Y%m%d}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "导出抽查名单", name, WORKBOOK)
        if path:
            self.export(Path(path).with_suffix(".xlsx"))

    def export(self, path: Path) -> None:
        """Write the list on show to a workbook."""
        sample = self._wanted
        if sample is not None:
            self.tasks.run(
                "导出",
                lambda ledger, _progress: ledger.write_sample(sample, path),
                lambda rows: self.shell.say(f"已导出 {rows:,} 行到 {path.name}，手机号已遮住"),
            )

    def ask_print(self) -> None:
        """Write the list as PDF, names and phones masked."""
        view = self.view
        if view is None:
            return
        name = f"电话抽查名单{view.at.astimezone():%Y%m%d}.pdf"
        path, _kind = QFileDialog.getSaveFileName(self, "名单存为 PDF", name, "PDF (*.pdf)")
        if path:
            self.print_list(Path(path).with_suffix(".pdf"))

    def print_list(self, path: Path) -> None:
        """Write the list on show as PDF."""
        sample = self._wanted
        if sample is not None:
            self.tasks.run(
                "名单 PDF",
                lambda ledger, _progress: ledger.print_sample(sample, path),
                lambda rows: self.shell.say(f"已存 {rows:,} 行到 {path.name}，姓名和手机号已遮住"),
            )

    def arrive(self, **context: Any) -> None:
        sample = context.get("sample")
        if isinstance(sample, int):
            self.choose(sample)
