"""趋势: majors and colleges of leavers without work, who hires, how long work takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.trends import Durations, Group, TrendsView, Wanted
from core.views import Query
from ui import numbers
from ui.controls import CountTabs, EmptyState, PageHead, combo, ground, line, plain, words
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Column
from ui.section_files import WORKBOOK
from ui.tasks import Tasks
from ui.value_table import Line, ValueTable

MAJORS, COLLEGES, EMPLOYERS, REGISTERED, HANDED_OVER = (
    "majors",
    "colleges",
    "employers",
    "registered",
    "handed_over",
)
TITLES = {
    MAJORS: "专业",
    COLLEGES: "院校",
    EMPLOYERS: "用人单位",
    REGISTERED: "登记到就业",
    HANDED_OVER: "交接到就业",
}
RULES = {
    MAJORS: "离校未就业名册里本年移交的人（选了届别按届别），已就业按交接后的就业登记或已就业状态。",
    COLLEGES: "离校未就业名册里本年移交的人（选了届别按届别），已就业按交接后的就业登记或已就业状态。",
    EMPLOYERS: "本年计入的就业登记，一人一年计一次，取人数最多的 100 家。",
    REGISTERED: "本年的失业登记，到再就业日期或登记后最早一笔计入的就业登记为止的天数。",
    HANDED_OVER: "名册的交接日期，到就业日期为止的天数。",
}
_RATE = (Column("", 220), Column("人数", 100, figure=True), Column("已就业", 100, figure=True))
GROUP_COLUMNS = (*_RATE, Column("已就业比例", 120, figure=True))
EMPLOYER_COLUMNS = (Column("用人单位", 320), Column("本年吸纳，人", 140, figure=True))
DURATION_COLUMNS = (*_RATE, Column("中位数，天", 120, figure=True), Column("占已就业", 110, figure=True))


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the rows behind each of its cells: column → ids."""

    line: Line
    rows: dict[int, tuple[int, ...]]


class TrendsPage(Page):
    """趋势, reached from the roster of leavers and from the employers."""

    page_key = "trends"
    title = "趋势"
    rail_key = "leavers"
    watches = frozenset(("placement", "unemployed_leaver", "unemployment", "employer", "person", "service"))

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._view: TrendsView | None = None
        self._shown: tuple[Shown, ...] = ()
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("趋势", "", "离校未就业")
        self.head.back.connect(lambda: shell.open_page("unemployed_leaver"))
        self.cohort = combo((("", "全部届别"),), "届别")
        self.township = combo((("", "全部镇街"),), "镇街")
        for box in (self.cohort, self.township):
            box.setMinimumWidth(120)
            box.currentIndexChanged.connect(lambda _: self.refresh())
            self.head.tools.addWidget(box)
        self.head.tools.addWidget(plain("导出…", self.ask_export, "file-export"))
        self.tabs = CountTabs("趋势")
        self.tabs.set_tabs([(key, title, None) for key, title in TITLES.items()], MAJORS)
        self.tabs.chosen.connect(self._show_tab)
        self.rule = words("", "label")
        self.hint = words("双击或按回车，打开数字后面的行", "caption")
        self.tables = {
            MAJORS: ValueTable("专业", _named(GROUP_COLUMNS, "专业")),
            COLLEGES: ValueTable("院校", _named(GROUP_COLUMNS, "院校")),
            EMPLOYERS: ValueTable("用人单位", EMPLOYER_COLUMNS),
            REGISTERED: ValueTable("登记到就业", _named(DURATION_COLUMNS, "登记月份、用时")),
            HANDED_OVER: ValueTable("交接到就业", _named(DURATION_COLUMNS, "交接月份、用时")),
        }
        self.stack = QStackedWidget()
        for table in self.tables.values():
            table.activated.connect(self._open)
            self.stack.addWidget(table)
        self.nothing = EmptyState("chart-line", "还没有可以看的数", ("名册、登记有了行，这里就有。",))
        self.stack.addWidget(self.nothing)
        self._lay_out()

    def _lay_out(self) -> None:
        strip = QWidget()
        ground(strip, "surface")
        inside = QVBoxLayout(strip)
        inside.setContentsMargins(5, 0, 16, 6)
        inside.setSpacing(4)
        inside.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        told = QHBoxLayout()
        told.setContentsMargins(11, 0, 0, 0)
        told.addWidget(self.rule)
        told.addStretch(1)
        told.addWidget(self.hint)
        inside.addLayout(told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(self.stack, 1)

    # data

    @property
    def wanted(self) -> Wanted:
        """The filters as they stand."""
        return Wanted(str(self.cohort.currentData() or ""), str(self.township.currentData() or ""))

    def refresh(self) -> None:
        """Read the trends of the year shown."""
        as_of, wanted = self.shell.as_of, self.wanted

        def read(ledger: Any, _: object) -> Any:
            return ledger.trends(as_of, wanted), ledger.code_choices("township")

        self.tasks.run("读取趋势", read, lambda got: self.show_data(*got), replaces="trends")

    def show_data(self, view: TrendsView, townships: Sequence[tuple[str, str]]) -> None:
        """Show the trends."""
        self._view = view
        _fill(self.cohort, [(year, f"{year} 届") for year in view.cohorts])
        _fill(self.township, townships)
        day = numbers.day_words(view.as_of)
        self.head.set_detail(f"{view.as_of.year} 年，到 {day}")
        self._show_tab(self.tabs.current)

    def _show_tab(self, key: str) -> None:
        if self._view is None or key not in self.tables:
            return
        self.rule.setText(RULES[key])
        self._shown = tuple(_lines(self._view, key))
        self.tables[key].show_data([each.line for each in self._shown])
        self.stack.setCurrentWidget(self.tables[key] if self._shown else self.nothing)
        self.hint.setVisible(bool(self._shown))

    # opening and export

    def _open(self, index: QModelIndex) -> None:
        shown = self._shown[index.row()]
        ids = shown.rows.get(index.column()) or shown.rows.get(1, ())
        if ids:
            name = shown.line.texts[0].strip()
            title = f"趋势：{name}，{len(ids):,} 行"
            self.shell.open_page(_section(self.tabs.current), query=Query(ids=ids), title=title)

    def ask_export(self) -> None:
        """Ask where the workbook goes."""
        chosen, _ = QFileDialog.getSaveFileName(self, "导出趋势", f"趋势-{self.shell.as_of}.xlsx", WORKBOOK)
        if chosen:
            self.export(Path(chosen).with_suffix(".xlsx"))

    def export(self, out: Path) -> None:
        """Write the totals of what is shown; no person stands in them."""
        as_of, wanted = self.shell.as_of, self.wanted
        self.tasks.run(
            "导出趋势",
            lambda ledger, _: ledger.export_trends(as_of, wanted, out),
            lambda lines: self.shell.say(f"已导出 {lines:,} 行到 {out.name}"),
        )


def _section(key: str) -> str:
    return {EMPLOYERS: "placement", REGISTERED: "unemployment"}.get(key, "unemployed_leaver")


def _named(columns: tuple[Column, ...], head: str) -> tuple[Column, ...]:
    return (Column(head, columns[0].width), *columns[1:])


def _fill(box: Any, choices: Sequence[tuple[str, str]]) -> None:
    """The choices after 全部, where they are not there yet; what is chosen stays."""
    if [box.itemData(place) for place in range(1, box.count())] == [key for key, _ in choices]:
        return
    kept = box.currentData()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for key, text in choices:
        box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(kept)))
    box.blockSignals(False)


