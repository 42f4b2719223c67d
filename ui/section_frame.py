"""What a section page is laid out of, and how it fits the window's width."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.section import Section
from ui.controls import EmptyState, PageHead, Segments, Strip, line, link, plain, primary
from ui.grid import LedgerGrid
from ui.icons import Glyph
from ui.page_places import RowPage
from ui.record_form import NARROW_WIDTH, WIDTH, RecordForm
from ui.section_bar import SEARCH_WIDTH, SectionSearch, SectionTools, ViewTabs

WIDE_FROM = 1280
SIDE_FROM = 900
"""Logical widths of the window at which the form narrows, and takes the table's place."""
TINY_BELOW = 640
LEAST_WIDTH = 320
NARROW_SEARCH = 140
HEAD_EDGES = 44
SEARCH_FROM = 1000
"""Narrower than this the search beside an open form waits for Ctrl+F."""
TABLE, FORM = "table", "form"
Acts = Mapping[str, Callable[[], object]]


class SectionFrame(QWidget):
    """Head, tabs, tools, and below them the table, the form or an empty state; the form at the side.

    `acts` holds what the buttons do: add, import, export, template, columns, sort, view, history, bin,
    unvoid, clear, paste; and sensitive where the section has sensitive facts.
    """

    def __init__(
        self,
        section: Section,
        grid: LedgerGrid,
        form: RecordForm,
        acts: Acts,
        way_back: str = "",
        row_page: RowPage | None = None,
    ) -> None:
        super().__init__()
        self._section = section
        self._grid = grid
        self._form = form
        self._acts = acts
        self.form_open = False
        self._searchable = True
        self.head = PageHead(section.title, parent_title=way_back)
        self.search = SectionSearch(section.title)
        self.segments = Segments([(TABLE, "表格"), (FORM, "表单")], TABLE, name="显示方式")
        self.head.tools.addWidget(self.search)
        self.head.tools.addWidget(self.segments)
        self.tabs = ViewTabs(section.title)
        self.tools = SectionTools(acts, row_page)
        self.paste_strip = Strip("", "note")
        self.paste_button = primary("写入", acts["paste"])
        self.paste_strip.tools.addWidget(self.paste_button)
        self.paste_strip.tools.addWidget(plain("取消", self.paste_strip.hide))
        self.paste_strip.hide()
        self.bin_strip = Strip("", "mute")
        self.bin_strip.tools.addWidget(plain("恢复选中的行…", acts["unvoid"]))
        self.bin_strip.tools.addWidget(link("离开回收站", acts["bin"]))
        self.bin_strip.hide()
        self.sensitive_strip = Strip("", "warn", Glyph.LOOK)
        if "sensitive" in acts:
            self.sensitive_strip.tools.addWidget(plain("隐藏", acts["sensitive"]))
        self.sensitive_strip.hide()
        self.empty = self._make_empty()
        self.nothing = EmptyState("", "没有符合筛选的行")
        self.nothing.add_action(plain("清除筛选", acts["clear"]))
        self._lay_out()

    def arrange(self) -> None:
        """Put the form where the window has room for it, and fold what has none."""
        width, fills = self.window().width(), self.form_fills()
        wide, roomy = width >= WIDE_FROM, width >= TINY_BELOW
        if fills and self._form.parentWidget() is not self._form_place:
            self._form_column.addWidget(self._form)
        elif not fills and self._form.parentWidget() is self._form_place:
            self._side.addWidget(self._form)
        self._form.set_width(None if fills else WIDTH if wide else NARROW_WIDTH)
        self.tools.set_compact(not wide)
        self.head.setVisible(roomy)
        self._grid.set_filters_shown(roomy)
        self._grid.columns.freeze(self._section.frozen if wide else self._section.frozen[:1])
        QTimer.singleShot(0, self, self._fit_search)  # once the layout has given the head its width
        self._searchable = wide or fills or not self.form_open or width >= SEARCH_FROM

    def _fit_search(self) -> None:
        roomy = self.is_wide() and self._head_has_room()
        self.search.setFixedWidth(SEARCH_WIDTH if roomy else NARROW_SEARCH)
        if not roomy:
            self.head.detail.hide()

    def _head_has_room(self) -> bool:
        """True where the whole search stands in the head beside what the page has put there."""
        tools = self.head.tools
        parts = [tools.itemAt(at) for at in range(tools.count())]
        others = sum(part.sizeHint().width() + 8 for part in parts if part.widget() is not self.search)
        taken = self.head.title.sizeHint().width() + others + SEARCH_WIDTH + HEAD_EDGES
        side = WIDTH if self.form_open and not self.form_fills() else 0
        return taken <= self.width() - side

    def show_part(self, *, rows: int, plain_state: bool, editing: bool) -> None:
        """Show the table, the form in its place, or why there is nothing."""
        if self.form_fills() and self.form_open:
            part: QWidget = self._form_place
        else:
            part = self._grid if rows else self.empty if plain_state else self.nothing
        self.stack.setCurrentWidget(part)
        QTimer.singleShot(0, self, self._fit_search)
        bare = not rows and plain_state
        tools = not bare and self.window().width() >= TINY_BELOW
        self.segments.setVisible(not bare)
        self.search.setVisible(not bare and (self._searchable or bool(self.search.text())))
        self.tools.setVisible(tools)
        self._tools_line.setVisible(tools)
        self._form.setVisible(self.form_open and (editing or not bare))

    def offer_paste(self, sentence: str, cells: int) -> None:
        """Say above the table what a paste would write, with the keyboard on the button that does it."""
        self.paste_strip.say(sentence, "note")
        self.paste_button.setText(f"写入 {cells:,} 格")
        self.paste_button.updateGeometry()
        self.paste_button.setEnabled(cells > 0)
        self.paste_strip.show()
        self.paste_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def form_fills(self) -> bool:
        """True where the form takes the table's place."""
        return self.segments.current == FORM or not self.has_side()

    def has_side(self) -> bool:
        """True where the form has room beside the table."""
        return self.window().width() >= SIDE_FROM

    def is_wide(self) -> bool:
        """True where everything is shown as drawn."""
        return self.window().width() >= WIDE_FROM

    # Inside

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self._form_place = QWidget()
        self._form_column = QHBoxLayout(self._form_place)
        self._form_column.setContentsMargins(0, 0, 0, 0)
        for each in (self._grid, self.empty, self.nothing, self._form_place):
            self.stack.addWidget(each)
        self.setMinimumWidth(LEAST_WIDTH)
        left = QWidget()
        left.setMinimumWidth(LEAST_WIDTH)
        column = self.column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tools_line = line()
        for part in (
            self.head,
            self.tabs,
            line(),
            self.tools,
            self._tools_line,
            self.paste_strip,
            self.bin_strip,
            self.sensitive_strip,
        ):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        self._side = QHBoxLayout(self)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(0)
        self._side.addWidget(left, 1)
        self._side.addWidget(self._form)

    def _make_empty(self) -> EmptyState:
        hints = tuple(part + "。" for part in self._section.empty_hint.split("。") if part)
        title = self._section.title
        what = title if title.endswith(("记录", "登记")) else f"{title}记录"
        empty = EmptyState(self._section.icon, f"还没有{what}", hints)
        empty.add_action(primary("从 Excel 导入…", self._acts["import"], "file-import"))
        empty.add_action(plain("录一行", self._acts["add"], "plus"))
        empty.add_action(plain("下载空白模板", self._acts["template"], "file-download"))
        return empty
