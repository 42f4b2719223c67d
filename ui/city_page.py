"""市级汇总: a folder of units' returns: who has sent what, sums by unit and industry, what does not add up.

It needs no right beyond reading, and nothing of the open ledger: everything shown comes from the folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.arithmetic import percent
from core.city.collect import collect
from core.city.received import Collection, Entry, State, UnitRow
from core.city.summary import STATES, write_collection
from core.errors import LedgerFault
from ui import numbers
from ui.beside import Beside
from ui.city_side import CitySide
from ui.controls import CountTabs, EmptyState, PageHead, ground, line, plain, primary, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Column
from ui.tasks import Job, Progress, Tasks
from ui.value_table import Line, ValueTable

UNITS, WRONG, MISSING, INDUSTRIES, ODD = "units", "wrong", "missing", "industries", "odd"
GLYPHS = {
    "submitted": Glyph.DONE,
    "draft": Glyph.HALF,
    "damaged": Glyph.BAD,
    "stale": Glyph.WAITING,
    "duplicate": Glyph.LOOK,
    "missing": Glyph.DRAFT,
}
_UNIT_COLUMNS = (
    Column("单位", 160),
    Column("状态", 84),
    Column("版次", 60),
    Column("报出日期", 92, quiet=True),
    Column("年度目标", 74, figure=True),
    Column("本月", 64, figure=True),
    Column("累计", 72, figure=True),
    Column("完成率", 70, figure=True),
    Column("市外累计", 74, figure=True),
    Column("市外完成率", 86, figure=True),
)
_INDUSTRY_COLUMNS = (
    Column("行业", 280),
    Column("上年全年", 96, figure=True),
    Column("年度目标", 96, figure=True),
    Column("本月", 88, figure=True),
    Column("累计", 96, figure=True),
    Column("完成率", 96, figure=True),
)
_ODD_COLUMNS = (Column("单位", 168), Column("对不上的地方", 400))


class CityPage(Page):
    """市级汇总 of the folder that was chosen last."""

    page_key = "city"
    title = "市级汇总"
    rail_key = "return"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self.collection: Collection | None = None
        self._folder: Path | None = None
        self._job: Job | None = None
        self.head = PageHead("市级汇总")
        self.head.detail.setMinimumWidth(1)
        self.again_button = plain("重新读取", self.read_again, "refresh")
        self.save_button = plain("另存工作簿…", self.save_workbook, "file-spreadsheet")
        self.folder_button = primary("选文件夹…", self.choose_folder)
        for button in (self.again_button, self.save_button, self.folder_button):
            self.head.tools.addWidget(button)
        self.tabs = CountTabs("汇总的几个方面")
        self.tabs.chosen.connect(lambda _: self._show_tab())
        self.units = ValueTable("各单位月报", _UNIT_COLUMNS, state=1)
        self.side = CitySide()
        self.units.chosen.connect(self._unit_chosen)
        self.industries = ValueTable("分行业汇总", _INDUSTRY_COLUMNS)
        self.odd = ValueTable("对不上的地方", _ODD_COLUMNS)
        self.empty = EmptyState(
            "folder",
            "还没有选文件夹",
            ("把各单位报来的月报（PDF 或工作簿）放进一个文件夹，含子文件夹。", "只读不改，也不写进本台账。"),
        )
        self.empty.add_action(primary("选文件夹…", self.choose_folder))
        self.reading = EmptyState("folder", "正在核对", ("逐份核对摘要、印的数和二维码。",))
        self.stop_button = plain("停下", self.stop)
        self.reading.add_action(self.stop_button)
        self._lay_out()
        tasks.progress.connect(self._progressed)
        self._show_nothing()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.main = Beside(self.units, self.side)
        shown: tuple[QWidget, ...] = (self.empty, self.reading, self.main, self.industries, self.odd)
        for each in shown:
            self.stack.addWidget(each)
        self.strip = QWidget()
        ground(self.strip, "surface")
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(5, 0, 5, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.foot = QWidget()
        ground(self.foot, "surface")
        self.totals = words("", "secondary", wrap=True)
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(16, 7, 16, 7)
        foot.addWidget(self.totals, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rules = (line(), line("line_strong"))
        for part in (self.head, self.strip, self._rules[0]):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self._rules[1])
        column.addWidget(self.foot)

    # reading

    def arrive(self, **context: Any) -> None:
        folder = context.get("folder")
        if isinstance(folder, Path):
            self.read(folder)

    def choose_folder(self) -> None:
        """Ask for a folder and read it."""
        start = str(self._folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, "选放月报的文件夹", start)
        if chosen:
            self.read(Path(chosen))

    def read_again(self) -> None:
        """Read the same folder anew: papers have come in."""
        if self._folder is not None:
            self.read(self._folder)

    def read(self, folder: Path) -> None:
        """Read a folder of returns."""
        self._folder = folder
        self._frame(shown=False)
        self.reading.sentence.setText("正在核对")
        self.stack.setCurrentWidget(self.reading)

        def work(_: object, progress: Progress) -> Collection:
            return collect(folder, progress=progress)

        self._job = self.tasks.run("汇总月报", work, self.show_data, self._not_read, replaces="city")

    def stop(self) -> None:
        """Stop reading; what was shown before comes back."""
        if self._job is not None:
            self._job.cancel()
        if self.collection is None:
            self._show_nothing()
        else:
            self.show_data(self.collection)

    def _progressed(self, label: str, share: float, text: str) -> None:
        if label == "汇总月报" and share >= 0:
            self.reading.sentence.setText(text)

    def _not_read(self, fault: LedgerFault) -> None:
        self.stop()
        self.tasks.failed.emit(fault)

    # showing

    def _show_nothing(self) -> None:
        self._frame(shown=False)
        self.stack.setCurrentWidget(self.empty)

    def _frame(self, *, shown: bool) -> None:
        """Tabs, totals and buttons are there only where there is something to show."""
        for part in (self.strip, self.foot, *self._rules, self.again_button, self.save_button):
            part.setVisible(shown)
        if not shown:
            self.head.set_detail("")

    def show_data(self, collection: Collection) -> None:
        """Show a collection."""
        self.collection = collection
        self._frame(shown=True)
        wrong = [row for row in collection.rows if row.state in ("damaged", "duplicate", "stale")]
        strangers = [entry for entry in collection.entries if not entry.unit_name]
        self.tabs.set_tabs(
            [
                (UNITS, "各单位", len(collection.rows)),
                (WRONG, "要处理", len(wrong) + len(strangers)),
                (MISSING, "未收到", len(collection.missing)),
                (INDUSTRIES, "分行业", None),
                (ODD, "对不上", len(collection.oddities)),
            ],
            self.tabs.current or UNITS,
        )
        month = collection.month
        label = f"{month.year} 年 {month.number} 月，" if month else ""
        self.head.set_detail(f"{label}{collection.folder}")
        self.totals.setText(_totals_words(collection))
        self.industries.show_data(_industry_lines(collection))
        self.odd.show_data(_odd_lines(collection))
        self._show_tab()

    def _show_tab(self) -> None:
        collection, key = self.collection, self.tabs.current
        if collection is None:
            return
        if key == INDUSTRIES:
            self.stack.setCurrentWidget(self.industries)
        elif key == ODD:
            self.stack.setCurrentWidget(self.odd)
        else:
            self.units.show_data(_unit_lines(collection, key), self.units.current)
            self.stack.setCurrentWidget(self.main)

    def _unit_chosen(self, key: str) -> None:
        if self.collection is None:
            return
        row = next((each for each in self.collection.rows if each.unit.key == key), None)
        stranger = next((each for each in self.collection.entries if each.received.file == key), None)
        self.side.show_data(self.collection, row, stranger)

    # saving

    def save_workbook(self) -> None:
        """Save the tables as a workbook."""
        collection = self.collection
        if collection is None:
            return
        name = f"市级汇总-{collection.month}.xlsx" if collection.month else "市级汇总.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存工作簿", name, "工作簿 (*.xlsx)")
        if chosen:
            self.write_workbook(Path(chosen).with_suffix(".xlsx"))

    def write_workbook(self, path: Path) -> None:
        """Write the workbook."""
        collection = self.collection
        if collection is not None:
            self.tasks.run(
                "另存汇总",
                lambda _ledger, _progress: write_collection(collection, path),
                lambda _: self.shell.say(f"已存 {path.name}"),
            )


def _totals_words(collection: Collection) -> str:
    counted = [row for row in collection.rows if row.entry is not None]
    drafts = sum(1 for row in counted if row.entry and row.entry.state is State.DRAFT)
    quota = sum(row.quota or 0 for row in collection.rows)
    outside = sum(row.quota_outside or 0 for row in collection.rows)
    text = f"应报 {len(collection.rows)} 个单位，计入 {len(counted)} 个"
    text += f"（其中草稿 {drafts} 个）" if drafts else ""
    text += f"；累计 {numbers.count(collection.total)} 人"
    if quota:
        text += f"，为全市目标的 {numbers.rate(percent(collection.total, quota))}"
    text += f"；市外来渝 {numbers.count(collection.outside)} 人"
    if outside:
        text += f"，为目标的 {numbers.rate(percent(collection.outside, outside))}"
    return text


def _unit_lines(collection: Collection, key: str) -> list[Line]:
    """The units of a tab; papers of nobody known stand last among those to look after."""
    rows = [row for row in collection.rows if _belongs(row, key)]
    lines = [_unit_line(row) for row in rows]
    if key != MISSING:
        strangers = [entry for entry in collection.entries if not entry.unit_name]
        lines += [_stranger_line(entry) for entry in strangers]
    return lines


def _belongs(row: UnitRow, key: str) -> bool:
    if key == WRONG:
        return row.state in ("damaged", "duplicate", "stale")
    return key != MISSING or row.state == "missing"


def _unit_line(row: UnitRow) -> Line:
    entry = row.entry or (row.others[0] if row.others else None)
    counted = row.entry.received if row.entry else None
    received = entry.received if entry else None
    texts = (
        row.unit.name,
        STATES[row.state],
        f"第 {received.version} 版" if received and received.version else "",
        received.reported_on.isoformat() if received and received.reported_on else "",
        numbers.count(row.quota),
        numbers.count(counted.new if counted else None),
        numbers.count(counted.total if counted else None),
        numbers.rate(percent(counted.total if counted else None, row.quota)),
        numbers.count(counted.outside if counted else None),
        numbers.rate(percent(counted.outside if counted else None, row.quota_outside)),
    )
    wants = row.state in ("damaged", "duplicate")
    return Line(texts, GLYPHS[row.state], filled=wants, key=row.unit.key)


def _stranger_line(entry: Entry) -> Line:
    state = entry.state.value
    texts = (entry.received.file, STATES[state], "", "", *([numbers.UNKNOWN] * 6))
    return Line(texts, GLYPHS[state], filled=True, key=entry.received.file)


def _industry_lines(collection: Collection) -> list[Line]:
    return [
        Line(
            (
                row.name,
                numbers.count(row.prior),
                numbers.count(row.target),
                numbers.count(row.month),
                numbers.count(row.value),
                numbers.rate(percent(row.value, row.target)),
            ),
            key=row.key,
        )
        for row in collection.industries
    ]


def _odd_lines(collection: Collection) -> list[Line]:
    found = [
        Line((oddity.unit or "全市", oddity.words), key=str(place))
        for place, oddity in enumerate(collection.oddities)
    ]
    return found or [Line(("全市", "各数都对得上"))]
