"""The last steps of an import: what it would do, row by row, and what it did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.section import Section
from core.views import ImportPreview, ImportResult, ImportRow
from ui import numbers
from ui.controls import Button, GlyphMark, ground, line, link, words
from ui.icons import Glyph
from ui.import_detail import NARROW, WIDTH, ImportDetail
from ui.import_preview import CountTiles, PreviewTable

NOTICES_SHOWN = 2
ROOMY, WITH_DETAIL = 1040, 760
"""Widths of the step from which the row at the side is as drawn, and from which it is shown."""


class PreviewStep(QWidget):
    """Tiles, what was matched, the table, and the row at the side."""

    def __init__(self, show_columns: Callable[[], None]) -> None:
        super().__init__()
        ground(self, "surface")
        self.tiles = CountTiles()
        self.table = PreviewTable()
        self.detail = ImportDetail()
        self.matched = words("", "caption")
        self.order = words("按处理、原表行排序", "caption")
        self._notices = QVBoxLayout()
        self._notices.setSpacing(2)
        self._section: Section | None = None
        self.tiles.chosen.connect(self.table.filter)
        self.table.row_chosen.connect(self._show_row)
        told = QHBoxLayout()
        told.setContentsMargins(16, 0, 16, 6)
        told.setSpacing(8)
        told.addWidget(self.matched)
        told.addWidget(link("查看对列", show_columns, small=True))
        told.addStretch(1)
        told.addWidget(self.order)
        notices = QHBoxLayout()
        notices.setContentsMargins(16, 0, 16, 6)
        notices.addLayout(self._notices)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.tiles)
        left.addLayout(notices)
        left.addLayout(told)
        left.addWidget(line())
        left.addWidget(self.table, 1)
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

    def show_data(self, section: Section, preview: ImportPreview) -> None:
        """Show a preview."""
        self._section = section
        self.tiles.show_data(preview)
        used = sum(bool(each.field) for each in preview.columns)
        unused = len(preview.columns) - used
        told = f"对列：{used} 列对上" + (f"，{unused} 列不导入" if unused else "，全部对上")
        self.matched.setText(told)
        self._show_notices(preview)
        self.table.show_data(section, preview)

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
            self.detail.show_data(self._section, row)


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
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        self.sentence = words("", "page")
        for each in (self.sentence, self.counts, self.bar, self.told):
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addLayout(self.doors)
        column.addStretch(3)
        self.doors.addStretch(1)
        self.doors.addStretch(1)

    def begin(self, rows: int) -> None:
        """Writing begins."""
        self._clear()
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
        self.counts.setText("，".join(parts))
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


def _noticed(message: str) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(GlyphMark(Glyph.LOOK, 12))
    layout.addWidget(words(message, "label"), 1)
    return row
