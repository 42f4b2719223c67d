"""The panels of 总览 around their lists: own plan, industries, townships."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from core.figure_views import Bar, Dashboard
from core.progress import rest_of
from ui import numbers
from ui.bars import IndustryList, TownshipList
from ui.controls import Button, Panel, line, link, set_property, words
from ui.overview_lists import PlanHeader, PlanList
from ui.tiles import pro_rata_words


class IndustryPanel(Panel):
    """Industries in two columns: the largest that fit, the rest summed up, all of them on one click."""

    def __init__(self, opened: Callable[[str], None]) -> None:
        super().__init__("分行业", "累计人数，占比")
        self._view: Dashboard | None = None
        self._all = False
        self._opened = opened
        self.list = IndustryList()
        self.list.opened.connect(self._open)
        self.list.room_changed.connect(self._fill)
        self._rest = words("", "caption")
        self._more = link("", self._toggle, small=True)
        foot = QHBoxLayout()
        foot.addWidget(self._rest)
        foot.addStretch(1)
        foot.addWidget(self._more)
        self.body.setSpacing(0)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(foot)
        foot.setContentsMargins(0, 0, 0, 0)
        set_margins(self, 14, 10, 14, 4)
        closer(self)

    def show_data(self, view: Dashboard) -> None:
        """Show the industries of a dashboard."""
        self._view = view
        self._fill()

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        view = self._view
        if view is None:
            return
        bars = view.industries
        shown = len(bars) if self._all else min(len(bars), self.list.capacity() - 1)
        rest = rest_of(bars, shown)
        unknown = Bar(
            "unknown", "未分类", view.industry_unknown, None, None, None, view.industry_unknown_share
        )
        most = max((bar.value for bar in bars), default=0)
        self.list.show_rows(bars[:shown], unknown, most, long=self._all)
        if rest.bars:
            self._rest.setText(f"其余 {rest.bars} 个行业 {numbers.count(rest.value)} 人")
        else:
            self._rest.setText("")
        self._more.setVisible(bool(rest.bars) or self._all)
        self._more.setText("收起 ›" if self._all else f"全部 {len(bars)} 个行业 ›")
        tighten(self._more)

    def _open(self, row: int) -> None:
        self._opened(f"placement.industry.{self.list.rows.row_at(row).bar.key}")


class TownshipPanel(Panel):
    """Townships ranked, with the pro-rata tick; those without a township in the foot."""

    def __init__(self, opened: Callable[[str], None], door: Callable[[str], None]) -> None:
        """`opened` takes the key of a figure, `door` the part of 目标任务 to open."""
        super().__init__("镇街进度")
        self._opened = opened
        self.list = TownshipList()
        self.list.opened.connect(self._open)
        self._rate, self._gap = words("完成率", "caption"), words("进度差", "caption")
        self.head.addWidget(self._rate)
        self.head.addSpacing(18)
        self.head.addWidget(self._gap)
        self._foot = words("", "caption")
        self._split = link("任务还没有分解到镇街，去分解 ›", lambda: door("split"), small=True)
        self._none = link("", self._open_none, small=True)
        self.unnamed = words(
            "还没有镇街名录。导入的表里写的镇街确认一次后，在这里按进度排名。", "secondary", wrap=True
        )
        self._names = link("打开镇街名录 ›", lambda: door("townships"))
        foot = QHBoxLayout()
        foot.addWidget(self._foot)
        foot.addWidget(self._split)
        foot.addStretch(1)
        foot.addWidget(self._none)
        self.body.addWidget(self.unnamed)
        self.body.addWidget(self._names)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(line())
        self.body.addLayout(foot)
        self.body.setSpacing(0)
        set_margins(self, 14, 10, 14, 4)
        closer(self)

    def show_data(self, view: Dashboard) -> None:
        """Show the townships of a dashboard."""
        split = any(bar.completion is not None for bar in view.townships)
        self._rate.setText("完成率" if split else "累计")
        self._gap.setText("进度差" if split else "占比")
        self.list.show_data(view)
        named = bool(view.townships)
        for each in (self.unnamed, self._names):
            each.setVisible(not named)
        self._rate.setVisible(named)
        self._gap.setVisible(named)
        self._foot.setText(f"竖线为序时 {numbers.rate(view.pro_rata)}，深色已达到" if split else "")
        self._foot.setVisible(split)
        self._split.setVisible(named and not split)
        tighten(self._split)
        self._none.setText(f"未分镇街 {numbers.count(view.township_none)} 人")
        tighten(self._none)

    def _open(self, row: int) -> None:
        self._opened(f"placement.township.{self.list.rows.row_at(row).bar.key}")

    def _open_none(self) -> None:
        self._opened("placement.township.none")


class PlanPanel(Panel):
    """The own plan as a table, with its period and its own pro-rata in the head."""

    def __init__(self) -> None:
        super().__init__("本区计划", " ")
        self.list = PlanList()
        self.body.setSpacing(0)
        self.body.addWidget(PlanHeader())
        self.body.addWidget(line())
        self.body.addSpacing(1)
        self.body.addWidget(self.list, 1)
        set_margins(self, 14, 10, 14, 2)
        closer(self)

    def show_data(self, view: Dashboard) -> None:
        """Show the own plan of a dashboard."""
        self.title.setText(view.own_title)
        self.note.setText(pro_rata_words(view.own[0]) if view.own else "")
        self.list.show_data(view.own)


def set_margins(panel: Panel, left: int, top: int, right: int, bottom: int) -> None:
    """Other margins than a panel's own: lists bring some of theirs."""
    layout = panel.layout()
    if layout is not None:
        layout.setContentsMargins(left, top, right, bottom)


def closer(panel: Panel) -> None:
    """No blank between the title and a list that brings its own; the note as quiet as a caption."""
    set_property(panel.note, "type", "caption")
    panel.title.setFixedHeight(20)
    panel.note.setFixedHeight(20)
    layout = panel.layout()
    if layout is not None:
        layout.setSpacing(2)


def tighten(button: Button) -> None:
    """A link at the right edge ends where the numbers above it end, and is no higher than its line."""
    if not button.styleSheet():
        button.setStyleSheet("QPushButton { min-height: 18px; max-height: 18px }")
        button.setFixedHeight(20)
    button.setFixedWidth(button.sizeHint().width() - 3)
