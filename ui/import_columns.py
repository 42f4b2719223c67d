"""The third step of an import: which column of the sheet goes into which field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.imports.views import ColumnMatch, ImportPreview
from core.section import Field, Section
from ui.controls import Notice, combo, elided, ground, line, link, words
from ui.icons import Glyph

NOT_USED = "不导入这一列"
SYSTEM_NUMBER = ("number", "系统编号")
"""The column of an own export that names the row; it stands before the fields of every section."""
MOST_COLUMNS = 200


def letter(index: int) -> str:
    """The column's name as in a workbook, from index 0: A, B, … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class ColumnsStep(QWidget):
    """The columns with their first values, each with the field it goes into."""

    recall_wanted = Signal(bool)
    """Use what was remembered of the sender's columns, or not this time."""
    forget_wanted = Signal(int)
    """Forget a sender's columns for good (id of the memory)."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._boxes: list[tuple[int, QComboBox]] = []
        self._memory = 0
        self.missing = Notice("", Glyph.LOOK, "warn_bg")
        self.missing.hide()
        self.recalled = words("", "secondary")
        self._recall_row = QWidget()
        recall = QHBoxLayout(self._recall_row)
        recall.setContentsMargins(0, 0, 0, 0)
        recall.setSpacing(10)
        recall.addWidget(self.recalled)
        self.not_now = link("这次不沿用", lambda: self.recall_wanted.emit(False))
        self.forget = link("忘掉", lambda: self.forget_wanted.emit(self._memory))
        self.again = link("重新沿用", lambda: self.recall_wanted.emit(True))
        for each in (self.not_now, self.forget, self.again):
            recall.addWidget(each)
        recall.addStretch(1)
        self._holder = QScrollArea()
        self._holder.setWidgetResizable(True)
        self._holder.setFrameShape(QScrollArea.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(10)
        column.addWidget(words("表里的列，各是台账的哪一栏", "panel"))
        column.addWidget(self._recall_row)
        column.addWidget(self.missing)
        column.addWidget(self._holder, 1)

    def show_data(self, section: Section, preview: ImportPreview) -> None:
        """Show the columns of a sheet with what each was matched to."""
        self._show_memory(preview)
        self._boxes = []
        table = QWidget()
        ground(table, "surface")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for place, head in enumerate(("列", "表头", "头几行", "导入到", "")):
            grid.addWidget(words(head, "caption"), 0, place)
        fields = [_choice(each) for each in section.fields if not each.derived]
        choices = [("", NOT_USED), SYSTEM_NUMBER, *fields]
        shown = preview.columns[:MOST_COLUMNS]
        for row, each in enumerate(shown, 1):
            self._add(grid, row, each, choices, section)
        for place, wide in ((0, 28), (1, 140), (2, 220), (3, 210), (4, 130)):
            grid.setColumnMinimumWidth(place, wide)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(5, 1)
        if len(preview.columns) > MOST_COLUMNS:
            more = f"后面还有 {len(preview.columns) - MOST_COLUMNS} 列没有列出，照认出的处理。"
            grid.addWidget(words(more, "caption"), len(shown) * 2 + 2, 1, 1, 4)
        grid.setRowStretch(len(shown) * 2 + 3, 1)
        self._holder.setWidget(table)

    def _add(
        self,
        grid: QGridLayout,
        row: int,
        each: ColumnMatch,
        choices: Sequence[tuple[str, str]],
        section: Section,
    ) -> None:
        box = combo(choices, f"{each.heading or letter(each.index)} 导入到")
        box.setFixedWidth(210)
        box.setCurrentIndex(max(0, box.findData(each.field)))
        box.activated.connect(lambda _, index=each.index: self._only_one(index))
        self._boxes.append((each.index, box))
        grid.addWidget(words(letter(each.index), "caption"), row * 2, 0)
        grid.addWidget(elided(each.heading or "（没有表头）", "body"), row * 2, 1)
        grid.addWidget(elided("　".join(each.samples[:3]), "detail"), row * 2, 2)
        grid.addWidget(box, row * 2, 3)
        grid.addWidget(self._note(each, box, section), row * 2, 4)
        grid.addWidget(line(), row * 2 + 1, 0, 1, 5)

    def _note(self, each: ColumnMatch, box: QComboBox, section: Section) -> QWidget:
        suggested = section.by_key.get(each.suggestion)
        if suggested is not None and not each.field:
            act = link(f"建议：{suggested.label}", lambda: self._take(each.index, box, each.suggestion))
            act.setToolTip("按内容或表头的一部分看像这一栏，点一下采用")
            return act
        return words("表里是隐藏列" if each.hidden else "", "caption")

    def _take(self, index: int, box: QComboBox, key: str) -> None:
        box.setCurrentIndex(max(0, box.findData(key)))
        self._only_one(index)

    def _only_one(self, index: int) -> None:
        """A field takes one column: the one that had it so far is not used then."""
        chosen = next(box.currentData() for at, box in self._boxes if at == index)
        for at, box in self._boxes:
            if chosen and at != index and box.currentData() == chosen:
                box.setCurrentIndex(0)

    def _show_memory(self, preview: ImportPreview) -> None:
        memory = preview.memory
        recall = preview.answers.recall
        self._recall_row.setVisible(memory is not None or not recall)
        self.again.setVisible(not recall)
        self.not_now.setVisible(memory is not None)
        self.forget.setVisible(memory is not None)
        if memory is not None:
            self._memory = memory.id
            self.recalled.setText(f"{recalled_words(preview)}，可逐列改")
        elif not recall:
            self.recalled.setText("这次没有沿用记住的对列，是按表头重新认的")

    def say_missing(self, labels: Sequence[str]) -> None:
        """Say which required fields no column was matched to."""
        said = f"必填的 {'、'.join(labels)} 还没有对上列；没有这些内容的行会被拒收。"
        self.missing.say(said, Glyph.LOOK)
        self.missing.setVisible(bool(labels))

    def chosen(self) -> dict[int, str]:
        """Column index → field key ("" = not used) as now chosen."""
        return {index: str(box.currentData() or "") for index, box in self._boxes}

    def focus_first(self) -> None:
        """Where the keys go when the step opens: the first column without a field, else the first one."""
        boxes = [box for _, box in self._boxes]
        first = next((box for box in boxes if not box.currentData()), boxes[0] if boxes else None)
        if first is not None:
            first.setFocus()


def recalled_words(preview: ImportPreview) -> str:
    """沿用“朱沱镇”8 月 28 日的对列; "" when nothing was remembered."""
    memory = preview.memory
    if memory is None:
        return ""
    who = f"“{memory.sender}”" if memory.sender else "同样的表"
    return f"沿用{who} {memory.used_on.month} 月 {memory.used_on.day} 日的对列"


def _choice(each: Field) -> tuple[str, str]:
    return each.key, f"{each.label}（必填）" if each.required else each.label
