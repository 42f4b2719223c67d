"""The steps of an import at a glance, and the first of them: which files, and where their rows go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.imports.peek import SectionGuess
from core.section import Section
from ui.controls import Button, EmptyState, Notice, combo, ground, plain, primary, text_width, words
from ui.icons import Glyph, status_glyph
from ui.painting import paint_text
from ui.theme import STRONG, color

CHOOSE, HEADER, COLUMNS, WORDS, PREVIEW, WRITE = range(6)
STEPS = ("选文件", "认表头", "对列", "对选项", "预览", "写入")
FILE_FILTER = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.txt);;全部文件 (*)"


class StepBar(QWidget):
    """The steps: done, current, to come. A step that is behind can be opened again with a click."""

    reopened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(44)
        ground(self, "surface")
        self._current = 0
        self._finished = False
        self._places: list[tuple[int, int]] = []

    @property
    def current(self) -> int:
        """Number of the current step, from 0."""
        return self._current

    def show_step(self, step: int, *, finished: bool = False) -> None:
        """Mark a step as the current one; `finished` marks the last one as done too."""
        self._current, self._finished = step, finished
        self.setAccessibleName(f"第 {step + 1} 步，共 {len(STEPS)} 步：{STEPS[step]}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for step, (left, right) in enumerate(self._places):
            if left <= event.position().x() <= right and step < self._current and not self._finished:
                self.reopened.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), color("line"))
        names = [text_width(name, 13, STRONG) for name in STEPS]
        between = min(29, (self.width() - 32 - sum(names)) // len(STEPS) - 46)
        left, self._places = 16, []
        for step, name in enumerate(STEPS):
            here = step == self._current and not self._finished
            begin = left
            self._paint_mark(painter, QRect(left, 14, 16, 16), step, here)
            left += 23
            if between >= 0 or here:
                weight = STRONG if here else 400
                wide = text_width(name, 13, weight)
                paint_text(
                    painter, QRect(left, 11, wide + 2, 22), name, "text" if here else "text2", 13, weight
                )
                left += wide + 12
            self._places.append((begin, left))
            if step < len(STEPS) - 1 and between > 3:
                painter.fillRect(QRect(left, 22, between, 1), color("line_strong"))
                left += between + 11

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
    """Choose the section and the files; files can also be dropped anywhere on the window."""

    browse = Signal()
    template = Signal()
    section_chosen = Signal(str)
    answered = Signal(str)
    """The section that a file is for, after it was asked."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.section = combo(name="导入到")
        self.section.setFixedWidth(220)
        self.section.activated.connect(lambda _: self.section_chosen.emit(self.section.currentData()))
        self.empty = EmptyState(
            "file-import",
            "把表拖到这里，或选文件",
            (
                "xlsx、xls、csv 都行，一次可选几个；表头上面有标题行、列的先后不同也能认。",
                "先看预览，按下写入之前台账不变。",
            ),
        )
        self.empty.add_action(primary("选文件…", self.browse.emit, "file-import"))
        self.empty.add_action(plain("空白模板…", self.template.emit, "file-download"))
        self.fault = Notice("", Glyph.BAD, "bad_bg")
        self.fault.hide()
        self.question = _SectionQuestion(self.answered.emit)
        self.question.hide()
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
        column.addWidget(self.question, 1)
        column.addWidget(self.empty, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def ask_section(self, file_name: str, guesses: Sequence[SectionGuess]) -> None:
        """Ask which section a file is for, the likeliest first; "" takes the question away."""
        self.question.setVisible(bool(file_name))
        self.empty.setVisible(not file_name)
        if file_name:
            self.question.show_data(file_name, guesses)

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


class _SectionQuestion(QWidget):
    """朱沱镇.xlsx 要导入到哪里: the sections it fits, one button each."""

    MOST = 5

    def __init__(self, answered: Callable[[str], None]) -> None:
        super().__init__()
        self._answered = answered
        self.sentence = words("", "page")
        self.hint = words("", "secondary")
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for each in (self.sentence, self.hint):
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addLayout(self._choices)
        column.addStretch(3)
        self.buttons: list[Button] = []

    def show_data(self, file_name: str, guesses: Sequence[SectionGuess]) -> None:
        """Ask for one file."""
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.sentence.setText(f"“{file_name}”要导入到哪里")
        self.hint.setText(
            "按表头看，最像下面几种；都不是就在左上角另选。"
            if guesses
            else "表头认不出是哪一种台账，请在左上角选好栏目。"
        )
        self.buttons = [
            (plain if place else primary)(each.title, partial(self._answered, each.section))
            for place, each in enumerate(guesses[: self.MOST])
        ]
        for button in self.buttons:
            button.setFixedWidth(220)
            self._choices.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        if self.buttons:
            self.buttons[0].setFocus()
