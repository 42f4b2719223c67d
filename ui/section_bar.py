"""What stands above the table of a section: views as tabs, the tools, and the search."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QWidget

from ui.controls import Button, CountTabs, ToolButton, ground, line, link, primary, words
from ui.icons import paint_icon
from ui.page_places import RowPage
from ui.theme import font

TABS_HEIGHT = 34
TOOLS_HEIGHT = 40
SEARCH_WIDTH = 200
FOLDED_FIRST = ("view", "template", "sort", "history", "bin", "columns", "sensitive", "verify")
"""The order in which tools go under … where the row is too narrow for all."""


class ViewTabs(QWidget):
    """Saved views with counts at the left, what is filtered at the right."""

    chosen = Signal(str)
    clear_asked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedHeight(TABS_HEIGHT)
        ground(self, "surface")
        self.tabs = CountTabs(f"{name}的视图")
        self.tabs.chosen.connect(self.chosen)
        self._said = words("", "label")
        self._clear = link("清除筛选", self.clear_asked.emit, small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(self.tabs, 1)
        row.addWidget(self._said)
        row.addWidget(self._clear)
        self.say(None)

    def say(self, rows: int | None) -> None:
        """How many rows are left; None where nothing is filtered."""
        self._said.setText("" if rows is None else f"已筛选 {rows:,} 行")
        self._said.setVisible(rows is not None)
        self._clear.setVisible(rows is not None)

    @property
    def said(self) -> str:
        """The words about the filter, "" for none."""
        return self._said.text()


class SectionTools(QWidget):
    """新增一行 导入 导出 模板 | 列 排序 存为视图 | 历史 回收站. Narrow: the rest goes under …"""

    def __init__(self, acts: Mapping[str, Callable[[], object]], row_page: RowPage | None = None) -> None:
        super().__init__()
        self.setFixedHeight(TOOLS_HEIGHT)
        ground(self, "surface")
        self._acts = acts
        self.buttons: dict[str, ToolButton] = {}
        self._more_only: list[QWidget] = []
        self._compact = False
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        self._row = row
        self.add: Button = primary("新增一行", acts["add"], "plus")
        self.add.setToolTip("新增一行（Ctrl+N）")
        row.addWidget(self.add)
        row.addSpacing(4)
        if row_page is not None:
            self._tool(row, "open", row_page.icon, row_page.words)
            self.buttons["open"].setToolTip(f"{row_page.words}（Ctrl+Enter）")
        self._tool(row, "import", "file-import", "导入")
        self._tool(row, "export", "file-export", "导出")
        self._tool(row, "template", "file-download", "模板", rest=True)
        self._bar(row)
        self._tool(row, "columns", "columns-3", "列", rest=True)
        self._tool(row, "sort", "arrows-sort", "排序", rest=True)
        self._tool(row, "view", "bookmark", "存为视图", rest=True)
        self._bar(row)
        if "verify" in acts:
            self._tool(row, "verify", "list-check", "核查", rest=True)
        self._tool(row, "history", "history", "历史", rest=True)
        self._tool(row, "bin", "trash", "回收站", rest=True)
        if "sensitive" in acts:
            self._tool(row, "sensitive", "eye-off", "困难信息", rest=True)
        self.more = ToolButton("dots", name="更多", act=self._open_more)
        row.addWidget(self.more)
        row.addStretch(1)
        self.set_compact(compact=False)

    def set_compact(self, compact: bool) -> None:
        """Keep 新增 导入 导出 and put the rest under …"""
        self._compact = compact
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what there is room for in whole words; a tool is never cut."""
        for each in self._more_only:
            each.setVisible(not self._compact)
        self.more.setVisible(self._compact)
        for key in (key for key in FOLDED_FIRST if key in self.buttons):
            self._row.invalidate()
            if self._compact or self._row.minimumSize().width() <= self.width():
                return
            self.more.show()
            self.buttons[key].hide()

    def set_void(self, rows: int) -> None:
        """How many rows the bin holds."""
        button = self.buttons["bin"]
        button.setText(f"回收站 {rows:,}" if rows else "回收站")
        button.updateGeometry()
        self._fit()

    def actions_under_more(self, parent: QWidget, *, everything: bool = False) -> list[QAction]:
        """What stands under …; everything where the whole row of tools is hidden."""
        made = []
        if everything:
            add = QAction("新增一行", parent)
            add.triggered.connect(lambda *_: self._acts["add"]())
            made.append(add)
        for key, button in self.buttons.items():
            if everything or button.isHidden():
                action = QAction(button.icon(), button.text(), parent)
                action.triggered.connect(lambda *_, key=key: self._acts[key]())
                made.append(action)
        return made

    def _tool(self, row: QHBoxLayout, key: str, symbol: str, text: str, *, rest: bool = False) -> None:
        button = ToolButton(symbol, text, act=self._acts[key])
        self.buttons[key] = button
        row.addWidget(button)
        if rest:
            self._more_only.append(button)

    def _bar(self, row: QHBoxLayout) -> None:
        bar: QFrame = line("line_strong", upright=True)
        bar.setFixedHeight(16)
        row.addSpacing(6)
        row.addWidget(bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        self._more_only.append(bar)

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions_under_more(menu))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


class SectionSearch(QLineEdit):
    """The search over one section; `searched` comes when the hands rest."""

    searched = Signal(str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("place", "search")
        self.setFont(font(13))
        self.setFixedSize(SEARCH_WIDTH, 28)
        self.setAccessibleName(f"在{title}里搜索")
        self.setPlaceholderText("在本栏目里搜索")
        self.setToolTip("在本栏目里搜索（Ctrl+F）")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textEdited.connect(lambda _text: self._pause.start())

    def show_text(self, text: str) -> None:
        """Show what is searched for, unless it is being typed."""
        if self.text().strip() != text.strip():
            self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_icon(QPainter(self), QRect(7, (self.height() - 16) // 2, 16, 16), "search", "text2")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.searched.emit("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self.searched.emit(self.text())
        else:
            super().keyPressEvent(event)
