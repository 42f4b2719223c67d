"""The last steps of an import: what it would do, row by row, and what it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.imports.answers import Deal, RowChoice
from core.imports.views import ImportPreview, ImportResult, ImportRow, RowAction
from core.section import Section
from ui import numbers
from ui.controls import (
    Button,
    EmptyState,
    GlyphMark,
    elided,
    ground,
    line,
    link,
    plain,
    text_width,
    words,
)
from ui.icons import Glyph
from ui.import_columns import recalled_words
from ui.import_detail import NARROW, WIDTH, ImportDetail, takes_a_choice
from ui.import_preview import ALL, CountTiles, PreviewTable
from ui.import_queue import QueuedFile
from ui.theme import font

NOTICES_SHOWN = 2
ROOMY, WITH_DETAIL = 1040, 760
"""Widths of the step from which the row at the side is as drawn, and from which it is shown."""


class PreviewStep(QWidget):
    """Tiles, what was matched, the table, and the row at the side."""

    dealt = Signal(object, object)
    """Rows (a tuple of `ImportRow`) and the `RowChoice` for them."""
    rest_wanted = Signal(bool)
    """Write the other files of the same form without showing each."""

    columns_wanted = Signal()
    words_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.tiles = CountTiles()
        self.table = PreviewTable()
        self.detail = ImportDetail()
        self.matched = elided("", "caption")
        self.order = words("按处理、原表行排序", "caption")
        self.words_link = link("查看对选项", self.words_wanted.emit, small=True)
        self.left = link("", lambda: self.filter(RowAction.LEFT), small=True)
        self.group = QToolButton()
        self.group.setFont(font(12))
        self.group.setFixedHeight(24)
        self.group.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.group.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.group.setToolTip("把现在列出的行一起写入，或一起不写")
        menu = QMenu(self.group)
        menu.addAction("列出的行都写入", lambda: self._deal_all(Deal.WRITE))
        menu.addAction("列出的行都不写入", lambda: self._deal_all(Deal.LEAVE))
        self.group.setMenu(menu)
        self.rest = QCheckBox("")
        self.rest.clicked.connect(self.rest_wanted)
        self.rest.hide()
        self.nothing = EmptyState("", "没有这一类的行")
        self.nothing.add_action(plain("看全部", lambda: self.filter(ALL)))
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self._rows.addWidget(self.nothing)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(2)
        self._section: Section | None = None
        self.tiles.chosen.connect(self.filter)
        self.table.row_chosen.connect(self._show_row)
        self.table.toggled.connect(self._toggle)
        self.detail.chosen.connect(self._chosen)
        self._lay_out(link("查看对列", self.columns_wanted.emit, small=True))

    def _lay_out(self, columns: QWidget) -> None:
        told = QHBoxLayout()
        told.setContentsMargins(16, 0, 16, 6)
        told.setSpacing(8)
        told.addWidget(self.matched)
        for each in (columns, self.words_link, self.left):
            told.addWidget(each)
        told.addStretch(1)
        for each in (self.rest, self.order, self.group):
            told.addWidget(each)
        notices = QHBoxLayout()
        notices.setContentsMargins(16, 0, 16, 6)
        notices.addLayout(self._notices)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.tiles)
        left.addLayout(notices)
        left.addLayout(told)
        left.addWidget(line())
        left.addWidget(self._rows, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(line(upright=True))
        row.addWidget(self.detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row at the side gets narrower, then goes; the table stays."""
        super().resizeEvent(event)
        wide = event.size().width()
        self.detail.setFixedWidth(WIDTH if wide >= ROOMY else NARROW)
        self.detail.setVisible(wide >= WITH_DETAIL)
        self.order.setVisible(wide >= ROOMY)

    def show_data(self, section: Section, preview: ImportPreview, *, keep: bool = False) -> None:
        """Show a preview; `keep` stays with the filter and the rows now chosen."""
        self._section = section
        self.tiles.show_data(preview)
        self.matched.setText(_matched_words(preview))
        self.words_link.setVisible(bool(preview.words))
        left = preview.count(RowAction.LEFT)
        self.left.setText(f"已选不写 {numbers.count(left)} 行")
        self.left.setVisible(left > 0)
        self._show_notices(preview)
        if not keep:
            self.table.preview.key = ALL
        self.tiles.choose(self.table.preview.key)
        self.table.show_data(section, preview, keep=keep)
        self._show_nothing()

    def show_rest(self, files: int, checked: bool) -> None:
        """Offer to write the other files of the same form along; 0 takes the offer away."""
        self.rest.setVisible(files > 0)
        self.rest.setText(f"其余 {files} 个文件照此写入，有要问的再停")
        self.rest.setChecked(checked)

    def filter(self, key: str) -> None:
        """Show the rows of one tile, or those left out."""
        self.tiles.choose(key)
        self.table.filter(key)
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._rows.setCurrentIndex(0 if self.table.preview.shown else 1)
        rows = len(self.table.preview.shown)
        self.group.setText(f"这 {numbers.count(rows)} 行…")
        self.group.setMinimumWidth(text_width(self.group.text(), 12) + 26)
        self.group.setVisible(rows > 0)

    def _deal_all(self, deal: Deal) -> None:
        self._deal(self.table.preview.shown, deal)

    def _deal(self, rows: Sequence[ImportRow], deal: Deal) -> None:
        dealt = tuple(row for row in rows if takes_a_choice(row))
        if dealt:
            self.table.preview.anticipate(dealt, RowChoice(deal))
            self.dealt.emit(dealt, RowChoice(deal))

    def _toggle(self) -> None:
        rows = self.table.chosen_rows()
        left = all(row.action is RowAction.LEFT for row in rows if takes_a_choice(row))
        self._deal(rows, Deal.WRITE if left else Deal.LEAVE)

    def _chosen(self, choice: RowChoice) -> None:
        rows = tuple(row for row in self.table.chosen_rows() if takes_a_choice(row) or row.choice.kept)
        if rows:
            self.dealt.emit(rows, choice)

    def _show_notices(self, preview: ImportPreview) -> None:
        while self._notices.count():
            item = self._notices.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for notice in preview.notices[:NOTICES_SHOWN]:
            self._notices.addWidget(_noticed(notice.message))
        more = len(preview.notices) - NOTICES_SHOWN
        if more > 0:
            label = words(f"另有 {more} 条提示", "caption")
            label.setToolTip("\n".join(each.message for each in preview.notices[NOTICES_SHOWN:]))
            self._notices.addWidget(label)

    def _show_row(self, row: ImportRow | None) -> None:
        if self._section is not None:
            self.detail.show_data(self._section, row, self.table.chosen_rows())


