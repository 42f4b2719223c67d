"""The steps of an import before its preview: choose a file, find the heading row, match the columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIntValidator, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.section import Field, Section
from core.views import ImportPreview
from ui.controls import (
    EmptyState,
    LabelledField,
    Notice,
    combo,
    ground,
    line,
    line_input,
    plain,
    primary,
    text_width,
    words,
)
from ui.icons import Glyph, status_glyph
from ui.painting import paint_text
from ui.theme import STRONG, color

CHOOSE, HEADER, COLUMNS, PREVIEW, WRITE = range(5)
STEPS = ("选文件", "认表头", "对列", "预览", "写入")
SUFFIXES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")
FILE_FILTER = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.txt);;所有文件 (*)"
NOT_USED = "不导入这一列"


class StepBar(QWidget):
    """The five steps: done, current, to come."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(44)
        ground(self, "surface")
        self._current = 0
        self._finished = False

    @property
    def current(self) -> int:
        """Number of the current step, from 0."""
        return self._current

    def show_step(self, step: int, *, finished: bool = False) -> None:
        """Mark a step as the current one; `finished` marks the last one as done too."""
        self._current, self._finished = step, finished
        self.setAccessibleName(f"第 {step + 1} 步，共 {len(STEPS)} 步：{STEPS[step]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), color("line"))
        left = 16
        for step, name in enumerate(STEPS):
            here = step == self._current and not self._finished
            self._paint_mark(painter, QRect(left, 14, 16, 16), step, here)
            weight = STRONG if here else 400
            role = "text" if here else "text2"
            wide = text_width(name, 13, weight)
            paint_text(painter, QRect(left + 23, 11, wide + 2, 22), name, role, 13, weight)
            left += 23 + wide + 12
            if step < len(STEPS) - 1:
                painter.fillRect(QRect(left, 22, 29, 1), color("line_strong"))
                left += 29 + 11

    def _paint_mark(self, painter: QPainter, box: QRect, step: int, here: bool) -> None:
        if step < self._current or self._finished:
            status_glyph(painter, box, Glyph.DONE)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if here else QPen(color("text3"), 1))
        painter.setBrush(color("btn") if here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        role = "btn_text" if here else "text3"
        middle = Qt.AlignmentFlag.AlignCenter
        paint_text(painter, box, str(step + 1), role, 12, STRONG if here else 400, middle)
        painter.restore()


class ChooseFile(QWidget):
    """Choose the section and the file; a file can also be dropped anywhere on the page."""

    chosen = Signal(object)
    """`Path` of the file."""
    browse = Signal()
    template = Signal()
    section_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.section = combo(name="导入到")
        self.section.setFixedWidth(220)
        self.section.activated.connect(lambda _: self.section_chosen.emit(self.section.currentData()))
        self.empty = EmptyState(
            "file-import",
            "把表拖到这里，或选一个文件",
            (
                "xlsx、xls、csv 都行；表头上面有标题行、列的先后不同也能认。",
                "先看预览，按下写入之前台账不变。",
            ),
        )
        self.empty.add_action(primary("选文件…", self.browse.emit, "file-import"))
        self.empty.add_action(plain("空白模板…", self.template.emit, "file-download"))
        self.fault = Notice("", Glyph.BAD, "bad_bg")
        self.fault.hide()
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 16, 0)
        top.addWidget(words("导入到", "label"))
        top.addWidget(self.section)
        top.addStretch(1)
        told = QHBoxLayout()
        told.setContentsMargins(16, 8, 16, 0)
        told.addWidget(self.fault)
        content = QWidget()
        ground(content, "surface")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addLayout(told)
        column.addWidget(self.empty, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_sections(self, sections: Sequence[Section], current: str) -> None:
        """Offer these sections."""
        self.section.clear()
        for section in sections:
            self.section.addItem(section.title, section.key)
        self.section.setCurrentIndex(max(0, self.section.findData(current)))

    def say_fault(self, sentence: str) -> None:
        """Say why a file could not be read, or take it away with ""."""
        self.fault.say(sentence, Glyph.BAD)
        self.fault.setVisible(bool(sentence))


def dropped_file(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """The one table among what is being dropped."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in SUFFIXES:
            return path
    return None


class HeaderStep(QWidget):
    """Which sheet of the workbook, and in which row its headings stand."""

    changed = Signal(str, int)
    """Sheet and heading row, from 1."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.sheet = combo(name="工作表")
        self.sheet.setMinimumWidth(220)
        self.row = line_input(name="表头在第几行")
        self.row.setValidator(QIntValidator(1, 200, self.row))
        self.row.setFixedWidth(80)
        self.found = words("", "secondary", wrap=True)
        fields = QHBoxLayout()
        fields.setSpacing(10)
        fields.addWidget(LabelledField("工作表", self.sheet))
        fields.addWidget(LabelledField("表头在第几行", self.row))
        fields.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(words("工作表和表头对吗", "panel"))
        column.addLayout(fields)
        column.addWidget(words("照这样认出的列", "section"))
        column.addWidget(self.found)
        column.addStretch(1)
        self.sheet.activated.connect(lambda _: self._tell())
        self.row.editingFinished.connect(self._row_edited)
        self._shown = ("", 0)

    def show_data(self, preview: ImportPreview) -> None:
        """Show what was recognised."""
        self.sheet.clear()
        for name in preview.sheets:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(preview.sheet)))
        self.row.setText(str(preview.header_row))
        self.found.setText("、".join(each.heading or f"第 {each.index + 1} 列" for each in preview.columns))
        self._shown = (preview.sheet, preview.header_row)

    def _row_edited(self) -> None:
        if self.row.text() and int(self.row.text()) != self._shown[1]:
            self._tell()

    def _tell(self) -> None:
        sheet = str(self.sheet.currentData() or "")
        row = int(self.row.text() or 0) if sheet == self._shown[0] else 0
        self.changed.emit(sheet, row)


