"""填市局表: the bureau's own workbook learnt once, cell by cell, and filled with a month's figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.bureau_form import MEASURES, TEXTS, FormCell, FormSheet, place_of, words_around
from core.files import safe_name
from ui import numbers
from ui.beside import Beside
from ui.controls import (
    EmptyState,
    LabelledField,
    PageHead,
    Strip,
    combo,
    ground,
    line,
    line_input,
    plain,
    primary,
    words,
)
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.tasks import Tasks
from ui.theme import color

if TYPE_CHECKING:
    from core.bureau_desk import Filled, FormReading, FormView

WORKBOOK = "Excel 工作簿 (*.xlsx)"
CELL_WIDTH, ROW = 118, 28
_LEARN = "打开市局发的空白表，程序按表里的文字认出哪一格填哪个数。"
Facts = tuple["tuple[FormView, ...]", tuple[tuple[str, str], ...]]


class BureauPage(Page):
    """填市局表 of the year chosen in the top bar."""

    page_key = "bureau"
    title = "填市局表"
    rail_key = "return"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self._forms: tuple[FormView, ...] = ()
        self._labels: dict[str, str] = {}
        self._sheet: FormSheet | None = None
        self.reading: FormReading | None = None
        self.cells: dict[tuple[str, str], FormCell] = {}
        """What goes where: (sheet, cell) → its assignment."""
        self.head = PageHead("填市局表")
        self.strip = Strip("", "warn")
        self.strip.hide()
        self.sheets = combo((), name="工作表")
        self.sheets.currentIndexChanged.connect(lambda _at: self._show_sheet())
        self.model = QStandardItemModel(self)
        self.grid = self._make_grid()
        self.empty = EmptyState("table", "还没有学过市局的表", (_LEARN,))
        self.first_form = primary("打开空白表…", self.ask_form, "file-import")
        self.empty.add_action(self.first_form)
        main = QWidget()
        ground(main, "surface")
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        for part in (self.strip, self.sheets):
            left.addWidget(part)
        left.addWidget(self.grid, 1)
        left.addWidget(self.empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self.beside = Beside(main, self._side())
        column.addWidget(self.beside, 1)
        self._settle()

    def _make_grid(self) -> QTableView:
        grid = QTableView()
        grid.setModel(self.model)
        grid.setAccessibleName("市局表的格子")
        grid.setFrameShape(QFrame.Shape.NoFrame)
        grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        grid.setTabKeyNavigation(False)
        grid.horizontalHeader().setDefaultSectionSize(CELL_WIDTH)
        grid.verticalHeader().setDefaultSectionSize(ROW)
        grid.selectionModel().currentChanged.connect(lambda _now, _before: self._show_cell())
        return grid

    def _side(self) -> QWidget:
        side = QWidget()
        ground(side, "surface")
        self.form = combo((), name="学过的表")
        self.month = combo((), name="月份")
        self.fill_button = primary("填好另存为…", self.ask_fill)
        self.open_button = plain("打开空白表…", self.ask_form)
        self.place = words("", "panel")
        self.around = words("", "secondary", wrap=True)
        self.figure = combo((), name="填什么")
        self.figure.setEditable(True)
        self.figure.setInsertPolicy(self.figure.InsertPolicy.NoInsert)
        completer = QCompleter(self.figure.model(), self.figure)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.figure.setCompleter(completer)
        self.measure = combo(tuple(MEASURES.items()), name="哪个数")
        self.assign_button = plain("这一格填它", self.assign)
        self.clear_button = plain("这一格不填", self.clear)
        self.name = line_input(name="表名")
        self.name_field = LabelledField("表名", self.name, required=True)
        self.save_button = primary("保存", self.save)
        self.told = words("", "caption", wrap=True)
        self._filling = _block(
            LabelledField("学过的表", self.form), LabelledField("月份", self.month), self.fill_button
        )
        self._learning = _block(
            self.place,
            self.around,
            LabelledField("填什么", self.figure),
            LabelledField("哪个数", self.measure),
            _row(self.assign_button, self.clear_button),
            line(),
            self.name_field,
            _row(self.save_button, plain("不存了", self.leave_form)),
        )
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for each in (self._filling, self.open_button, self._learning, self.told):
            column.addWidget(each)
        column.addStretch(1)
        return side

    # data

    def refresh(self) -> None:
        self.tasks.run(
            "读取市局表",
            lambda ledger, _: (ledger.bureau_forms(), ledger.form_figures()),
            self.show_data,
            replaces="bureau-forms",
        )

    def show_data(self, facts: Any) -> None:
        """Show the forms that were learnt, and the months that they can be filled for."""
        self._forms, figures = facts
        self._labels = dict(figures)
        self.form.clear()
        for each in self._forms:
            self.form.addItem(f"{each.title}（{len(each.cells)} 格）", each.id)
        self.month.clear()
        last = self.shell.as_of.month
        for number in range(last, 0, -1):
            self.month.addItem(
                f"{self.shell.as_of.year} 年 {number} 月", f"{self.shell.as_of.year}-{number:02d}"
            )
        if self.figure.count() == 0:
            for key, label in figures:
                self.figure.addItem(label, key)
            for key, label in TEXTS.items():
                self.figure.addItem(f"文字：{label}", f"text:{key}")
        self._settle()

    def _settle(self) -> None:
        learning = self.reading is not None
        self.grid.setVisible(learning)
        self.sheets.setVisible(learning and self.sheets.count() > 1)
        self.empty.setVisible(not learning)
        known = bool(self._forms)
        self.beside.show_side(known or learning)
        if known:
            self.empty.say("选好月份就能填", "在右边选表和月份，填好另存；换了新表，打开空白表再学一次。")
        else:
            self.empty.say("还没有学过市局的表", _LEARN)
        self.first_form.setVisible(not known)
        self._filling.setVisible(known and not learning)
        self._learning.setVisible(learning)
        self.open_button.setVisible(known and not learning)  # the empty page has the same button
        self.head.set_detail(f"学过 {numbers.count(len(self._forms))} 张" if known else "")
        if not learning:
            self.strip.hide()
            self.told.setText("已上报的月份填上报的数，没上报的填现在的数。" if known else "")

    # learning

    def ask_form(self) -> None:
        """Ask for the blank form."""
        chosen, _ = QFileDialog.getOpenFileName(self, "市局的空白表", "", WORKBOOK)
        if chosen:
            self.open_form(Path(chosen))

    def open_form(self, path: Path) -> None:
        """Read a blank form and show what would go where."""
        self.tasks.run("读取空白表", lambda ledger, _: ledger.read_bureau_form(path), self.show_form)

    def show_form(self, reading: FormReading) -> None:
        """Show a blank form with what goes where."""
        self.reading = reading
        self.cells = {(each.sheet, each.cell): each for each in reading.cells}
        self.name.setText(reading.known.title if reading.known else Path(reading.form.file_name).stem)
        said = list(reading.form.notes)
        if reading.moved:
            lost = [each.cell.cell for each in reading.moved if not each.now]
            went = len(reading.moved) - len(lost)
            said.insert(0, f"和学过的“{self.name.text()}”比，{went} 格挪了位置，{len(lost)} 格找不到了")
            if lost:
                said[0] += f"（原在 {'、'.join(lost[:6])}）"
        if said:
            self.strip.say("；".join(said), "warn")
        self.strip.setVisible(bool(said))
        self.sheets.clear()
        for sheet in reading.form.sheets:
            self.sheets.addItem(sheet.name)
        self._settle()
        self._show_sheet()

    def _show_sheet(self) -> None:
        at = self.sheets.currentIndex()
        if self.reading is None or at < 0:
            return
        self._sheet = sheet = self.reading.form.sheets[at]
        width = max((len(row) for row in sheet.rows), default=0)
        self.model.clear()
        self.model.setColumnCount(width)
        self.model.setHorizontalHeaderLabels([place_of(0, column)[:-1] for column in range(width)])
        for row, texts in enumerate(sheet.rows):
            self.model.appendRow([self._item(row, column, text) for column, text in enumerate(texts)])
        first = next((each.cell for each in self.cells.values() if each.sheet == sheet.name), "A1")
        for row in range(len(sheet.rows)):
            for column in range(width):
                if place_of(row, column) == first:
                    self.grid.setCurrentIndex(self.model.index(row, column))
        self._say_count()

    def _item(self, row: int, column: int, text: str) -> QStandardItem:
        assert self._sheet is not None
        item = QStandardItem(text)
        assigned = self.cells.get((self._sheet.name, place_of(row, column)))
        if assigned is not None:
            item.setText(f"{text} ‹{self._words(assigned)}›".strip())
            item.setBackground(color("accent_tint"))
            item.setForeground(color("accent"))
        elif (row, column) in self._sheet.inside:
            item.setBackground(color("sunken"))
        item.setToolTip(item.text())
        return item

    def _words(self, cell: FormCell) -> str:
        if cell.what.startswith("text:"):
            return TEXTS.get(cell.what.removeprefix("text:"), "")
        return f"{MEASURES.get(cell.measure, '')} {self._labels.get(cell.what, cell.what)}"

    def _show_cell(self) -> None:
        index = self.grid.currentIndex()
        if self._sheet is None or not index.isValid():
            return
        row, column = index.row(), index.column()
        left, above = words_around(self._sheet, row, column)
        self.place.setText(f"格子 {place_of(row, column)}")
        self.around.setText("；".join(part for part in (left, above) if part) or "旁边没有文字")
        assigned = self.cells.get((self._sheet.name, place_of(row, column)))
        free = (row, column) not in self._sheet.inside
        self.assign_button.setEnabled(free)
        self.clear_button.setEnabled(assigned is not None)
        if assigned is not None:
            self.figure.setCurrentIndex(self.figure.findData(assigned.what))
            self.measure.setCurrentIndex(max(0, self.measure.findData(assigned.measure)))

    def assign(self) -> None:
        """Put the chosen figure into the current cell."""
        index = self.grid.currentIndex()
        what = self.figure.currentData()
        if self._sheet is None or not index.isValid() or not what:
            return
        row, column = index.row(), index.column()
        left, above = words_around(self._sheet, row, column)
        measure = "" if str(what).startswith("text:") else str(self.measure.currentData())
        place = place_of(row, column)
        made = FormCell(self._sheet.name, place, str(what), measure, "", left, above)
        self.cells[self._sheet.name, place] = made
        self._renew(row, column)

    def clear(self) -> None:
        """Leave the current cell empty."""
        index = self.grid.currentIndex()
        if self._sheet is not None and index.isValid():
            self.cells.pop((self._sheet.name, place_of(index.row(), index.column())), None)
            self._renew(index.row(), index.column())

    def _renew(self, row: int, column: int) -> None:
        assert self._sheet is not None
        self.model.setItem(row, column, self._item(row, column, self._sheet.rows[row][column]))
        self._show_cell()
        self._say_count()

    def _say_count(self) -> None:
        self.told.setText(f"已指定 {len(self.cells)} 格。没指定的格子保持原样。")

    def save(self) -> None:
        """Keep the form with what goes where."""
        reading = self.reading
        if reading is None:
            return
        self.name_field.set_error("" if self.name.text().strip() else "没有写表名")
        if not self.name.text().strip():
            return
        title, cells = self.name.text(), tuple(self.cells.values())
        instead = reading.known.id if reading.known else None

        def saved(_change: object) -> None:
            self.leave_form()
            self.shell.say(f"已学会“{title}”，以后每月直接填", "ok")

        self.tasks.run(
            "保存市局表",
            lambda ledger, _: ledger.learn_bureau_form(reading.form, title, cells, instead),
            saved,
        )

    def leave_form(self) -> None:
        """Put the blank form away."""
        self.reading, self._sheet, self.cells = None, None, {}
        self.model.clear()
        self._settle()

    # filling

    def ask_fill(self) -> None:
        """Ask where the filled form goes."""
        name = safe_name(f"{self.form.currentText().partition('（')[0]}-{self.month.currentData()}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "填好另存为", name, WORKBOOK)
        if chosen:
            self.fill(Path(chosen).with_suffix(".xlsx"))

    def fill(self, path: Path) -> None:
        """Write the chosen form filled with the chosen month's figures."""
        form, month = self.form.currentData(), str(self.month.currentData())
        if form is None:
            return

        def filled(result: Filled) -> None:
            state = "上报的数" if result.state == "submitted" else "现在的数，还没上报"
            dashes = f"；{len(result.unknown)} 格没有数，填了“—”" if result.unknown else ""
            self.shell.say(f"已填 {result.cells} 格（{state}），存为 {path.name}{dashes}", "ok")

        self.tasks.run("填市局表", lambda ledger, _: ledger.fill_bureau_form(form, month, path), filled)


def _block(*widgets: QWidget) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    for each in widgets:
        column.addWidget(each)
    return block


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for each in widgets:
        row.addWidget(each)
    row.addStretch(1)
    return holder