class WriteStep(QWidget):
    """Writing under way, and afterwards what it did."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(360)
        self.bar.setAccessibleName("写入进度")
        self.told = words("", "caption")
        self.counts = words("", "body")
        self.doors = QHBoxLayout()
        self.doors.setSpacing(8)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QScrollArea.Shape.NoFrame)
        self._list.hide()
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        self.sentence = words("", "page")
        for each in (self.sentence, self.counts, self.bar, self.told):
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._list, 6)
        column.addSpacing(12)
        column.addLayout(self.doors)
        column.addStretch(3)
        self.doors.addStretch(1)
        self.doors.addStretch(1)

    def begin(self, rows: int) -> None:
        """Writing begins."""
        self._clear()
        self._list.hide()
        self.sentence.setText(f"正在写入 {numbers.count(rows)} 行")
        self.counts.setText("一次写入：要么全部写入，要么一行不写。")
        self.bar.setValue(0)
        self.bar.show()
        self.told.setText("")

    def progress(self, share: float, text: str) -> None:
        """How far it is."""
        self.bar.setRange(0, 1000 if share >= 0 else 0)
        self.bar.setValue(round(max(0.0, share) * 1000))
        self.told.setText(text)

    def finish(self, result: ImportResult, actions: list[Button]) -> None:
        """What was written, with doors to the rows and to those refused."""
        self.bar.hide()
        self.told.setText("")
        written = result.added + result.changed
        self.sentence.setText(
            f"已写入 {numbers.count(written)} 行" if written else "没有要写入的行，台账没有改动"
        )
        parts = [f"新增 {numbers.count(result.added)} 行", f"变更 {numbers.count(result.changed)} 行"]
        parts += [f"未变 {numbers.count(result.unchanged)} 行", f"拒收 {numbers.count(result.refused)} 行"]
        parts += [f"已选不写 {numbers.count(result.left)} 行"] if result.left else []
        self.counts.setText("，".join(parts))
        self._list.hide()
        self._show_doors(actions)

    def show_files(
        self, files: Sequence[QueuedFile], errors: Callable[[QueuedFile], None], actions: list[Button]
    ) -> None:
        """What became of every file, one line each; `errors` saves the error sheet of one."""
        self.bar.hide()
        self.told.setText("")
        written = sum(each.written for each in files)
        done = sum(each.result is not None for each in files)
        self.sentence.setText(f"{len(files)} 个文件处理完，写入 {numbers.count(written)} 行")
        rest = len(files) - done
        self.counts.setText(f"{done} 个已写入" + (f"，{rest} 个没有写入" if rest else ""))
        table = QWidget()
        ground(table, "surface")
        grid = QGridLayout(table)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        for row, each in enumerate(files):
            grid.addWidget(GlyphMark(each.glyph, 12), row, 1)
            grid.addWidget(words(each.path.name, "body"), row, 2)
            grid.addWidget(words(each.told(), "label"), row, 3)
            if each.result is not None and each.result.refused:
                grid.addWidget(link("错误表…", partial(errors, each)), row, 4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(5, 1)
        grid.setRowStretch(len(files), 1)
        self._list.setWidget(table)
        self._list.show()
        self._show_doors(actions)

    def add_door(self, button: Button) -> None:
        """One more button behind the others, in place of an earlier one of the same words."""
        for at in range(1, self.doors.count() - 1):
            item = self.doors.itemAt(at)
            known = item.widget() if item is not None else None
            if isinstance(known, Button) and known.text() == button.text():
                known.hide()
                known.deleteLater()
        self.doors.insertWidget(self.doors.count() - 1, button)

    def _show_doors(self, actions: list[Button]) -> None:
        self._clear()
        for button in actions:
            self.doors.insertWidget(self.doors.count() - 1, button)

    def _clear(self) -> None:
        while self.doors.count() > 2:
            item = self.doors.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _matched_words(preview: ImportPreview) -> str:
    """对列：13 列全部对上；沿用“朱沱镇”8 月 28 日的对列."""
    used = sum(bool(each.field) for each in preview.columns)
    unused = len(preview.columns) - used
    told = recalled_words(preview) or "对列"
    told += f"，{used} 列对上" + (f"，{unused} 列不导入" if unused else "，全部对上")
    open_words = sum(not each.code for each in preview.words)
    settled = len(preview.words) - open_words
    if preview.words:
        done = f"{settled} 个说法已对" if settled else ""
        told += "；选项：" + "，".join(
            each for each in (done, f"{open_words} 个没对" * bool(open_words)) if each
        )
    return told


def _noticed(message: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(GlyphMark(Glyph.LOOK, 12))
    layout.addWidget(words(message, "label"), 1)
    return row
