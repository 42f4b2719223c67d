"""电话抽查: draws at random, the calls of one draw, and what they say of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
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

from core.errors import LedgerFault
from core.verification.sample_desk import CONFIRMED, RESULTS, UNREACHED, WRONG, SampleRow, SampleView
from core.views import Change
from ui import numbers
from ui.controls import (
    Button,
    EmptyState,
    PageHead,
    Strip,
    ToolButton,
    combo,
    ground,
    line,
    line_input,
    plain,
    words,
)
from ui.icons import Glyph
from ui.line_table import Cell, Column, LineTable
from ui.pages import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.sample_draw import NewDraw
from ui.section_files import WORKBOOK
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

GLYPHS = {CONFIRMED: Glyph.DONE, WRONG: Glyph.BAD, UNREACHED: Glyph.WAITING}
KEYS = {"1": CONFIRMED, "2": WRONG, "3": UNREACHED, "0": ""}
SIDE = 304
_SIDE_FROM = 1000
"""Width from which a new draw stands beside the list; narrower it takes the list's place when asked for."""
_ROWS = (
    Column("序号", 52, right=True),
    Column("行号", 64, right=True),
    Column("姓名", 76),
    Column("手机", 112),
    Column("就业日期", 92),
    Column("用人单位", 150),
    Column("镇街", 88),
    Column("结果", 88),
    Column("说明", 120),
)


def row_cells(row: SampleRow) -> Sequence[Cell]:
    """The cells of a drawn placement; rows without a result wait for a person."""
    result = Cell("待打", Glyph.DRAFT, filled=True)
    if row.void:
        result = Cell("已作废", Glyph.SAME)
    elif row.result:
        result = Cell(RESULTS[row.result], GLYPHS[row.result], row.result != CONFIRMED)
    return (
        Cell(str(row.position), role="text3"),
        Cell(f"{row.row_id:,}", role="text3"),
        Cell(row.name),
        Cell(row.masked_phone or "没有号码", role="text" if row.masked_phone else "text3"),
        Cell(row.placed_on.isoformat() if row.placed_on else ""),
        Cell(row.employer),
        Cell(row.township),
        result,
        Cell(row.note, role="text2"),
    )


def summary(view: SampleView) -> str:
    """What the calls have found so far, with the interval where anybody was reached."""
    parts = [f"{said} {getattr(view, key):,}" for key, said in RESULTS.items()]
    parts.append(f"待打 {view.open:,}")
    text = "，".join(parts)
    if view.interval is None:
        return text
    rate, low, high = view.interval
    return f"{text}。接通的人里属实 {rate}%，95% 置信区间 {low}% 至 {high}%"


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
        self._revealed: dict[int, str] = {}
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
        self.table = LineTable("抽查名单", _ROWS, row_cells, 5)
        self.table.chosen.connect(self._show_row)
        self.table.key_typed.connect(self._typed)
        self.table.pressed_row.connect(lambda _row: self.note.setFocus())
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
        column.addWidget(self._result_bar())
        self.stack.addWidget(self.empty)
        self.stack.addWidget(full)
        outer = QVBoxLayout(part)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        return part

    def _result_bar(self) -> QWidget:
        bar = QWidget()
        column = QVBoxLayout(bar)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        first = QHBoxLayout()
        first.setSpacing(8)
        self.who = words("", "section")
        self.phone = words("", "body")
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal_button = plain("显示号码", self.reveal, "eye")
        self.open_button = plain("看这一行", self.open_row)
        for each in (self.who, self.phone, self.reveal_button):
            first.addWidget(each)
        first.addStretch(1)
        first.addWidget(self.open_button)
        second = QHBoxLayout()
        second.setSpacing(8)
        self.note = line_input(name="说明", placeholder="说明；有误的写明哪里不对")
        self.note.returnPressed.connect(self.table.setFocus)
        second.addWidget(self.note, 1)
        self.buttons: dict[str, Button] = {}
        for key, result in KEYS.items():
            said = RESULTS.get(result, "清除结果")
            button = plain(f"{said}（{key}）", partial(self.keep, result))
            self.buttons[result] = button
            second.addWidget(button)
        column.addLayout(first)
        column.addLayout(second)
        return bar

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
        self.which.setMinimumWidth(240 if wide else 120)

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
            same = [row.id for row in data.rows] == [row.id for row in self.table.lines.items]
            self._say(view, sound=data.sound)
            self.table.show_items(data.rows, at if same and at >= 0 else _first_open(data.rows))

    def _say(self, view: SampleView, *, sound: bool) -> None:
        self.told.setToolTip(summary(view))
        kind = "note" if view.open else "ok"
        if not sound:
            self.told.say("名单和留底的种子对不上，可能被改过，请做全库核对", "bad", Glyph.BAD)
        else:
            self.told.say(summary(view), kind, Glyph.DONE if kind == "ok" else Glyph.PLANNED)
        self.scope.setText(
            f"{view.scope_words}，共 {view.pool:,} 行，抽 {view.drawn:,} 行（{view.wanted}）；"
            f"{view.at.astimezone():%Y-%m-%d %H:%M} {view.account} 抽取，种子 {view.seed}"
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

    def _typed(self, key: str) -> None:
        if key in KEYS:
            self.keep(KEYS[key])

    def keep(self, result: str) -> None:
        """Keep what the call of the current row found, and go to the next without a result."""
        row: SampleRow | None = self.table.item()
        if row is None:
            return
        note = self.note.text().strip()
        if result == WRONG and not note:
            self.note.setFocus()
            self.shell.say("有误的先写明哪里不对，再按有误", "warn")
            return
        at = self.table.currentIndex().row()
        items = self.table.lines.items
        following = next((n for n in range(at + 1, len(items)) if not items[n].result), at)

        def kept(_change: Change) -> None:
            if result:
                self.table.selectRow(following)
            self.table.setFocus()

        self.tasks.run(
            "保存抽查结果",
            lambda ledger, _progress: ledger.set_sample_result(row.id, result, note),
            kept,
            self._not_kept,
        )

    def _not_kept(self, fault: LedgerFault) -> None:
        self.shell.say(fault.happened.rstrip("。"), "warn")

    def _show_row(self, row: SampleRow | None) -> None:
        self.who.setText(f"{row.position}. {row.name}" if row else "")
        self.phone.setText(self._revealed.get(row.id, row.masked_phone or "没有号码") if row else "")
        self.note.setText(row.note if row else "")
        able = row is not None and not row.void
        for result, button in self.buttons.items():
            button.setEnabled(able and (bool(result) or bool(row and row.result)))
        self.note.setEnabled(able)
        self.open_button.setEnabled(row is not None)
        self.reveal_button.setEnabled(able and bool(row and row.masked_phone))
        self.reveal_button.setVisible(row is None or row.id not in self._revealed)

    def reveal(self) -> None:
        """Show the phone of the current row; each is journaled with the sample as its reason."""
        row: SampleRow | None = self.table.item()
        view = self.view
        if row is None or view is None:
            return
        reason = f"电话抽查 {view.at.astimezone():%Y-%m-%d} 第 {row.position} 号"

        def show(number: str) -> None:
            self._revealed[row.id] = number
            if self.table.item() is not None and self.table.item().id == row.id:
                self._show_row(row)

        self.tasks.run(
            "显示完整号码",
            lambda ledger, _progress: ledger.reveal("placement", row.row_id, "person.phone", reason),
            show,
        )

    def leave(self) -> bool:
        self._revealed.clear()
        return True

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


def _first_open(rows: Sequence[SampleRow]) -> int:
    return next((at for at, row in enumerate(rows) if not row.result and not row.void), 0)
