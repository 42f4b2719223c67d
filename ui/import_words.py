"""The fourth step of an import: words of the sheet that are no code, and what the clerk says they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.imports.answers import Word
from core.imports.code_words import CodeWord
from ui import numbers
from ui.controls import combo, elided, ground, line, link, plain, words

MOST_WORDS = 120
_OPEN, _NEVER = "?", "-"
"""Data of the choices that are no code: not decided, and nothing for good."""


class WordsStep(QWidget):
    """One line a word: how many rows have it, what it is like, and what it is to mean."""

    forget_wanted = Signal(str, str)
    """Field and word whose remembered meaning is to be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._boxes: list[tuple[CodeWord, QComboBox]] = []
        self.told = words("", "secondary", wrap=True)
        self.take_all = plain("全部采用建议", self._take_all)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.told, 1)
        top.addWidget(self.take_all)
        self._holder = QScrollArea()
        self._holder.setWidgetResizable(True)
        self._holder.setFrameShape(QScrollArea.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(10)
        column.addWidget(words("表里的说法，各是哪个选项", "panel"))
        column.addLayout(top)
        column.addWidget(self._holder, 1)

    def show_data(self, found: Sequence[CodeWord], choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Show the words; `choices` are (code, name) by code list."""
        self._boxes = []
        table = QWidget()
        ground(table, "surface")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for place, head in enumerate(("栏目", "表里的说法", "行数", "就是", "")):
            grid.addWidget(words(head, "caption"), 0, place)
        for row, each in enumerate(found[:MOST_WORDS], 1):
            self._add(grid, row, each, choices.get(each.codes, ()))
        for place, wide in ((0, 80), (1, 180), (2, 48), (3, 260), (4, 170)):
            grid.setColumnMinimumWidth(place, wide)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(5, 1)
        if len(found) > MOST_WORDS:
            more = f"另有 {len(found) - MOST_WORDS} 个说法没有列出，先不对；写入后再导入一次可接着对。"
            grid.addWidget(words(more, "caption"), MOST_WORDS * 2 + 2, 1, 1, 4)
        grid.setRowStretch(2 * len(found) + 3, 1)
        self._holder.setWidget(table)
        self._tell(found)

    def _tell(self, found: Sequence[CodeWord]) -> None:
        undecided = sum(each.code is None for each in found)
        suggested = any(each.code is None and each.suggestions for each in found)
        self.take_all.setVisible(suggested)
        if not found:
            self.told.setText("表里的说法都认得，没有要对的。")
        elif undecided:
            self.told.setText(
                f"有 {undecided} 个说法不在名录里。选好一次就记住，下次自动用；不选的照右边写的办。"
            )
        else:
            self.told.setText("都已选好。可以逐个改；改了以后按新的记住。")

    def _add(self, grid: QGridLayout, row: int, each: CodeWord, codes: Sequence[tuple[str, str]]) -> None:
        box = combo(name=f"{each.label} {each.word} 就是")
        box.setFixedWidth(260)
        box.addItem("先不对", _OPEN)
        likely = {code for code, _ in each.suggestions}
        for code, name in (*each.suggestions, *(one for one in codes if one[0] not in likely)):
            box.addItem(name, code)
        box.addItem("哪个都不是，以后也不再问", _NEVER)
        box.setCurrentIndex(max(0, box.findData(_data(each.code))))
        self._boxes.append((each, box))
        grid.addWidget(words(each.label, "caption"), row * 2, 0)
        grid.addWidget(elided(each.word, "body"), row * 2, 1)
        count = words(numbers.count(each.count), "body")
        count.setToolTip(
            f"第 {'、'.join(map(str, each.rows))} 行{'等' if each.count > len(each.rows) else ''}"
        )
        grid.addWidget(count, row * 2, 2)
        grid.addWidget(box, row * 2, 3)
        grid.addWidget(self._note(each, box), row * 2, 4)
        grid.addWidget(line(), row * 2 + 1, 0, 1, 5)

    def _note(self, each: CodeWord, box: QComboBox) -> QWidget:
        if each.remembered:
            return link("已记住，忘掉", lambda: self.forget_wanted.emit(each.field, each.word))
        if each.code is None and each.suggestions:
            code, name = each.suggestions[0]
            act = link(f"建议：{name}", lambda: box.setCurrentIndex(box.findData(code)))
            act.setToolTip(f"按字形和读音看最像，点一下采用。不选：{each.without}")
            return act
        return words(f"不选：{each.without}" if each.code is None else "", "caption")

    def _take_all(self) -> None:
        for each, box in self._boxes:
            if box.currentData() == _OPEN and each.suggestions:
                box.setCurrentIndex(box.findData(each.suggestions[0][0]))

    def answers(self) -> dict[Word, str]:
        """What was chosen: (field, word) → code, "" for none for good. Undecided words are not in it.

        A remembered meaning that stands is no answer of this sheet.
        """
        chosen: dict[Word, str] = {}
        for each, box in self._boxes:
            data = str(box.currentData())
            if data == _OPEN or (each.remembered and data == _data(each.code)):
                continue
            chosen[each.field, each.word] = "" if data == _NEVER else data
        return chosen

    def focus_first(self) -> None:
        """Where the keys go when the step opens: the first undecided word."""
        boxes = [box for _, box in self._boxes]
        first = next((box for box in boxes if box.currentData() == _OPEN), boxes[0] if boxes else None)
        if first is not None:
            first.setFocus()


def _data(code: str | None) -> str:
    return _OPEN if code is None else code or _NEVER
