"""社保比对: placements held against a social-insurance list, what is to be written of it, and past checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import LedgerFault
from core.verification.desk import InsurancePreview, InsuranceRow, Verified
from core.verification.insurance import Group, Proposal
from core.views import Change
from ui import numbers
from ui.controls import (
    LabelledField,
    PageHead,
    Panel,
    Strip,
    combo,
    ground,
    line,
    plain,
    primary,
    words,
)
from ui.icons import Glyph
from ui.import_preview import CountTile
from ui.insurance_past import PastChecks
from ui.insurance_words import CHOICES, ONLY_LISTED, ROWS, TILES, row_cells
from ui.line_table import LineTable
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Cell
from ui.section_dialogs import ReasonDialog
from ui.tasks import Progress, Tasks
from ui.verify_dialog import day_entry

if TYPE_CHECKING:
    from core.ledger import Ledger

SHEETS = "表格 (*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.txt);;全部文件 (*)"


class InsurancePage(Page):
    """社保比对. Two parts: past checks with the way to a new one, and the preview of a list."""

    page_key = "insurance"
    title = "社保比对"
    rail_key = "placement"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self.preview: InsurancePreview | None = None
        self.choices: dict[int, Proposal] = {}
        self.head = PageHead("社保比对", parent_title="就业创业登记")
        self.head.back.connect(lambda: self.shell.open_page("placement"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._start_part())
        self.stack.addWidget(self._preview_part())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)

    # Layout

    def _start_part(self) -> QWidget:
        today = self.shell.as_of
        self.first = day_entry(self, "就业日期从", date(today.year, 1, 1), lambda: self.shell.today)
        self.last = day_entry(self, "截止日", today, lambda: self.shell.today)
        panel = Panel("拿一份参保名单来比对", "名单只在比对时读，不存进台账")
        row = QHBoxLayout()
        row.setSpacing(12)
        for label, entry, hint in (
            ("就业日期从", self.first, ""),
            ("到截止日", self.last, "这一天在参保的才算对上"),
        ):
            entry.setFixedWidth(132)
            row.addWidget(LabelledField(label, entry, hint=hint), 0, Qt.AlignmentFlag.AlignTop)
        self.choose = primary("选名单…", self.ask_file, "file-spreadsheet")
        holder = QVBoxLayout()
        holder.addSpacing(21)
        holder.addWidget(self.choose)
        holder.addStretch(1)
        row.addLayout(holder)
        row.addStretch(1)
        panel.body.addLayout(row)
        panel.body.addWidget(
            words(
                "名单要有身份证号一列；姓名、单位、信用代码、参保起止、参保状态有就一起比，列名和次序不限。",
                "caption",
                wrap=True,
            )
        )
        self.past = PastChecks(self)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(panel)
        column.addWidget(self.past, 1)
        return part

    def _preview_part(self) -> QWidget:
        part = QWidget()
        ground(part, "surface")
        self.told = Strip("", "note")
        self.tiles: dict[str, CountTile] = {}
        self._group = QButtonGroup(self)
        tiles = QHBoxLayout()
        tiles.setContentsMargins(16, 8, 16, 8)
        tiles.setSpacing(8)
        for key, glyph, name, _about in TILES:
            tile = CountTile(str(key), glyph, name)
            self._group.addButton(tile)
            self.tiles[str(key)] = tile
            tiles.addWidget(tile)
        tiles.addStretch(1)
        self._group.buttonClicked.connect(lambda tile: self.show_group(tile.key))
        self.table = LineTable("比对结果", ROWS, self._cells, 7)
        self.table.pressed_row.connect(self.turn)
        self.table.chosen.connect(lambda _item: self._say_row())
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.told)
        column.addLayout(tiles)
        column.addWidget(line())
        column.addWidget(self._group_bar())
        column.addWidget(line())
        column.addWidget(self.table, 1)
        column.addWidget(line())
        column.addWidget(self._foot())
        return part

    def _group_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        self.whole_label = words("这一组都办成", "body")
        self.whole = combo((), "这一组都办成")
        self.whole.setMinimumWidth(150)
        self.whole.setPlaceholderText("各行不同")
        self.whole.activated.connect(lambda _at: self.set_group(Proposal(self.whole.currentData())))
        self.row_words = words("", "caption")
        self.export_button = plain("导出成可导入的表…", self.ask_export, "file-export")
        for each in (self.whole_label, self.whole, self.export_button):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self.row_words)
        return bar

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.sum_words = words("", "body")
        self.write_button = primary("写入", self.write)
        row.addWidget(self.sum_words, 1)
        row.addWidget(self.write_button)
        row.addWidget(plain("放弃", self.give_up))
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = event.size().width() >= 720
        self.row_words.setVisible(roomy)

    # Past checks

    def refresh(self) -> None:
        """Read the checks there have been."""
        self.tasks.run(
            "读取核查记录",
            lambda ledger, _progress: ledger.verification_runs(),
            self.past.show_runs,
            replaces="verification runs",
        )

    # A new list

    def ask_file(self) -> None:
        """Choose a list."""
        name, _kind = QFileDialog.getOpenFileName(self, "选参保名单", "", SHEETS)
        if name:
            self.compare(Path(name))

    def compare(self, path: Path) -> None:
        """Hold the placements of the span against a list."""
        self.first.settle()
        self.last.settle()
        first, last = self.first.value(), self.last.value()
        if not isinstance(first, date) or not isinstance(last, date):
            self.shell.say("起止日期要写成 2025-09-01 的样子", "warn")
            return
        self.choose.setEnabled(False)

        def work(ledger: Ledger, progress: Progress) -> InsurancePreview:
            return ledger.preview_insurance(path, first, last, None, progress)

        self.tasks.run("社保比对", work, self.show_preview, self._failed)

    def _failed(self, fault: LedgerFault) -> None:
        self.choose.setEnabled(True)
        self.tasks.failed.emit(fault)

    def show_preview(self, preview: InsurancePreview) -> None:
        """Show what a list says; what is proposed is chosen."""
        self.choose.setEnabled(True)
        self.preview = preview
        self.choices = {row.row_id: row.possible[0] for row in preview.rows}
        self.head.set_detail(f"{preview.file_name}，截止 {preview.last}")
        self._tell(preview)
        for key, _glyph, _name, about in TILES:
            count = preview.only_listed if key == ONLY_LISTED else preview.counts[Group(key)]
            self.tiles[str(key)].show_data(count, about)
        first = next((str(key) for key, *_ in TILES if self._count(str(key))), str(Group.MATCHED))
        self.tiles[first].setChecked(True)
        self.show_group(first)
        self.stack.setCurrentIndex(1)
        self.table.setFocus()

    def _tell(self, preview: InsurancePreview) -> None:
        said = [
            f"名单 {preview.list_rows:,} 行、{preview.people:,} 人，台账 {len(preview.rows):,} 行参加比对"
        ]
        kind = "note"
        if preview.refused:
            shown = "、".join(str(number) for number, _why in preview.refused[:6])
            said.append(
                f"名单第 {shown} 行读不了（{preview.refused[0][1]}），共 {len(preview.refused):,} 行没有用"
            )
            kind = "warn"
        if not preview.with_employer:
            said.append("名单没有单位一列，只能对人")
        if not preview.with_dates:
            said.append("名单没有参保起止，在名单里的都当作在参保")
        self.told.say("；".join(said), kind, Glyph.LOOK if kind == "warn" else Glyph.CHANGED)
        self.told.setToolTip("\n".join(f"第 {number} 行：{why}" for number, why in preview.refused[:40]))

    def _count(self, key: str) -> int:
        assert self.preview is not None
        return self.preview.only_listed if key == ONLY_LISTED else self.preview.counts[Group(key)]

    @property
    def group(self) -> str:
        """The group on show."""
        tile = self._group.checkedButton()
        return tile.key if isinstance(tile, CountTile) else str(Group.MATCHED)

    def show_group(self, key: str) -> None:
        """Show the rows of one group."""
        assert self.preview is not None
        rows = [row for row in self.preview.rows if row.group == key]
        rows.sort(key=lambda row: row.possible[0] is Proposal.NONE)  # what is proposed stands on top
        self.table.show_items(rows)
        possible = list(dict.fromkeys(each for row in rows for each in row.possible))
        self.whole.clear()
        for each in possible:
            self.whole.addItem(CHOICES[each][1], each.value)
        strangers = key == ONLY_LISTED
        several = len(possible) > 1
        for widget in (self.whole_label, self.whole):
            widget.setVisible(several)
        self.export_button.setVisible(strangers)
        self.export_button.setEnabled(bool(self._count(key)))
        self._show_whole(rows)
        self._say_row()
        self._say_sum()

    def set_group(self, choice: Proposal) -> None:
        """Choose the same for every row of the group that allows it."""
        for row in self.table.items:
            if choice in row.possible:
                self.choices[row.row_id] = choice
        self.table.renew()
        self._say_sum()

    def turn(self, at: int) -> None:
        """Choose the next of what one row allows."""
        items = self.table.items
        if not 0 <= at < len(items):
            return
        row = items[at]
        now = row.possible.index(self.choices[row.row_id])
        self.choices[row.row_id] = row.possible[(now + 1) % len(row.possible)]
        self.table.renew(at)
        self._show_whole(items)
        self._say_sum()

    def _cells(self, row: InsuranceRow) -> Sequence[Cell]:
        return row_cells(row, self.choices.get(row.row_id, Proposal.NONE))

    def _show_whole(self, rows: Sequence[InsuranceRow]) -> None:
        made = {self.choices[row.row_id] for row in rows}
        self.whole.setCurrentIndex(self.whole.findData(made.pop().value) if len(made) == 1 else -1)

    def _say_row(self) -> None:
        row: InsuranceRow | None = self.table.item()
        if self.group == ONLY_LISTED:
            self.row_words.setText("导出时写明用途，写进流水；补登后的表从导入进台账。")
        elif row is None:
            self.row_words.setText("这一组没有行。")
        elif row.blocked:
            self.row_words.setText("本人录入的行，设置规定不能由本人核查。")
        else:
            self.row_words.setText("空格键换一行的办理。" if len(row.possible) > 1 else "这一行没有可写的。")

    def _say_sum(self) -> None:
        made = Counter(each for each in self.choices.values() if each is not Proposal.NONE)
        whole = sum(made.values())
        parts = [f"{CHOICES[each][1]} {count:,} 行" for each, count in made.items()]
        self.sum_words.setText("将写：" + "，".join(parts) if parts else "还没有要写的行。")
        self.write_button.setText(f"写入 {whole:,} 行" if whole else "写入")
        self.write_button.updateGeometry()
        self.write_button.setEnabled(bool(whole))

    def write(self) -> None:
        """Write what was chosen, as one."""
        preview = self.preview
        if preview is None:
            return
        choices, on = dict(self.choices), min(self.shell.today, date.today())
        self.write_button.setEnabled(False)

        def work(ledger: Ledger, _: Progress) -> tuple[Change, Verified]:
            return ledger.apply_insurance(preview.token, choices, on)

        self.tasks.run("写入社保比对", work, self._written, self._not_written)

    def _not_written(self, fault: LedgerFault) -> None:
        self._say_sum()
        self.tasks.failed.emit(fault)

    def _written(self, answer: tuple[Change, Verified]) -> None:
        done = answer[1]
        strangers = self.preview.only_listed if self.preview else 0
        more = f"；名单里还有 {numbers.count(strangers)} 人台账没有登记" if strangers else ""
        self.shell.say(f"已写 {done.written:,} 行，可以在批量核查记录里整批撤销{more}")
        self._leave_preview()

    def give_up(self) -> None:
        """Leave the preview; nothing was written."""
        self.tasks.run("放弃比对", lambda ledger, _progress: ledger.forget_insurance())
        self._leave_preview()

    def _leave_preview(self) -> None:
        self.preview, self.choices = None, {}
        self.table.show_items(())
        self.head.set_detail("")
        self.stack.setCurrentIndex(0)

    def ask_export(self) -> None:
        """Export who is only in the list, with a reason."""
        sentence = "表里有完整身份证号，可以直接导入就业创业登记。用途写进流水。"
        dialog = ReasonDialog("导出名单里没有登记的人", sentence, "选择位置…", self)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if not reason:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, "导出", "社保名单有登记没有.xlsx", "Excel 工作簿 (*.xlsx)"
        )
        if name:
            self.export(Path(name).with_suffix(".xlsx"), reason)

    def export(self, path: Path, reason: str) -> None:
        """Write who is only in the list to a workbook."""
        preview = self.preview
        if preview is not None:
            self.tasks.run(
                "导出",
                lambda ledger, _progress: ledger.export_only_listed(preview.token, path, reason),
                lambda rows: self.shell.say(f"已导出 {rows:,} 人到 {path.name}，这个文件没有加密", "warn"),
            )

    def arrive(self, **context: Any) -> None:
        path = context.get("file")
        if isinstance(path, Path):
            self.compare(path)
