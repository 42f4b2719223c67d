"""总览: how far the district is, and where it lags. Every number, bar and line opens its rows."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from core.figure_views import Dashboard
from ui import numbers
from ui.chart import LAST_YEAR, CumulativeChart
from ui.chart_table import MonthTable
from ui.controls import (
    PageHead,
    Panel,
    Segments,
    Strip,
    ToolButton,
    plain,
    primary,
    set_property,
)
from ui.cut_off import CutOffButton
from ui.overview_board import Board, Pieces
from ui.overview_lists import DueList
from ui.overview_panels import IndustryPanel, PlanPanel, TownshipPanel, closer, set_margins
from ui.page import Page, Shell
from ui.tasks import Tasks
from ui.tiles import FigureTile
from ui.why_panel import WhyPanel

TOTAL = "placement.total"
WITH_SCOPE = 640
SCOPES = (("all", "全部计划"), ("city", "市级任务"), ("own", "本区计划"))


class OverviewPage(Page):
    """总览. `show_data` draws a dashboard; `refresh` reads it at the cut-off day."""

    page_key = "overview"
    title = "总览"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._view: Dashboard | None = None
        self._build_head()
        self._build_pieces()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._empty)
        self.scroller = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.board)
        column.addWidget(scroll, 1)

    def _build_head(self) -> None:
        self.head = PageHead("总览")
        self.head.detail.setMinimumWidth(1)
        self.scope = Segments(SCOPES, name="显示哪些计划")
        self.scope.chosen.connect(self._show_scope)
        self.cut_off = CutOffButton()
        self.cut_off.chosen.connect(self.set_cut_off)
        self.head.tools.addWidget(self.scope)
        self.head.tools.addWidget(self.cut_off)
        self.head.tools.addWidget(ToolButton("refresh", name="刷新（F5）", act=self.refresh))
        self.head.tools.addWidget(ToolButton("printer", name="打印月报", act=self._print))
        self._empty = Strip("台账里还没有就业创业登记，下面的数都是 0。镇街、院校的表可以直接导入。", "note")
        self._empty.tools.addWidget(plain("录一笔", self._record))
        self._empty.tools.addWidget(primary("从 Excel 导入…", self._import, "file-import"))
        self._empty.setFixedHeight(44)
        self._empty.hide()

    def _build_pieces(self) -> None:
        self.tiles = (FigureTile(), FigureTile())
        for tile in self.tiles:
            tile.clicked.connect(lambda *_, tile=tile: self._explain_tile(tile))
        self.plan = PlanPanel()
        self.plan.list.opened.connect(self._explain_own)
        self.chart = CumulativeChart()
        self.chart.opened.connect(self._explain_line)
        self.chart.table_wanted.connect(self._show_months)
        chart_panel = Panel("留渝来渝就业创业，年内累计", "单位：人")
        chart_panel.body.addWidget(self.chart, 1)
        set_margins(chart_panel, 6, 10, 14, 6)
        set_property(chart_panel.note, "type", "caption")
        chart_panel.head.setContentsMargins(8, 0, 0, 0)
        self.industries = IndustryPanel(self._explain_key)
        self.townships = TownshipPanel(self._explain_key, self._open_targets)
        due_panel = Panel("到期与待办", " ")
        self.due = DueList()
        self.due.opened.connect(self._open_due)
        due_panel.body.addWidget(self.due, 1)
        set_margins(due_panel, 14, 10, 14, 2)
        closer(due_panel)
        self.board = Board(
            Pieces(*self.tiles, self.plan, chart_panel, self.industries, self.townships, due_panel)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """The plans to choose from make room first, then the words after the title."""
        own = bool(self._view and self._view.own)
        self.scope.setVisible(own and self.width() >= WITH_SCOPE)

    # data

    def refresh(self) -> None:
        """Read the dashboard at the cut-off day."""
        day = self.shell.as_of
        self.tasks.run(
            "读取总览", lambda ledger, _: ledger.dashboard(day), self.show_data, replaces="overview"
        )

    def show_data(self, view: Dashboard) -> None:
        """Draw a dashboard."""
        self._view = view
        value = next((each for each in view.city if each.key == TOTAL), None)
        told = f"，{numbers.count(value.value)} {value.unit}" if value is not None else ""
        self.head.set_detail(f"截至 {numbers.full_day_words(view.as_of)}{told}")
        self.cut_off.show_day(view.as_of)
        self._empty.setVisible(view.rows == 0)
        for number, (tile, figure) in enumerate(zip(self.tiles, view.city, strict=False)):
            label = figure.label.removesuffix("人数")
            tile.show_data(label if number else f"市级任务：{label}", figure)
        self.plan.show_data(view)
        self.chart.show_data(view)
        self.industries.show_data(view)
        self.townships.show_data(view)
        self.due.show_data(view.due)
        self._fit_head()
        self._show_scope(self.scope.current)

    def _show_scope(self, scope: str) -> None:
        own = bool(self._view and self._view.own)
        self.board.show_plans(city=scope != "own" or not own, own=scope != "city" and own)

    def set_cut_off(self, day: date) -> None:
        """Show the figures at another cut-off day."""
        self.shell.as_of = day
        self.refresh()

    # doors

    def _explain_key(self, key: str) -> None:
        self._mark_tile(None)
        self.shell.explain(key, self._city_plan(), self.shell.as_of)

    def _city_plan(self) -> str | None:
        return self._view.city[0].plan if self._view and self._view.city else None

    def _explain_tile(self, tile: FigureTile) -> None:
        if tile.figure is not None:
            self._mark_tile(tile)
            self.shell.explain(tile.figure.key, tile.figure.plan, self.shell.as_of)
            self._watch_panel()

    def _watch_panel(self) -> None:
        """When the explanation closes, no figure keeps its frame."""
        panels = cast("list[WhyPanel]", self.window().findChildren(WhyPanel))
        for panel in panels:
            panel.closed.connect(lambda: self._mark_tile(None), Qt.ConnectionType.SingleShotConnection)

    def _mark_tile(self, chosen: FigureTile | None) -> None:
        for tile in self.tiles:
            tile.set_chosen(tile is chosen)

    def _explain_own(self, row: int) -> None:
        self._mark_tile(None)
        figure = self.plan.list.rows.row_at(row)
        self.shell.explain(figure.key, figure.plan, self.shell.as_of)

    def _explain_line(self, key: str) -> None:
        self._mark_tile(None)
        day = self.shell.as_of
        if key == LAST_YEAR:
            self.shell.explain(TOTAL, None, date(day.year - 1, 12, 31))
        else:
            self.shell.explain(TOTAL, self._city_plan(), day)

    def _show_months(self) -> None:
        if self._view is not None:
            MonthTable(self._view, self).open()

    def _open_due(self, row: int) -> None:
        due = self.due.rows.row_at(row)
        if not isinstance(due, str) and due.page:
            self.shell.open_page(due.page, **({"part": due.part} if due.part else {}))

    def _open_targets(self, part: str) -> None:
        self.shell.open_page("targets", part=part)

    def _print(self) -> None:
        self.shell.open_page("return", month=f"{self.shell.as_of:%Y-%m}")

    def _import(self) -> None:
        self.shell.open_page("import", section="placement")

    def _record(self) -> None:
        self.shell.open_page("placement", new=True)
