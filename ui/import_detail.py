"""The panel beside the import preview: one row before and after, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.problems import Problem, Severity
from core.section import Section
from core.views import ImportRow, RowAction
from ui.controls import Chip, Notice, ground, line, words
from ui.icons import Glyph
from ui.import_preview import EMPTY, chip_of
from ui.words import set_property

WIDTH = 308
NARROW = 250


class ImportDetail(QWidget):
    """One row of the sheet in full. Fixed width; scrolls when the row has many columns."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedWidth(WIDTH)
        self.title = words("", "panel")
        self.chip = Chip(Glyph.SAME, "")
        self.below = words("", "caption", wrap=True)
        self._content = QWidget()
        ground(self._content, "surface")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(16, 0, 16, 12)
        self._column.setSpacing(10)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.chip)
        below = QHBoxLayout()
        below.setContentsMargins(16, 4, 16, 6)
        below.addWidget(self.below)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addLayout(below)
        outer.addWidget(scroll, 1)

    def show_data(self, section: Section, row: ImportRow | None) -> None:
        """Show a row of the preview, or nothing."""
        self._clear()
        self.chip.setVisible(row is not None)
        if row is None:
            self.title.setText("没有这一类的行")
            self.below.setText("")
            return
        name = row.texts.get(section.fields[0].key, "")
        self.title.setText(f"第 {row.row} 行　{name}" if len(name) <= 10 else f"第 {row.row} 行")
        self.chip.show_state(*chip_of(row))
        self.below.setText(_under(section, row))
        for problem in row.problems:
            self._column.addWidget(_problem_notice(section, problem))
        self._column.addWidget(self._table(section, row))
        self._column.addStretch(1)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _table(self, section: Section, row: ImportRow) -> QWidget:
        """栏目, 台账现有, 导入后; changed ones first, on a ground of their own."""
        changed = {key: (before, after) for key, before, after in row.changes}
        known = row.action in (RowAction.CHANGE, RowAction.SAME)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        heads = ("栏目", "台账现有", "导入后") if known else ("栏目", "表里的内容")
        for column, head in enumerate(heads):
            grid.addWidget(_cell(head, "caption"), 0, column)
        keys = [*changed, *(each.key for each in section.fields if each.key not in changed)]
        place = 1
        for key in keys:
            if key not in changed and not row.texts.get(key):
                continue
            texts = _texts(row, key, changed, known)
            for column, text in enumerate((section.by_key[key].label, *texts)):
                grid.addWidget(_field_cell(text, column, key in changed), place, column)
            grid.addWidget(line(), place + 1, 0, 1, len(heads))
            place += 2
        grid.setColumnMinimumWidth(0, 76)
        for column in range(1, len(heads)):
            grid.setColumnStretch(column, 1)
        return table


def _texts(row: ImportRow, key: str, changed: dict[str, tuple[str, str]], known: bool) -> tuple[str, ...]:
    if key in changed:
        before, after = changed[key]
        return (before or EMPTY, after or EMPTY)
    text = row.texts.get(key, "")
    return (text, "相同") if known else (text,)


def _cell(text: str, kind: str) -> QWidget:
    label = words(text, "caption" if kind == "caption" else "body", wrap=kind != "caption")
    label.setContentsMargins(6, 4, 6, 4)
    return label


def _field_cell(text: str, column: int, changed: bool) -> QWidget:
    strong = changed and column == 2
    label = words(text, "section" if strong else "body", wrap=True)
    label.setContentsMargins(6, 4, 6, 4)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if column == 0 or text == "相同":
        set_property(label, "role", "text2")
    if changed:
        ground(label, "note_bg")
    return label


def _under(section: Section, row: ImportRow) -> str:
    """The masked number and where the row stands in the ledger."""
    parts = []
    if section.people:
        parts.append(row.texts.get("person.id_number", ""))
    if row.target is not None:
        parts.append("台账里已有这一行")
    return "，".join(part for part in parts if part)


def _problem_notice(section: Section, problem: Problem) -> Notice:
    refused = problem.severity is Severity.REFUSED
    each = section.by_key.get(problem.field)
    said = f"{each.label}：{problem.message}" if each else problem.message
    return Notice(said, Glyph.BAD if refused else Glyph.LOOK, "bad_bg" if refused else "warn_bg")