class ColumnsStep(QWidget):
    """Which column of the sheet goes into which field."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._boxes: list[tuple[int, QComboBox]] = []
        self.missing = Notice("", Glyph.LOOK, "warn_bg")
        self.missing.hide()
        self._holder = QScrollArea()
        self._holder.setWidgetResizable(True)
        self._holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(10)
        column.addWidget(words("表里的列，各是台账的哪一栏", "panel"))
        column.addWidget(self.missing)
        column.addWidget(self._holder, 1)

    def show_data(self, section: Section, preview: ImportPreview) -> None:
        """Show the columns of a sheet with what each was matched to."""
        self._boxes = []
        table = QWidget()
        ground(table, "surface")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for place, head in enumerate(("列", "表头", "头几行", "导入到")):
            grid.addWidget(words(head, "caption"), 0, place)
        choices = [
            ("", NOT_USED),
            *(_choice(each) for each in section.fields if not each.derived),
        ]
        for row, each in enumerate(preview.columns, 1):
            box = combo(choices, f"{each.heading or each.index + 1} 导入到")
            box.setFixedWidth(200)
            box.setCurrentIndex(max(0, box.findData(each.field)))
            self._boxes.append((each.index, box))
            grid.addWidget(words(_letter(each.index), "caption"), row * 2, 0)
            grid.addWidget(words(each.heading or "（没有表头）", "body"), row * 2, 1)
            grid.addWidget(words("　".join(each.samples[:3])[:60], "detail"), row * 2, 2)
            grid.addWidget(box, row * 2, 3)
            grid.addWidget(line(), row * 2 + 1, 0, 1, 4)
        for place, wide in ((0, 24), (1, 200), (2, 320)):
            grid.setColumnMinimumWidth(place, wide)
        grid.setColumnStretch(4, 1)
        grid.setRowStretch(len(preview.columns) * 2 + 2, 1)
        self._holder.setWidget(table)

    def say_missing(self, labels: Sequence[str]) -> None:
        """Say which required fields no column was matched to."""
        said = f"必填的 {'、'.join(labels)} 还没有对上列；没有这些内容的行会被拒收。"
        self.missing.say(said, Glyph.LOOK)
        self.missing.setVisible(bool(labels))

    def chosen(self) -> dict[int, str]:
        """Column index → field key ("" = not used) as now chosen."""
        return {index: str(box.currentData() or "") for index, box in self._boxes}


def _choice(each: Field) -> tuple[str, str]:
    return each.key, f"{each.label}（必填）" if each.required else each.label


def _letter(index: int) -> str:
    """The column's name as in a workbook: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
