"""The split of a target: a number for each part, and at once how far the sum is from the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.target_views import SplitView
from core.targets import split_difference
from ui import numbers
from ui.controls import (
    EmptyState,
    GlyphMark,
    LabelledField,
    ground,
    line,
    line_input,
    primary,
    words,
)
from ui.icons import Glyph
from ui.target_table import typed_number
from ui.words import set_property

LARGEST = 9_999_999


class SplitForm(QWidget):
    """Inputs in two columns; Enter goes to the next, and every key redraws the sum."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._split: SplitView | None = None
        self.inputs: dict[str, QLineEdit] = {}
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    def show_data(self, split: SplitView | None) -> None:
        """Show a split, or that there is nothing to split."""
        self._split = split
        self.inputs = {}
        if split is None or not split.lines:
            told, hint = "这一年没有可以分解的任务", "先载入当年的市级任务，再按镇街分解。"
            if split is not None:
                told, hint = "还没有镇街名录", "在旁边的“镇街名录”里添加镇街，或导入后确认，再来分解。"
            self._split = None
            self._scroll.setWidget(EmptyState("target-arrow", told, (hint,)))
            self.changed.emit()
            return
        content = QWidget()
        ground(content, "surface")
        grid = QGridLayout(content)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        half = (len(split.lines) + 1) // 2
        for place, (key, name, value) in enumerate(split.lines):
            edit = self._input(name, value)
            self.inputs[key] = edit
            row, column = place % half, 3 * (place // half)
            grid.addWidget(words(name), row, column)
            grid.addWidget(edit, row, column + 1)
            grid.addWidget(words(split.target.unit, "caption"), row, column + 2)
        grid.setColumnMinimumWidth(0, 96)
        grid.setColumnMinimumWidth(2, 60)
        grid.setColumnMinimumWidth(3, 96)
        grid.setColumnStretch(6, 1)
        grid.setRowStretch(half, 1)
        self._scroll.setWidget(content)
        self.changed.emit()

    def _input(self, name: str, value: int | None) -> QLineEdit:
        edit = line_input("" if value is None else str(value), f"{name}的任务数")
        edit.setFixedWidth(104)
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setValidator(QIntValidator(0, LARGEST, edit))
        edit.textChanged.connect(lambda _: self.changed.emit())
        edit.installEventFilter(self)
        return edit

    @property
    def unit(self) -> str:
        """Unit of the target that is split."""
        return self._split.target.unit if self._split else ""

    def fill(self, values: Mapping[str, int | None]) -> None:
        """Put numbers into the inputs, as if they were typed; the others stay as they are."""
        for key, value in values.items():
            if key in self.inputs:
                self.inputs[key].setText("" if value is None else str(value))

    def add_line(self, name: str) -> None:
        """One more line for a responsible body; what is typed stays."""
        split, typed = self._split, self.values()
        if split is None or name in self.inputs:
            return
        self.show_data(replace(split, lines=(*split.lines, (name, name, None))))
        self.fill(typed)
        self.inputs[name].setFocus()

    def values(self) -> dict[str, int | None]:
        """The numbers as typed; None where nothing is."""
        typed = {key: typed_number(edit.text()) for key, edit in self.inputs.items()}
        return {key: None if value is None else int(value) for key, value in typed.items()}

    @property
    def dirty(self) -> bool:
        """Something was typed that the ledger does not hold."""
        if self._split is None:
            return False
        return {key: value for key, _, value in self._split.lines} != self.values()

    def sum_words(self) -> tuple[Glyph, str, str]:
        """Shape, the sum in words, and what is to be done."""
        if self._split is None:
            return Glyph.DRAFT, "", "没有可以分解的"
        values = self.values()
        whole = self._split.target.value
        total, difference = split_difference(whole, values.values())
        unit = self._split.target.unit
        missing = sum(value is None for value in values.values())
        said = f"已分 {numbers.count(total)} {unit}，任务 {numbers.count(int(whole))} {unit}"
        if missing == len(values):
            return Glyph.DRAFT, said, "还没有分解"
        what = "镇街" if self._split.by == "township" else "单位"
        blank = f"，{missing} 个{what}没有填" if missing else ""
        if difference == 0:
            return (Glyph.LOOK if missing else Glyph.DONE), said, f"加起来正好{blank}"
        if difference < 0:
            return Glyph.LOOK, said, f"还差 {numbers.count(-difference)} {unit}没有分下去{blank}"
        return Glyph.LOOK, said, f"比任务多 {numbers.count(difference)} {unit}{blank}"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QLineEdit)
        ):
            edits = list(self.inputs.values())
            steps = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            step = steps.get(Qt.Key(event.key()))
            if step is not None and watched in edits:
                target = edits[(edits.index(watched) + step) % len(edits)]
                target.setFocus()
                target.selectAll()
                return True
        return super().eventFilter(watched, event)


class SplitPanel(QWidget):
    """Beside the form: the sum against the whole, the reason, and saving."""

    save = Signal(str)

    def __init__(self, form: SplitForm) -> None:
        super().__init__()
        ground(self, "surface")
        self._form = form
        self.mark = GlyphMark(Glyph.DRAFT, 14)
        self.state = words("", "panel", wrap=True)
        self.sum = words("", "secondary", wrap=True)
        self.reason = line_input(name="改动原因", placeholder="如：区政府分解文件文号")
        self.button = primary("保存分解", lambda: self.save.emit(self.reason.text().strip()))
        self.told = words("", "caption", wrap=True)
        head = QGridLayout()
        head.setHorizontalSpacing(8)
        head.addWidget(self.mark, 0, 0)
        head.addWidget(self.state, 0, 1)
        head.addWidget(self.sum, 1, 1)
        head.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(LabelledField("依据或原因", self.reason, hint="写进流水，以后查得到"))
        column.addWidget(self.button)
        column.addWidget(self.told)
        column.addStretch(1)
        form.changed.connect(self.show_sum)

    def show_sum(self) -> None:
        """Say where the sum stands."""
        glyph, total, state = self._form.sum_words()
        self.mark.show_kind(glyph)
        self.state.setText(state)
        self.sum.setText(total)
        set_property(self.state, "role", "warn" if glyph is Glyph.LOOK else "")
        dirty = self._form.dirty
        self.button.setEnabled(dirty)
        self.told.setText(
            "市级任务的镇街分解决定总览的镇街进度和月报附表。" if dirty else "分解没有改动，改了才要保存。"
        )
        self.setAccessibleName(f"{state}，{total}")
