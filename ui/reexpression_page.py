"""区划重列: earlier actuals on the unit as it is since November 2025; what is not known stays unknown."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.reexpression import PartLine, Reexpressed
from ui import numbers
from ui.beside import Beside
from ui.controls import CountTabs, EmptyState, PageHead, ground, line, link, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.reading_table import Column
from ui.tasks import Tasks
from ui.value_table import Line, ValueTable

FIGURES = (("placement.total", "留渝来渝就业创业人数"), ("placement.origin.outside_city", "其中：市外来渝"))
YEARS = (2024, 2025)
COLUMNS = (
    Column("原单位或部分", 230),
    Column("原单位全年，人", 116, figure=True),
    Column("归入本单位，人", 116, figure=True),
    Column("状态", 90),
    Column("依据", 260),
)


class RulePanel(QWidget):
    """The rule, its assumption, and where the missing parts are typed."""

    def __init__(self, page: ReexpressionPage) -> None:
        super().__init__()
        ground(self, "surface")
        self.title = words("", "panel", wrap=True)
        self.sum = words("", "secondary", wrap=True)
        self.source = words("", "secondary", wrap=True)
        self.assumption = words("", "secondary", wrap=True)
        self.towns = words("", "secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for each in (self.title, self.sum, line()):
            column.addWidget(each)
        for head, label in (("依据", self.source), ("假定", self.assumption), ("划转的镇街", self.towns)):
            column.addWidget(words(head, "section"))
            column.addWidget(label)
        column.addWidget(link("在上年实绩里录入各部分的数和来源 ›", page.open_actuals))
        column.addStretch(1)

    def show_data(self, shown: Reexpressed) -> None:
        """Show the rule and the sum."""
        self.title.setText(f"{shown.year} 年按现行区划重列")
        missing = sum(each.value is None for each in shown.lines)
        if shown.total is None:
            self.sum.setText(f"还有 {missing} 部分不知道，合计不列，同比按未知处理。")
        else:
            self.sum.setText(f"合计 {_count(shown.total)} 人，可与现在的数比较。")
        self.source.setText(f"{shown.source}。")
        self.assumption.setText(f"{shown.assumption}。")
        towns = [f"{each.part.name}：{'、'.join(each.part.towns)}" for each in shown.lines if each.part.towns]
        self.towns.setText("\n".join(towns) or "没有")


class ReexpressionPage(Page):
    """目标任务 › 区划重列, for the units that the change concerns."""

    page_key = "reexpression"
    title = "区划重列"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._shown: dict[str, Reexpressed] = {}
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("目标任务")
        self.head.detail.setMinimumWidth(1)
        self.tabs = CountTabs("指标和年份")
        tabs: list[tuple[str, str, int | None]] = [
            (f"{figure} {year}", f"{label}，{year} 年", None) for year in YEARS for figure, label in FIGURES
        ]
        self.tabs.set_tabs(tabs, tabs[0][0])
        self.tabs.chosen.connect(self._show_tab)
        self.table = ValueTable("按现行区划重列", COLUMNS, state=3)
        self.panel = RulePanel(self)
        self.nothing = EmptyState("map-pins", "本单位的区划没有变", ("上年的数照原样比较。",))
        self.stack = QStackedWidget()
        self.stack.addWidget(Beside(self.table, self.panel))
        self.stack.addWidget(self.nothing)
        strip = QWidget()
        ground(strip, "surface")
        inside = QVBoxLayout(strip)
        inside.setContentsMargins(5, 0, 5, 0)
        inside.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(self.stack, 1)

    def refresh(self) -> None:
        """Read every figure and year."""

        def read(ledger: object, _: object) -> dict[str, Reexpressed]:
            found = {
                f"{figure} {year}": ledger.reexpressed(figure, year)  # type: ignore[attr-defined]  # a Ledger
                for year in YEARS
                for figure, _label in FIGURES
            }
            return {key: value for key, value in found.items() if value is not None}

        self.tasks.run("区划重列", read, self.show_data, replaces="reexpression")

    def show_data(self, shown: dict[str, Reexpressed]) -> None:
        """Show what is known of each part."""
        self._shown = shown
        self.head.set_detail("2025 年 11 月区划调整以前的实绩，按现在的单位重列，供同比")
        self.stack.setCurrentIndex(0 if shown else 1)
        self._show_tab(self.tabs.current)

    def _show_tab(self, key: str) -> None:
        shown = self._shown.get(key)
        if shown is None:
            return
        lines = [_line(each) for each in shown.lines]
        whole = ("合计", "", _count(shown.total), "", "各部分都知道才合计")
        self.table.show_data([*lines, Line(whole, strong=True, key="total")])
        self.panel.show_data(shown)

    def open_actuals(self) -> None:
        """Where the parts are typed, with their source."""
        self.shell.open_page("prior_actual")


def _line(each: PartLine) -> Line:
    known = each.value is not None
    texts = (
        each.part.name,
        _count(each.former_value),
        _count(each.value),
        "已知" if known else "未知",
        each.how,
    )
    return Line(texts, Glyph.DONE if known else Glyph.WAITING, filled=not known, key=each.part.key)


def _count(value: Decimal | None) -> str:
    if value is None:
        return numbers.UNKNOWN
    return numbers.count(int(value) if value == value.to_integral_value() else value)