def _lines(view: TrendsView, key: str) -> list[Shown]:
    if key in (MAJORS, COLLEGES):
        return [_group(each) for each in (view.majors if key == MAJORS else view.colleges)]
    if key == EMPLOYERS:
        return [
            Shown(Line((each.name, numbers.count(len(each.rows))), key=each.name), {1: each.rows})
            for each in view.employers
        ]
    return _durations(view.registered if key == REGISTERED else view.handed_over)


def _group(each: Group) -> Shown:
    texts = (each.name, numbers.count(len(each.rows)), numbers.count(len(each.in_work)), _rate(each.share))
    return Shown(Line(texts, key=each.name), {1: each.rows, 2: each.in_work, 3: each.in_work})


def _durations(found: Durations) -> list[Shown]:
    if not found.rows:
        return []
    whole = ("合计", numbers.count(len(found.rows)), numbers.count(len(found.in_work)))
    middle = numbers.count(found.median_days)
    lines = [Shown(Line((*whole, middle, ""), strong=True, key="all"), {1: found.rows, 2: found.in_work})]
    for month in found.months:
        counts = (numbers.count(len(month.rows)), numbers.count(len(month.in_work)))
        texts = (month.month, *counts, numbers.count(month.median_days), "")
        lines.append(Shown(Line(texts, key=month.month), {1: month.rows, 2: month.in_work}))
    told = ("用时分布", "", numbers.count(len(found.in_work)), "", "")
    lines.append(Shown(Line(told, strong=True, key="buckets"), {2: found.in_work}))
    for each in found.buckets:
        texts = (f"　{each.words}", "", numbers.count(len(each.rows)), "", _rate(each.share))
        lines.append(Shown(Line(texts, key=each.words), {1: each.rows, 2: each.rows}))
    waiting = numbers.count(len(found.waiting))
    lines.append(Shown(Line(("　还没有就业", waiting, "", "", ""), key="waiting"), {1: found.waiting}))
    return lines


def _rate(value: Any) -> str:
    return numbers.rate(value)
