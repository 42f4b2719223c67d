"""The top bar: unit, year, search over everything, account, help and lock."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.info import LedgerInfo
from ui.buttons import ToolButton
from ui.fields import combo
from ui.search_box import SHORTCUT, SearchBox
from ui.tasks import Tasks
from ui.words import ground, line, words

HEIGHT = 42


class TopBar(QWidget):
    """42 px over the whole window."""

    year_chosen = Signal(int)
    lock_wanted = Signal()
    help_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self, tasks: Tasks, info: LedgerInfo, titles: Mapping[str, str], years: range) -> None:
        super().__init__()
        self._info = info
        self.setFixedHeight(HEIGHT)
        ground(self, "surface")
        self.unit = words("", "section")
        self.menu = ToolButton("menu-2", name="栏目", act=self.menu_wanted.emit)
        self.page_name = words("", "page")
        self.year = combo([(str(year), f"{year} 年度") for year in reversed(years)], "年度")
        self.year.setFixedWidth(98)
        self.year.activated.connect(lambda _: self.year_chosen.emit(int(self.year.currentData())))
        self.search = SearchBox(tasks, titles)
        self.search_tool = ToolButton("search", name="搜索", act=self._open_search)
        self.account = ToolButton("user", self._account_words(True), name=f"账号 {info.account}")
        self.account.setMenu(self._account_menu())
        self.account.setPopupMode(ToolButton.ToolButtonPopupMode.InstantPopup)
        self.help = ToolButton("help", name="操作手册", act=self.help_wanted.emit)
        self.help.setToolTip("操作手册（F1）")
        self.lock = ToolButton("lock", name="锁定", act=self.lock_wanted.emit, shortcut="Ctrl+L")
        self.more = ToolButton("dots", name="更多")
        self.more.setPopupMode(ToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self.arrange(1366)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(6)
        row.addWidget(self.menu)
        row.addWidget(self.page_name)
        row.addWidget(self.unit)
        row.addSpacing(4)
        row.addWidget(self.year)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addWidget(self.search_tool)
        row.addStretch(1)
        self._row, self._gap = row, row.count() - 1
        row.addWidget(self.account)
        row.addSpacing(10)
        row.addWidget(self.help)
        row.addWidget(self.lock)
        row.addWidget(self.more)
        outer.addWidget(inner, 1)
        outer.addWidget(line())

    def arrange(self, width: int) -> None:
        """Fit a window of this logical width (section 11 of the look)."""
        wide, tiny = width >= 1280, width < 640
        self.setFixedHeight(38 if tiny else HEIGHT)
        self.unit.setText(self._info.office.removeprefix("重庆市") if wide else self._info.unit_name)
        self.account.setText(self._account_words(wide))
        for part in (self.menu, self.page_name, self.search_tool, self.more):
            part.setVisible(tiny)
        for each in (self.unit, self.year, self.search, self.account, self.help, self.lock):
            each.setVisible(not tiny)
        self._row.setStretch(self._gap, 0 if tiny else 1)
        self.search.setMaximumWidth(400 if wide else 300)
        self.search.setMinimumWidth(120)

    def show_year(self, year: int) -> None:
        """Show this year in the box, without a signal."""
        self.year.setCurrentIndex(self.year.findData(str(year)))

    def focus_search(self) -> None:
        """Go to the search box."""
        if self.search.isHidden():
            self._open_search()
        self.search.setFocus()
        self.search.selectAll()

    def _open_search(self) -> None:
        self.page_name.hide()
        self.search.show()
        self.search.setFocus()

    def _account_words(self, long: bool) -> str:
        roles = self._info.role_words
        return f"{self._info.account}（{roles}）" if long and roles else self._info.account

    def _account_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("锁定", self.lock_wanted.emit)
        menu.addAction("操作手册", self.help_wanted.emit)
        return menu


__all__ = ["HEIGHT", "SHORTCUT", "TopBar"]
