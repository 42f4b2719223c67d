"""两本账: the city's quota and the own plan side by side, and why their numbers differ."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.two_masters import MasterLine, MasterSide, TwoMasters
from ui import numbers
from ui.beside import Beside
from ui.controls import EmptyState, PageHead, ground, line, link, words
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Column
from ui.tasks import Tasks
from ui.value_table import Line, ValueTable

COLUMNS = (
    Column("指标", 200),
    Column("单位", 48, quiet=True),
    Column("市级累计", 82, figure=True),
    Column("市级要求", 82, figure=True),
    Column("市级完成", 82, figure=True),
    Column("区方案累计", 88, figure=True),
    Column("区方案要求", 88, figure=True),
    Column("区方案完成", 88, figure=True),
)
CITY_COLUMNS, OWN_COLUMNS = (2, 3, 4), (5, 6, 7)


class MasterPanel(QWidget):
    """One indicator: each plan's arithmetic, and why the two differ."""

    def __init__(self, page: MastersPage) -> None:
        super().__init__()
        ground(self, "surface")
        self._page = page
        self.line: MasterLine | None = None
        self.title = words("", "panel", wrap=True)
        self.city = words("", "secondary", wrap=True)
        self.own = words("", "secondary", wrap=True)
        self.why = words("", "body", wrap=True)
        self.city_link = link(
            "市级：为什么是这个数 ›", lambda: page.explain(self.line.city if self.line else None)
        )
        self.own_link = link(
            "区方案：为什么是这个数 ›", lambda: page.explain(self.line.own if self.line else None)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for each in (self.title, self.city, self.city_link, line(), self.own, self.own_link, line()):
            column.addWidget(each)
        column.addWidget(words("差在哪", "section"))
        column.addWidget(self.why)
        column.addStretch(1)

    def show_data(self, shown: MasterLine | None) -> None:
        """Show an indicator."""
        self.line = shown
        self.title.setText(shown.label if shown else "没有选中的指标")
        for label, way, side, name in (
            (self.city, self.city_link, shown.city if shown else None, "市级"),
            (self.own, self.own_link, shown.own if shown else None, "区方案"),
        ):
            label.setText(_side_words(side, name))
            way.setVisible(side is not None)
        sentences = shown.why if shown else ()
        self.why.setText("\n".join(f"{place}. {each}。" for place, each in enumerate(sentences, 1)))

    def _explain_city(self) -> None:
        self._page.explain(self.line.city if self.line else None)

    def _explain_own(self) -> None:
        self._page.explain(self.line.own if self.line else None)


class MastersPage(Page):
    """目标任务 › 两本账."""

    page_key = "masters"
    title = "两本账"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._view: TwoMasters | None = None
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("目标任务")
        self.head.detail.setMinimumWidth(1)
        self.table = ValueTable("两本账", COLUMNS)
        self.panel = MasterPanel(self)
        self.table.chosen.connect(self._chosen)
        self.table.activated.connect(self._opened)
        self.nothing = EmptyState(
            "target-arrow",
            "这一年没有可以对照的任务",
            ("载入市级任务和区里的方案以后，两边的数在这里对照。",),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(Beside(self.table, self.panel))
        self.stack.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)

    def refresh(self) -> None:
        """Read both plans at the cut-off shown."""
        as_of = self.shell.as_of
        self.tasks.run(
            "对照两本账", lambda ledger, _: ledger.two_masters(as_of), self.show_data, replaces="masters"
        )

    def show_data(self, view: TwoMasters) -> None:
        """Show every indicator that one of the two asks for."""
        self._view = view
        day = numbers.day_words(view.as_of)
        own = view.own_title or "本单位没有自己的方案"
        self.head.set_detail(f"同一批登记，两个要求：{view.city_title or '没有市级任务'} / {own}，到 {day}")
        kept = self.table.current
        self.table.show_data([_line(each) for each in view.lines], kept)
        self.stack.setCurrentIndex(0 if view.lines else 1)

    def _shown(self, key: str) -> MasterLine | None:
        lines = self._view.lines if self._view else ()
        return next((each for each in lines if each.key == key), None)

    def _chosen(self, key: str) -> None:
        self.panel.show_data(self._shown(key))

    def _opened(self, index: QModelIndex) -> None:
        shown = self._shown(self.table.current)
        if shown is not None:
            own = index.column() in OWN_COLUMNS or shown.city is None
            self.explain(shown.own if own else shown.city)

    def explain(self, side: MasterSide | None) -> None:
        """为什么是这个数, over the span of that side's plan."""
        if side is not None:
            self.shell.explain(side.figure.key, None if side.reference else side.plan, self.shell.as_of)


def _line(each: MasterLine) -> Line:
    return Line((each.label, each.unit, *_cells(each.city), *_cells(each.own)), key=each.key)


def _cells(side: MasterSide | None) -> tuple[str, str, str]:
    if side is None:
        return "", "", ""
    view = side.figure
    value = numbers.rate(view.value) if view.unit == "%" else numbers.count(view.value)  # type: ignore[arg-type]  # a rate is a decimal
    if side.reference:
        return value, "全市", ""
    return value, _asked(side), numbers.rate(view.completion) if view.unit != "%" else ""


def _asked(side: MasterSide) -> str:
    sign = {">": "＞", "about": "约 "}.get(side.figure.comparator or "", "")
    return f"{sign}{numbers.count(side.figure.target)}"


def _side_words(side: MasterSide | None, name: str) -> str:
    if side is None:
        return f"{name}：没有这一项"
    view = side.figure
    if side.reference:
        return f"{name}（{side.title}，{side.span}）：全市 {_asked(side)} {view.unit}，只作参考"
    done = f"累计 {numbers.count(view.value)} / {_asked(side)} {view.unit}"
    parts = [f"{name}（{side.title}，{side.span}）：{done}"]
    if view.completion is not None:
        parts.append(f"完成 {numbers.rate(view.completion)}")
        parts.append(f"序时进度 {numbers.rate(view.pro_rata)}，进度差 {numbers.signed(view.gap)} 百分点")
    return "，".join(parts)
